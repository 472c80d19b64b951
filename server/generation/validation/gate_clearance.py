"""Gate G10: somebody who should see a doctor first trains gently, and is told so first. Pure."""

import re
from collections.abc import Iterator

from schemas.program import CardioItem, Finding, SafetyStatus, SetType, StrengthItem
from server.generation.anatomy import Pattern
from server.generation.counting import is_work
from server.generation.exercises import catalogue
from server.generation.safety.screening import FULL_RPE, MODERATE_RPE
from server.generation.validation.faults import AnyItem, Fault, in_items
from server.generation.validation.sheet import Sheet

CLEARANCE_WORDS = re.compile(r"\b(doctor|physician|midwife|clear(ed|ance))\b", re.IGNORECASE)
MAXIMAL = frozenset({SetType.AMRAP, SetType.DROPSET})
"""Sets that go on until nothing more goes."""


def not_gentle(sheet: Sheet) -> Iterator[Finding]:
    """G10: while clearance is needed, effort up to 6 of 10, no HIIT, nothing maximal, and the notice first [SCR].

    For whom the screening makes no program at all, as with symptoms on exertion, none passes.
    Clearance is needed when the screening says so, and then the program says so too. Who is held back for another
    reason, as in pregnancy, trains as gently. Intervals that stay easy, as turns of walking and running, are no HIIT.
    """
    if (refusal := sheet.person.screening.refusal) is not None:
        yield Finding(rule="G10", message=refusal.message, value=refusal.code, bound="no program")
    most = hardest(sheet)
    if most < FULL_RPE:
        yield from _unsaid(sheet)
        yield from in_items("G10", sheet, lambda item: _not_gentle_item(item, most))


def hardest(sheet: Sheet) -> int:
    """The hardest effort that a program may ask for, from 0 to 10."""
    is_awaiting = sheet.program.safety.status is SafetyStatus.NEEDS_CLEARANCE
    return min(sheet.person.most_rpe, MODERATE_RPE if is_awaiting else FULL_RPE)


def _unsaid(sheet: Sheet) -> Iterator[Finding]:
    safety, screened = sheet.program.safety, sheet.person.screening.status
    if screened is SafetyStatus.NEEDS_CLEARANCE and safety.status is not screened:
        yield Finding(
            rule="G10",
            message="The program does not say that a doctor has to agree first.",
            value=safety.status.value,
            bound=screened.value,
        )
    first = safety.notices[0] if safety.notices else ""
    if safety.status is SafetyStatus.NEEDS_CLEARANCE and not CLEARANCE_WORDS.search(first):
        yield Finding(
            rule="G10",
            message="The first notice does not say to see a doctor before the program begins.",
            value=first,
            bound="a notice to see a doctor first",
        )


def _not_gentle_item(item: AnyItem, most_rpe: int) -> Iterator[Fault]:
    if isinstance(item, CardioItem):
        if item.rpe_max > most_rpe:
            yield Fault("is too hard before a doctor has agreed", item.rpe_max, f"effort up to {most_rpe} of 10")
    elif is_work(item):
        yield from _not_gentle_sets(item, FULL_RPE - most_rpe)


def _not_gentle_sets(item: StrengthItem, least_rir: int) -> Iterator[Fault]:
    if item.rir_min is None or item.rir_min < least_rir:
        bound = f"at least {least_rir} repetitions in reserve"
        yield Fault("is too hard before a doctor has agreed", item.rir_min, bound)
    if item.set_type in MAXIMAL:
        yield Fault("is maximal work", item.set_type.value, SetType.NORMAL.value)
    exercise = catalogue().get(item.exercise_id)
    if exercise is not None and exercise.pattern is Pattern.POWER:
        yield Fault("is explosive", exercise.pattern.value, "nothing that is done as fast as possible")
