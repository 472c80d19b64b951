"""What one exercise may be prescribed as, for a goal and a level: the band, and what widens it. Pure.

What the person cannot choose is judged in a wider range: the load of body weight and bands leads to the repetitions
that it allows, up to 30; holds go by the clock; fast exercises have their own dose [ACSM 2026]; and what a coach never
wants done so rarely or so often may stay at that end of its own range. Strength in blocks begins lighter than its band
and ends at 95 % [program rules, 3.5]; the lifts of a power program that are not fast are its strength part, and have
the repetitions of that [A09]. Nobody under 18 or from 65 on owes loads near the most that can be lifted once; they keep
two repetitions in reserve [N19].
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from schemas.program import LoadType, Periodization, Program
from schemas.request import GoalCategory
from server.generation.anatomy import Pattern
from server.generation.exercises import Exercise, catalogue
from server.generation.person import Person
from server.generation.validation.bands import Band, Span, band_of

FREE_LOADS = frozenset({LoadType.BODYWEIGHT, LoadType.BAND, LoadType.NONE, LoadType.ASSISTED_KG})
FREE_REPS: Final = 30
FAST_REPS: Span = (2, 8)
FAST_PCT: Span = (30, 70)
FAST_RIR: Span = (3, 6)
SPARED_REPS: Final = 15
SPARED_PCT: Final = 40
SPARED_RIR: Span = (2, 4)
RANGE_REPS: Final = 4
"""From the first to the last repetition of a usual range, as 8 to 12."""
BLOCK_REPS: Final = 10
BLOCK_PCT: Span = (65, 95)
HOLD_S: Span = (5, 120)
"""Of what is usually counted in repetitions."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From and to, of what stands on one line of a sheet."""

    reps: Span
    hold_s: Span
    pct_1rm: Span
    rir: Span


@cache
def limits_of(exercise_id: str, band: Band, *, is_big: bool, is_spared: bool, least_rir: int) -> Limits:
    """The limits of an exercise.

    Args:
        is_big: for main and secondary lifts.
        is_spared: for who must not come near the most that can be lifted once.
        least_rir: repetitions in reserve that the person's health asks for.
    """
    exercise = catalogue().get(exercise_id)
    reps, pct, rir = band.main_reps if is_big else band.accessory_reps, band.pct_1rm, band.rir
    if exercise is None:
        return Limits(reps, HOLD_S, pct, rir)
    if exercise.pattern is Pattern.POWER:
        return Limits(FAST_REPS, _hold_s(exercise), FAST_PCT, FAST_RIR)
    least, most = exercise.rep_range
    reps = min(reps[0], most - RANGE_REPS), max(reps[1], least + RANGE_REPS)
    if exercise.load_type in FREE_LOADS:
        reps = min(reps[0], least), max(reps[1], FREE_REPS)
    if is_spared:
        reps, pct = (reps[0], max(reps[1], SPARED_REPS)), (min(pct[0], SPARED_PCT), pct[1])
        rir = max(rir[0], SPARED_RIR[0]), max(rir[1], SPARED_RIR[1])
    rir = max(rir[0], least_rir), max(rir[1], least_rir + 1)
    return Limits(reps, _hold_s(exercise), pct, rir)


def judged_band(program: Program, person: Person) -> Band:
    """The band of goal and level, widened by how the program is built."""
    band = band_of(person.goal, person.level)
    if person.goal is GoalCategory.POWER:
        strength = band_of(GoalCategory.STRENGTH, person.level)
        return replace(band, main_reps=(band.main_reps[0], max(band.main_reps[1], strength.main_reps[1])))
    if person.goal is GoalCategory.STRENGTH and program.periodization is not Periodization.LINEAR:
        reps, pct = band.main_reps, band.pct_1rm
        return replace(
            band,
            main_reps=(reps[0], max(reps[1], BLOCK_REPS)),
            pct_1rm=(min(pct[0], BLOCK_PCT[0]), pct[1] if person.is_beginner else BLOCK_PCT[1]),
        )
    return band


def _hold_s(exercise: Exercise) -> Span:
    return exercise.rep_range if exercise.is_hold else HOLD_S
