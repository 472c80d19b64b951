"""Gate G10: somebody who should see a doctor first trains gently, and is told so first. Pure."""

import re
from collections.abc import Iterator

from schemas.program import CardioItem, Finding, SafetyStatus, SetType, StrengthItem
from server.generation.counting import is_work
from server.generation.validation.faults import AnyItem, Check, Fault, faults_by, in_items
from server.generation.validation.sheet import Sheet

GENTLE_RPE = 6
MOST_RPE = 10
GENTLE_RIR = MOST_RPE - GENTLE_RPE
CLEARANCE_WORDS = re.compile(r"\b(doctor|physician|midwife|clear(ed|ance))\b", re.IGNORECASE)


def not_gentle(sheet: Sheet) -> Iterator[Finding]:
    """G10: while clearance is needed, effort up to 6 of 10, no HIIT, nothing maximal, and the notice first [SCR]."""
    safety = sheet.program.safety
    if safety.status is not SafetyStatus.NEEDS_CLEARANCE:
        return
    first = safety.notices[0] if safety.notices else ""
    if not CLEARANCE_WORDS.search(first):
        yield Finding(
            rule="G10",
            message="The first notice does not say to see a doctor before the program begins.",
            value=first,
            bound="a notice to see a doctor first",
        )
    yield from in_items("G10", sheet, _not_gentle_item)


def _not_gentle_item(item: AnyItem) -> Iterator[Fault]:
    if isinstance(item, CardioItem):
        return faults_by(CARDIO_CHECKS, item)
    return faults_by(WORK_CHECKS, item) if is_work(item) else iter(())


CARDIO_CHECKS: tuple[Check[CardioItem], ...] = (
    Check(
        lambda i: i.rpe_max > GENTLE_RPE,
        "is too hard before a doctor has agreed",
        lambda i: i.rpe_max,
        f"effort up to {GENTLE_RPE} of 10",
    ),
)
"""Intervals beyond this effort are HIIT; turns of walking and easy running are not."""

WORK_CHECKS: tuple[Check[StrengthItem], ...] = (
    Check(
        lambda i: i.rir_min is None or i.rir_min < GENTLE_RIR,
        "is too hard before a doctor has agreed",
        lambda i: i.rir_min,
        f"at least {GENTLE_RIR} repetitions in reserve",
    ),
    Check(
        lambda i: i.set_type in (SetType.AMRAP, SetType.DROPSET),
        "is maximal work",
        lambda i: i.set_type.value,
        SetType.NORMAL.value,
    ),
)
