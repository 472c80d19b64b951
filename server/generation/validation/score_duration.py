"""Duration: sessions that fill the time which was asked for, and say truly how long they take. Pure.

75 to 105 % of the request, with a linear loss outside. Nobody is asked to waste time: lifting is also long enough when
its week gives muscles the middle of their weekly band (the least useful dose [IVE] to who is spared), and in proportion
below; drills at half an hour, since a minute for each joint is enough [A11]; endurance at the longest session of its
goal, to which it grows from 60 %. A beginner's first week is an entry, at two thirds; deloads and recovery days may be
short. A session whose minutes are not those of the time model earns nothing.
"""

from math import ceil, floor
from typing import Final

from schemas.program import SessionType
from schemas.request import GoalCategory
from server.generation.timing import estimated_minutes
from server.generation.validation.asked import ENTRY_SHARE, LEAST_USEFUL_SETS, LONGEST_CARDIO_MINUTES, Asked, asked_of
from server.generation.validation.groups import group_sets
from server.generation.validation.marks import Graded, Marks, graded, place_of, within
from server.generation.validation.sheet import SessionSheet, Sheet, WeekSheet

RULE = "duration"
LEAST_SHARE: Final = 0.75
MOST_SHARE: Final = 1.05
TOLERATED_MINUTES: Final = 1
"""Between what a session says and what the time model says: rounding."""
DRILL_MINUTES: Final = 30
OTHER_CARDIO_MINUTES: Final = 30
"""Of a session beside another goal [J]."""
CARDIO_LEAST_SHARE: Final = 0.45
"""60 % of three quarters: where endurance work begins."""
LIVES_OF_CARDIO = frozenset({GoalCategory.CARDIO_ENDURANCE, GoalCategory.FAT_LOSS})
LIFTING = frozenset({SessionType.RESISTANCE, SessionType.MIXED})


def grade_duration(sheet: Sheet) -> Graded:
    """Each session is one place."""
    marks = Marks(RULE)
    asked = asked_of(sheet.person)
    for week in sheet.weeks:
        lows = _least_minutes(week, asked)
        filled = _filled(week, asked)
        for session in week.sessions:
            kind = session.session.type
            _session(session, sheet.person.minutes, lows.get(kind, 0), filled if kind in LIFTING else 0.0, marks)
    return graded((1, marks))


def _session(session: SessionSheet, minutes: int, low: int, filled: float, marks: Marks) -> None:
    said, true = session.session.est_minutes, estimated_minutes(session.session.items, minutes)
    at, name = place_of(session), session.session.name
    if abs(said - true) > TOLERATED_MINUTES:
        message = f"{name} says that it takes {said} minutes; its sets and rests take {true}."
        return marks.lose(message, value=said, bound=f"{true} minutes", at=at)
    high = ceil(minutes * MOST_SHARE)
    share = within(said, low, high)
    if said < low:
        share = max(share, filled)
    if share >= 1:
        return marks.earn()
    bound = f"{low} to {high} minutes"
    message = f"{name} takes {said} minutes; {bound} were asked for."
    return marks.lose(message, value=said, bound=bound, at=at, share=share)


def _least_minutes(week: WeekSheet, asked: Asked) -> dict[SessionType, int]:
    if week.week.is_deload:
        return {}
    minutes, goal = asked.person.minutes, asked.person.goal
    longest = LONGEST_CARDIO_MINUTES[asked.person.level] if goal in LIVES_OF_CARDIO else OTHER_CARDIO_MINUTES
    return {
        **dict.fromkeys(LIFTING, floor(LEAST_SHARE * _entry(week, asked) * minutes)),
        SessionType.MOBILITY: floor(LEAST_SHARE * min(minutes, DRILL_MINUTES)),
        SessionType.CARDIO: floor(CARDIO_LEAST_SHARE * min(minutes, longest)),
    }


def _filled(week: WeekSheet, asked: Asked) -> float:
    """How much of the middle of its dose a week gives to the muscles, in the mean."""
    low, high = asked.band.weekly_sets
    dose = (low + high) / 2
    if asked.person.is_spared:
        dose = min(dose, LEAST_USEFUL_SETS)
    groups = asked.possible.groups
    sets = sum(group_sets(session.done)[group] for session in week.sessions for group in groups)
    return sets / (len(groups) or 1) / (dose * _entry(week, asked))


def _entry(week: WeekSheet, asked: Asked) -> float:
    return ENTRY_SHARE if asked.person.is_beginner and week.week.index == 1 else 1.0
