"""Minutes of endurance work in a week, for the goals that live of them. Pure.

Fat loss takes 150 to 250 minutes of moderate work, reached from about 90 [W09]; endurance 150 to 300, of which
vigorous minutes count twice [WHO]. Who has less time owes nine tenths of what the days beside resistance hold. The
way there begins at 60 % and may be slow; after each week of building one may be easier.
"""

from collections.abc import Mapping
from math import floor
from types import MappingProxyType
from typing import Final

from schemas.program import CardioItem
from schemas.request import FitnessLevel, GoalCategory
from server.generation.validation.asked import Asked
from server.generation.validation.marks import Marks, Place, within
from server.generation.validation.sheet import Sheet, WeekSheet

LEAST_MINUTES: Final = 150
MOST_MINUTES: Final = 300
MOST_TRAINED_MINUTES: Final = 450
"""For the advanced whose goal is endurance: more than health asks for, and usual among them [J]."""
OF_THE_TIME: Final = 0.9
START_SHARE: Final = 0.6
"""90 of 150 minutes."""
RAMP: Final = 1.05
"""A week: half of the most that a week may add, since every third or fourth is easier."""
EASIER_SHARE: Final = 0.6
VIGOROUS_RPE: Final = 7

MOST: Mapping[tuple[GoalCategory, FitnessLevel], int] = MappingProxyType(
    {(GoalCategory.CARDIO_ENDURANCE, FitnessLevel.ADVANCED): MOST_TRAINED_MINUTES}
)


def endurance_marks(sheet: Sheet, asked: Asked, rule: str) -> Marks:
    """One place a week."""
    marks = Marks(rule)
    most = MOST.get((asked.person.goal, asked.person.level), MOST_MINUTES)
    before, was_easier = 0.0, False
    for week in sheet.weeks:
        resistance = sum(bool(session.work) for session in week.sessions)
        aim = min(LEAST_MINUTES, OF_THE_TIME * asked.cardio_minutes(resistance))
        if aim <= 0:
            continue
        low = aim * min(1.0, START_SHARE * RAMP ** (week.week.index - 1))
        minutes = minutes_of(week)
        is_easier = minutes < before and not was_easier
        if is_easier or week.week.is_deload:
            low *= EASIER_SHARE
        share = within(minutes, floor(low), most)
        if share < 1:
            bound = f"{floor(low)} to {most} minutes a week"
            message = f"Week {week.week.index} has {minutes:.0f} minutes of endurance work; {bound} are right."
            marks.lose(message, value=minutes, bound=bound, at=Place(week.week.index), share=share)
        else:
            marks.earn()
        before, was_easier = minutes, is_easier
    return marks


def minutes_of(week: WeekSheet) -> float:
    """Moderate minutes of a week; vigorous ones count twice."""
    return sum(_moderate(item) for session in week.sessions for item in session.cardio)


def _moderate(item: CardioItem) -> float:
    if item.rpe_max < VIGOROUS_RPE:
        return item.duration_min
    hard = item.duration_min if item.intervals is None else item.intervals.reps * item.intervals.work_s / 60
    return item.duration_min + min(hard, item.duration_min)
