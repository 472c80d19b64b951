"""Mends a program, or the weeks of it that are finished so far, until it passes all gates. Pure.

- `BeyondRepair`: after `PASSES` passes gates still fail; says which.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from schemas.program import GateReport, Periodization, Program, Provider, SafetyStatus, Validation, Week
from server.generation.person import Person
from server.generation.repair.add import add, short_groups
from server.generation.repair.arrange import arrange
from server.generation.repair.clarify import clarify
from server.generation.repair.draft import Change, Draft, draft_of
from server.generation.repair.progress import fill_dips, hold_back
from server.generation.repair.recover import recover
from server.generation.repair.runs import hold_runs
from server.generation.repair.soften import soften
from server.generation.repair.swap import swap
from server.generation.repair.totals import finished, finished_weeks
from server.generation.safety.notices import safety_of
from server.generation.safety.screening import FULL_RPE, MODERATE_RPE
from server.generation.validation.score import PASSING_SCORE
from server.generation.validation.sheet import sheet_of
from server.generation.validation.validator import check, scored, validate

PASSES = 3
MOVES: tuple[Callable[[Draft], None], ...] = (
    arrange, swap, clarify, soften, recover, fill_dips, hold_runs, hold_back,
)  # fmt: skip
"""In each pass, in this order: what an item is, how hard it is, how much there is of it."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A program that passes all gates.

    Attributes:
        program: the very object that came, where nothing was to be mended.
        validation: what the checks say of it; whoever gives the program away puts it in.
        passes: how many passes it took, 0 where nothing was to be mended.
        changes: what was mended.
    """

    program: Program
    validation: Validation
    passes: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RepairedWeeks:
    """Weeks that pass all gates, behind those that are given away already; otherwise as `Repaired`."""

    weeks: tuple[Week, ...]
    passes: int
    changes: tuple[Change, ...]


class BeyondRepair(Exception):
    """Gates still fail after all passes: another program is needed.

    Attributes:
        gates: those that fail, with what they found.
    """

    def __init__(self, gates: tuple[GateReport, ...]) -> None:
        super().__init__("; ".join(f"{gate.id}: {gate.detail}" for gate in gates))
        self.gates = gates


def repair(program: Program, person: Person) -> Repaired:
    """A program that passes all gates, made of one that may not.

    One that passes, and scores well, is given back as it came. One that passes and scores less gets more sets for
    muscles that are short of them, if that makes it better. So do muscles that became short while gates were mended.

    Raises:
        BeyondRepair: it cannot be mended.
    """
    sheet = sheet_of(program, person)
    gates = check(sheet)
    failed = _failing(gates)
    validation = None if failed else scored(sheet, gates)
    if validation is not None and (validation.score or 0) >= PASSING_SCORE:
        return Repaired(program, validation, 0, ())
    draft = draft_of(program.weeks, person, _most_rpe(program, person))
    before = short_groups(draft) if failed else ()
    passes = _mend(draft, failed, lambda: finished(program, draft))
    has_added = add(draft, lambda one: not _failed(finished(program, one), person), before)
    mended = finished(program, draft)
    mended_validation = validate(mended, person)
    if validation is not None and not (has_added and (mended_validation.score or 0) > (validation.score or 0)):
        return Repaired(program, validation, 0, ())
    return Repaired(mended, mended_validation, max(1, passes), draft.changes)


def repair_weeks(weeks: tuple[Week, ...], earlier: tuple[Week, ...], person: Person) -> RepairedWeeks:
    """The next weeks of a program, before the rest of it exists; the weeks before them stay as they were.

    Raises:
        BeyondRepair: they cannot be mended, or the earlier ones break a gate.
    """
    count = min(len(earlier) + len(weeks), person.request.duration_weeks)
    part = replace(person, request=person.request.model_copy(update={"duration_weeks": count}))
    program = _so_far((*earlier, *weeks), part)
    failed = _failed(program, part)
    if not failed:
        return RepairedWeeks(weeks, 0, ())
    draft = draft_of(program.weeks, part, _most_rpe(program, part), closed=len(earlier))
    passes = _mend(draft, failed, lambda: finished(program, draft))
    return RepairedWeeks(finished_weeks(draft)[len(earlier) :], passes, draft.changes)


def _mend(draft: Draft, failed: tuple[GateReport, ...], made: Callable[[], Program]) -> int:
    """Pass after pass until no gate fails; how many it took."""
    passes = 0
    while failed:
        if passes == PASSES:
            raise BeyondRepair(failed)
        for move in MOVES:
            move(draft)
        passes += 1
        failed = _failed(made(), draft.person)
    return passes


def _failed(program: Program, person: Person) -> tuple[GateReport, ...]:
    return _failing(check(sheet_of(program, person)))


def _failing(gates: tuple[GateReport, ...]) -> tuple[GateReport, ...]:
    return tuple(gate for gate in gates if not gate.passed)


def _most_rpe(program: Program, person: Person) -> int:
    is_awaiting = program.safety.status is SafetyStatus.NEEDS_CLEARANCE
    return min(person.most_rpe, MODERATE_RPE if is_awaiting else FULL_RPE)


def _so_far(weeks: tuple[Week, ...], person: Person) -> Program:
    """As much of a program as the gates look at."""
    return Program(
        request={},
        provider=Provider(name="", model=None, seed="", rules_version=""),
        name="",
        description="",
        spoken_summary="",
        goal_category=person.goal,
        goal_raw="",
        fitness_level=person.level,
        split="",
        periodization=Periodization.LINEAR,
        blocks=(),
        weeks=weeks,
        progression_rules=(),
        safety=safety_of(person),
        assumptions=(),
        warnings=(),
        validation=Validation(score=None, gates=(), rules=()),
    )
