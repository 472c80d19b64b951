"""Duration: sessions that fill the time which was asked for, and say truly how long they take. Pure.

75 to 105 % of the request, with a linear loss outside. Nobody is asked to waste time: what a session can use ends
where its dose does, at the middle of the weekly band or at 30 sets, whichever comes first; for who is older at two
sets of eight lifts [N19]; for drills at half an hour, since a minute for each joint is enough [A11]; for endurance at
the longest session of its goal. Deloads, recovery days and the sessions of a beginner's first week may be short; and
endurance work grows from 60 % of its length. A session whose minutes are not those of the time model earns nothing.
"""

from math import ceil
from typing import Final

from schemas.program import Session, SessionType
from schemas.request import GoalCategory
from server.generation.exercises import catalogue
from server.generation.timing import item_seconds, session_seconds
from server.generation.validation.asked import (
    ENTRY_SHARE,
    HEAVY_GOALS,
    HEAVY_SET_MINUTES,
    LONGEST_CARDIO_MINUTES,
    MOST_SESSION_SETS,
    OVERHEAD_MINUTES,
    SET_MINUTES,
    SETS_PER_GROUP_SET,
    Asked,
    asked_of,
)
from server.generation.validation.marks import Graded, Marks, graded, place_of, within
from server.generation.validation.score_volume import resistance_days
from server.generation.validation.sheet import SessionSheet, Sheet, WeekSheet

RULE = "duration"
LEAST_SHARE: Final = 0.75
MOST_SHARE: Final = 1.05
TOLERATED_MINUTES: Final = 1
"""Between what a session says and what the time model says: rounding."""
OLDER_SESSION_SETS: Final = 16
DRILL_MINUTES: Final = 30
OTHER_CARDIO_MINUTES: Final = 30
"""Of a session beside another goal [J]."""
CARDIO_START_SHARE: Final = 0.6
LIVES_OF_CARDIO = frozenset({GoalCategory.CARDIO_ENDURANCE, GoalCategory.FAT_LOSS})


def grade_duration(sheet: Sheet) -> Graded:
    """Each session is one place."""
    marks = Marks(RULE)
    asked = asked_of(sheet.person)
    high = sheet.person.minutes * MOST_SHARE
    for week in sheet.weeks:
        lows = _least_minutes(week, asked)
        for session in week.sessions:
            _session(session, lows.get(session.session.type, 0.0), high, marks)
    return graded((1, marks))


def _session(session: SessionSheet, low: float, high: float, marks: Marks) -> None:
    said, true = session.session.est_minutes, minutes_of(session.session)
    at, name = place_of(session), session.session.name
    if abs(said - true) > TOLERATED_MINUTES:
        message = f"{name} says that it takes {said} minutes; its sets and rests take {true}."
        return marks.lose(message, value=said, bound=f"{true} minutes", at=at)
    share = within(said, low, high)
    if share == 1:
        return marks.earn()
    bound = f"{low:.0f} to {high:.0f} minutes"
    return marks.lose(
        f"{name} takes {said} minutes; {bound} were asked for.", value=said, bound=bound, at=at, share=share
    )


def minutes_of(session: Session) -> int:
    """What a session takes by the time model, rounded up."""
    known = catalogue()
    ramped = sum(known[item.exercise_id].is_main_lift for item in session.items if item.exercise_id in known)
    warmup_s = sum(prep.duration_s for prep in session.warmup)
    return ceil(session_seconds(warmup_s, map(item_seconds, session.items), ramped) / 60)


def _least_minutes(week: WeekSheet, asked: Asked) -> dict[SessionType, float]:
    if week.week.is_deload:
        return {}
    minutes, goal = asked.person.minutes, asked.person.goal
    entry = ENTRY_SHARE if asked.person.is_beginner and week.week.index == 1 else 1.0
    lifting = LEAST_SHARE * entry * min(minutes, useful_minutes(asked, max(1, resistance_days(week))))
    longest = LONGEST_CARDIO_MINUTES[asked.person.level] if goal in LIVES_OF_CARDIO else OTHER_CARDIO_MINUTES
    return {
        SessionType.RESISTANCE: lifting,
        SessionType.MIXED: lifting,
        SessionType.MOBILITY: LEAST_SHARE * min(minutes, DRILL_MINUTES),
        SessionType.CARDIO: LEAST_SHARE * CARDIO_START_SHARE * min(minutes, longest),
    }


def useful_minutes(asked: Asked, resistance_days: int) -> float:
    """What a session can use, when so many share the dose of a week."""
    low, high = asked.band.weekly_sets
    sets = min(MOST_SESSION_SETS, SETS_PER_GROUP_SET * (low + high) / 2 / resistance_days)
    if asked.person.is_older:
        sets = min(sets, OLDER_SESSION_SETS)
    set_minutes = HEAVY_SET_MINUTES if asked.person.goal in HEAVY_GOALS else SET_MINUTES
    return OVERHEAD_MINUTES + sets * set_minutes
