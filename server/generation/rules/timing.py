"""How long a session takes. Pure.

5 min of warm-up + for each exercise 60 s of change-over + sets x (15 s + 4 s a repetition, twice for two sides)
+ the rests between them + 120 s of warm-up sets for the first two big lifts.
"""

from collections.abc import Iterable, Sequence

from schemas.program import CardioItem, StrengthItem

WARMUP_S = 300
CHANGE_OVER_S = 60
SET_UP_S = 15
REP_S = 4
RAMP_UP_S = 120
RAMPED_LIFTS = 2


def item_seconds(item: StrengthItem) -> float:
    """One exercise with its change-over and rests, without warm-up sets."""
    work_s = (
        item.duration_s if item.duration_s is not None else REP_S * ((item.reps_min or 0) + (item.reps_max or 0)) / 2
    )
    sides = 2 if item.per_side else 1
    return CHANGE_OVER_S + item.sets * (SET_UP_S + work_s * sides) + (item.sets - 1) * item.rest_s


def session_minutes(items: Sequence[StrengthItem | CardioItem], ramped: int) -> int:
    """A whole session; ``ramped`` is how many lifts have warm-up sets of their own."""
    seconds = WARMUP_S + RAMP_UP_S * min(ramped, RAMPED_LIFTS) + sum(_seconds(items))
    return max(1, round(seconds / 60))


def _seconds(items: Iterable[StrengthItem | CardioItem]) -> Iterable[float]:
    for item in items:
        yield item.duration_min * 60 if isinstance(item, CardioItem) else item_seconds(item)
