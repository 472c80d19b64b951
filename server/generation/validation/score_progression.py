"""Progression: every exercise has a rule and a way out when it fails; and a block does get harder. Pure.

+2 to 10 % of load once the repetitions are there [A09]; a plan of which weeks only repeat is no plan. Loads in kg are
not written before anybody knows them, so that a block rises by what is: sets, repetitions, seconds, minutes, percent
of 1RM, or fewer repetitions in reserve. A later
working week has more than the first; a single one cannot rise.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from schemas.program import ProgressionRule, StrengthItem
from server.generation.validation.marks import Graded, Marks, Place, graded, place_of
from server.generation.validation.sheet import Sheet, WeekSheet

RULE = "progression"


def grade_progression(sheet: Sheet) -> Graded:
    """Two clauses of equal weight: rules with a way out, and blocks that rise."""
    return graded((1, _rules(sheet)), (1, _blocks(sheet)))


def _rules(sheet: Sheet) -> Marks:
    marks = Marks(RULE)
    faults = {rule.id: fault for rule in sheet.program.progression_rules if (fault := _fault(rule))}
    known = {rule.id for rule in sheet.program.progression_rules}
    for session in sheet.sessions:
        for item in session.session.items:
            rule = item.progression_id
            fault = faults.get(rule)
            if not rule or (rule in known and fault is None):  # an item without a rule is incomplete already
                marks.earn()
                continue
            message = f"{item.name} progresses by {rule!r}, which {fault or 'is not explained'}."
            bound = "a rule, and what to do when it fails"
            marks.lose(message, value=rule, bound=bound, at=place_of(session, item))
    return marks


def _fault(rule: ProgressionRule) -> str | None:
    if not rule.rule.strip():
        return "does not say how to progress"
    return None if rule.on_failure.strip() else "does not say what to do when that fails"


def _blocks(sheet: Sheet) -> Marks:
    marks = Marks(RULE)
    for weeks in _working_blocks(sheet):
        if len(weeks) == 1:
            continue
        begun = _amount(weeks[0])
        if any(_amount(week).is_more_than(begun) for week in reversed(weeks[1:])):
            marks.earn(len(weeks))
            continue
        name, start, end = weeks[0].week.block, weeks[0].week.index, weeks[-1].week.index
        message = f"{name} asks for no more up to week {end} than in week {start}: nothing rises."
        bound = "more sets, repetitions, time or load, or less in reserve"
        marks.lose(message, value="the same", bound=bound, at=Place(end), weight=len(weeks))
    return marks


def _working_blocks(sheet: Sheet) -> Iterator[list[WeekSheet]]:
    for _, weeks in groupby(sheet.working_weeks, key=lambda week: week.week.block):
        yield [*weeks]


class Amount(NamedTuple):
    """How much a week asks for: its sets and minutes, and of its sets the means."""

    sets: float
    reps: float
    hold_s: float
    minutes: float
    pct_1rm: float
    effort: float
    """Less what is in reserve."""

    def is_more_than(self, other: "Amount") -> bool:
        """Whether one thing rose."""
        return any(now > was for now, was in zip(self, other, strict=True))


def _amount(week: WeekSheet) -> Amount:
    items = [item for session in week.sessions for item in session.strength]
    sets = sum(item.sets for item in items) or 1
    minutes = sum(item.duration_min for session in week.sessions for item in session.cardio)
    return Amount(
        sets=sum(item.sets for item in items),
        reps=sum(item.sets * _middle(item.reps_min, item.reps_max) for item in items) / sets,
        hold_s=sum(item.sets * (item.duration_s or 0) for item in items) / sets,
        minutes=minutes,
        pct_1rm=sum(item.sets * _middle(item.load.min, item.load.max) for item in items if _in_pct(item)) / sets,
        effort=-sum(item.sets * _middle(item.rir_min, item.rir_max) for item in items) / sets,
    )


def _in_pct(item: StrengthItem) -> bool:
    return item.load.max is not None


def _middle(low: float | None, high: float | None) -> float:
    return ((low or 0) + (high or 0)) / 2
