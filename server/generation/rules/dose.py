"""How much of what, by goal and level: the bands of the dose table. Pure data.

Sources: novices 8-12RM on 2-3 days, advanced 4-5 days, 1-6RM with 3-5 min of rest [ACSM 2009]; strength from 80% 1RM,
power 30-70% [ACSM 2026]; hypertrophy 67-85% x 6-12, endurance at most 67% x 12 and more [NSCA]; rests over 60 s
slightly favoured for size [Singer 2024].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.request import FitnessLevel, GoalCategory

B, I, A = FitnessLevel.BEGINNER, FitnessLevel.INTERMEDIATE, FitnessLevel.ADVANCED  # noqa: E741 - as the table's source names them


@dataclass(frozen=True, slots=True)
class Dose:
    """What a goal wants of one who trains at a level.

    Attributes:
        days: resistance days a week, at most.
        sets: sets of an exercise, from and to.
        main_reps: repetitions of main and secondary lifts.
        accessory_reps: repetitions of what follows them.
        rir: repetitions in reserve, at the end of a block and at its start.
        main_rest_s: rest after a set of main and secondary lifts.
        accessory_rest_s: rest after the others.
        weekly_sets: sets of a muscle in a week, up to which more are added.
    """

    days: int
    sets: tuple[int, int]
    main_reps: tuple[int, int]
    accessory_reps: tuple[int, int]
    rir: tuple[int, int]
    main_rest_s: int
    accessory_rest_s: int
    weekly_sets: int


_G = GoalCategory

DOSES: Mapping[tuple[GoalCategory, FitnessLevel], Dose] = MappingProxyType(
    {
        (_G.STRENGTH, B): Dose(3, (2, 3), (6, 10), (8, 12), (2, 4), 150, 75, 10),
        (_G.STRENGTH, I): Dose(4, (3, 5), (4, 6), (6, 12), (1, 3), 180, 90, 14),
        (_G.STRENGTH, A): Dose(5, (3, 6), (3, 5), (6, 10), (1, 3), 210, 105, 18),
        (_G.HYPERTROPHY, B): Dose(4, (2, 3), (8, 12), (10, 15), (2, 4), 90, 60, 12),
        (_G.HYPERTROPHY, I): Dose(5, (3, 4), (6, 10), (10, 15), (1, 3), 120, 75, 18),
        (_G.HYPERTROPHY, A): Dose(6, (3, 5), (6, 10), (10, 15), (1, 3), 120, 75, 22),
        (_G.FAT_LOSS, B): Dose(3, (2, 3), (8, 12), (10, 15), (2, 4), 75, 45, 10),
        (_G.FAT_LOSS, I): Dose(4, (2, 4), (8, 12), (10, 15), (1, 3), 90, 60, 14),
        (_G.FAT_LOSS, A): Dose(5, (3, 4), (8, 12), (10, 15), (1, 3), 90, 60, 16),
        (_G.MUSCULAR_ENDURANCE, B): Dose(3, (2, 3), (12, 15), (15, 20), (2, 4), 60, 45, 12),
        (_G.MUSCULAR_ENDURANCE, I): Dose(4, (2, 4), (12, 18), (15, 20), (1, 3), 60, 45, 14),
        (_G.MUSCULAR_ENDURANCE, A): Dose(4, (3, 4), (15, 20), (15, 25), (1, 3), 60, 40, 14),
        (_G.POWER, B): Dose(3, (2, 3), (6, 8), (8, 12), (3, 4), 120, 75, 10),
        (_G.POWER, I): Dose(4, (3, 5), (4, 6), (6, 10), (3, 4), 180, 90, 10),
        (_G.POWER, A): Dose(4, (3, 5), (3, 5), (6, 10), (3, 4), 180, 90, 10),
        (_G.GENERAL_FITNESS, B): Dose(3, (2, 3), (8, 12), (8, 12), (2, 4), 90, 60, 12),
        (_G.GENERAL_FITNESS, I): Dose(3, (2, 3), (8, 12), (8, 12), (2, 3), 90, 60, 12),
        (_G.GENERAL_FITNESS, A): Dose(3, (3, 3), (8, 12), (8, 12), (2, 3), 105, 60, 12),
        (_G.CARDIO_ENDURANCE, B): Dose(2, (2, 3), (8, 12), (10, 15), (2, 4), 90, 60, 8),
        (_G.CARDIO_ENDURANCE, I): Dose(2, (2, 3), (6, 12), (8, 15), (2, 3), 90, 60, 8),
        (_G.CARDIO_ENDURANCE, A): Dose(2, (2, 3), (6, 12), (8, 15), (2, 3), 105, 60, 8),
        (_G.MOBILITY, B): Dose(2, (2, 3), (8, 12), (10, 15), (2, 4), 75, 45, 8),
        (_G.MOBILITY, I): Dose(2, (2, 3), (8, 12), (10, 15), (2, 3), 75, 45, 8),
        (_G.MOBILITY, A): Dose(2, (2, 3), (8, 12), (10, 15), (2, 3), 75, 45, 8),
    }
)


REST_CAPS_S = ((20, 45), (30, 60), (45, 90))
"""In a session shorter than so many minutes, rests are no longer than so many seconds: work before waiting."""
HEAVY_GOALS = frozenset({GoalCategory.STRENGTH, GoalCategory.POWER})
"""Their sets need twice the rest: the cap is doubled."""


def rest_cap_s(goal: GoalCategory, minutes: int) -> int | None:
    """The longest rest that a session of this length has room for."""
    cap = next((cap for below, cap in REST_CAPS_S if minutes < below), None)
    return cap and cap * (2 if goal in HEAVY_GOALS else 1)


def dose_of(goal: GoalCategory, level: FitnessLevel) -> Dose:
    return DOSES[goal, level]
