"""How long a session takes. Pure.

5 min of warm-up (2 in a session of less than 20) + for each exercise 60 s of change-over + sets x (15 s + 4 s a
repetition, or what the exercise says that one takes, twice for two sides) + the rests between them + 120 s of warm-up
sets for the first two big lifts.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from math import ceil

from schemas.program import CardioItem, StrengthItem
from server.generation.exercises import catalogue

WARMUP_S = 300
SHORT_WARMUP_S = 120
SHORT_SESSION_MINUTES = 20
CHANGE_OVER_S = 60
SET_UP_S = 15
REP_S = 4
RAMP_UP_S = 120
RAMPED_LIFTS = 2


def warmup_seconds(minutes: int) -> int:
    """The warm-up of a session for which there are so many minutes."""
    return SHORT_WARMUP_S if minutes < SHORT_SESSION_MINUTES else WARMUP_S


def item_seconds(item: StrengthItem | CardioItem) -> float:
    """One exercise with its change-over and rests, without warm-up sets."""
    if isinstance(item, CardioItem):
        return item.duration_min * 60
    return CHANGE_OVER_S + item.sets * set_seconds(item) - item.rest_s


def set_seconds(item: StrengthItem) -> float:
    """One set of an exercise, and the rest behind it."""
    reps_s = _rep_seconds(item.exercise_id) * ((item.reps_min or 0) + (item.reps_max or 0)) / 2
    work_s = reps_s if item.duration_s is None else item.duration_s
    return SET_UP_S + work_s * (2 if item.per_side else 1) + item.rest_s


def session_seconds(warmup_s: int, item_s: Iterable[float], ramped: int) -> float:
    """A whole session; ``ramped`` is how many lifts have warm-up sets of their own."""
    return warmup_s + RAMP_UP_S * min(ramped, RAMPED_LIFTS) + sum(item_s)


def estimated_minutes(items: Sequence[StrengthItem | CardioItem], minutes: int) -> int:
    """A whole session of these items, where there is time for ``minutes``."""
    ramped = sum(_has_ramp_up(item.exercise_id) for item in items)
    return ceil(session_seconds(warmup_seconds(minutes), map(item_seconds, items), ramped) / 60)


@cache
def _has_ramp_up(exercise_id: str) -> bool:
    exercise = catalogue().get(exercise_id)
    return exercise is not None and exercise.is_main_lift


@cache
def _rep_seconds(exercise_id: str) -> float:
    exercise = catalogue().get(exercise_id)
    return REP_S if exercise is None else exercise.s_per_rep
