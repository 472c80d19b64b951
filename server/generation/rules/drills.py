"""Sessions of drills: which joints are moved on which day, how many drills, how many sets. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from schemas.program import SessionType
from schemas.request import GoalCategory
from server.generation.exercises import Exercise
from server.generation.person import Person
from server.generation.rules.days import Day
from server.generation.rules.dose import Emphasis
from server.generation.rules.lines import Line, LineMaker, lines_seconds
from server.generation.rules.selection import Menu
from server.generation.validation.score_drills import REGIONS

DRILLED = frozenset({SessionType.MOBILITY, SessionType.RECOVERY})
MOST_DRILLS = 8
MOST_DRILLS_OF_THE_GOAL = 10
MOST_SETS = 3
BALANCE_DRILLS = 2
"""Control of the new range [A11]; those from sixty-five on have them first [WHO]."""
RECOVERY_DRILLS = 2
RECOVERY_WITH_DRILLS_MINUTES = 30
BESIDE_MINUTES = 30
"""A mobility session beside another goal is not longer [J]."""


def drills_of(person: Person, menu: Menu, maker: LineMaker, days: Sequence[Day], day: Day) -> tuple[Line, ...]:
    """The drills of a day; none on days that have none."""
    if day.type is SessionType.RECOVERY:
        has_time = person.minutes >= RECOVERY_WITH_DRILLS_MINUTES
        return _dealt(menu, maker, days, day)[: RECOVERY_DRILLS * has_time]
    if day.type is not SessionType.MOBILITY:
        return ()
    is_goal = person.goal is GoalCategory.MOBILITY
    limit_s = (person.minutes if is_goal else min(person.minutes, BESIDE_MINUTES)) * 60
    lines = _dealt(menu, maker, days, day)[: MOST_DRILLS_OF_THE_GOAL - BALANCE_DRILLS if is_goal else MOST_DRILLS]
    if is_goal or person.is_older:
        found = sorted(menu.suited("balance"), key=lambda drill: drill.difficulty, reverse=not person.is_older)
        balance = tuple(maker.line(drill, 0, Emphasis.USUAL) for drill in found[:BALANCE_DRILLS])
        lines = (*balance, *lines) if person.is_older else (*lines, *balance)
    return _more_sets(person, _in_time(person, lines, limit_s), limit_s)


def _dealt(menu: Menu, maker: LineMaker, days: Sequence[Day], day: Day) -> tuple[Line, ...]:
    """All drills, beginning with those of this day: dealt out to the days, so that none comes twice too early."""
    suited = _by_turns(menu.suited("mobility"))
    sharing = [other.index for other in days if other.type in DRILLED]
    own = suited[sharing.index(day.index) :: len(sharing)]
    others = [drill for drill in suited if drill not in own]
    return tuple(maker.line(drill, 0, Emphasis.USUAL) for drill in (*own, *others))


def _by_turns(drills: Sequence[Exercise]) -> list[Exercise]:
    """A drill of each region of the body, then the next of each, so that few drills move all of it."""
    regions: dict[str, list[Exercise]] = {region: [] for region in REGIONS}
    for drill in drills:
        own = next((region for region, muscles in REGIONS.items() if muscles & {*drill.primary}), next(iter(REGIONS)))
        regions[own].append(drill)
    return [drill for turn in zip_longest(*regions.values()) for drill in turn if drill is not None]


def _in_time(person: Person, lines: Sequence[Line], limit_s: float) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if not kept or lines_seconds(person, [*kept, line]) <= limit_s:
            kept.append(line)
    return kept


def _more_sets(person: Person, lines: list[Line], limit_s: float) -> tuple[Line, ...]:
    """A set more of each, first things first, while there is time."""
    for place, line in enumerate(lines):
        longer = replace(line, entry=MOST_SETS, base=MOST_SETS, peak=MOST_SETS)
        if lines_seconds(person, [*lines[:place], longer, *lines[place + 1 :]]) <= limit_s:
            lines[place] = longer
    return tuple(lines)
