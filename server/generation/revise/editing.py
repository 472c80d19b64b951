"""The smallest change of a program: other exercises, other days of the week, and all else as it was. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from schemas.program import GateReport, Program
from schemas.request import Weekday
from server.generation.generator import Revision
from server.generation.person import Person
from server.generation.repair.draft import draft_of
from server.generation.repair.totals import finished
from server.generation.revise.exchanges import exercises_of
from server.generation.revise.exchanging import NothingSuits, exchanged, forbidden_in
from server.generation.revise.exertion import steps_between, with_steps
from server.generation.rules.days import shape_week
from server.generation.rules.narration import assumptions_of
from server.generation.safety.notices import safety_of
from server.generation.validation.sheet import sheet_of
from server.generation.validation.validator import check, scored

MOST_SHARE = 0.5
"""Of the exercises: where more have to go, the program is another one and is written anew."""


def edited(revision: Revision, before: Person, person: Person) -> Program | None:
    """The program with what has to be other, if that leaves a sound one; None if it has to be written anew.

    Args:
        before: for whom it was made.
        person: for whom it is now.
    """
    parent = _on_free_days(revision.parent, person)
    try:
        goes = forbidden_in(parent, person, revision.exchanges)
    except NothingSuits:
        return None
    if len(goes) > max(len(revision.exchanges), MOST_SHARE * len(exercises_of(parent))):
        return None
    steps = steps_between(before.request.effort, person.request.effort)
    known_faults = _known_faults(revision.parent, before)
    for chosen in _combinations(goes):
        program = _finished(with_steps(exchanged(parent, chosen, person), person, steps), person)
        sheet = sheet_of(program, person)
        gates = check(sheet)
        if _failing(gates) <= known_faults:
            return program.model_copy(update={"validation": scored(sheet, gates)})
    return None


def _combinations(goes: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    """The best for each, then the second best for each, and so on."""
    for place in range(max((len(ids) for ids in goes.values()), default=1)):
        yield {id_: ids[min(place, len(ids) - 1)] for id_, ids in goes.items()}


def _on_free_days(program: Program, person: Person) -> Program:
    """The program with its sessions on days that are free, in the same order; as it is, where they all are."""
    days = [session.weekday for session in program.weeks[0].sessions]
    if not set(days) & set(person.request.unavailable_days):
        return program
    weekdays = [day.weekday for day in shape_week(person).days]
    return _on(program, weekdays) if len(weekdays) == len(days) else program


def _on(program: Program, weekdays: list[Weekday | None]) -> Program:
    weeks = tuple(
        week.model_copy(
            update={
                "sessions": tuple(
                    session.model_copy(update={"weekday": weekday})
                    for session, weekday in zip(week.sessions, weekdays, strict=True)
                )
            }
        )
        for week in program.weeks
    )
    return program.model_copy(update={"weeks": weeks})


def _known_faults(program: Program, person: Person) -> frozenset[str]:
    """The gates that fail already, as a program of older rules may: by its own report, where it has one."""
    return _failing(program.validation.gates or check(sheet_of(program, person)))


def _failing(gates: Iterable[GateReport]) -> frozenset[str]:
    return frozenset(gate.id for gate in gates if not gate.passed)


def _finished(program: Program, person: Person) -> Program:
    """What follows from the exercises, and from what is known of the person now."""
    whole = finished(program, draft_of(program.weeks, person, person.most_rpe))
    return whole.model_copy(
        update={
            "request": person.request.model_dump(mode="json"),
            "goal_raw": person.request.goal_raw,
            "safety": safety_of(person),
            "assumptions": assumptions_of(person),
        }
    )
