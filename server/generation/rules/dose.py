"""How much of what, by goal and level: one choice inside each band of `server.generation.validation.bands`. Pure data.

Sources: novices 8-12RM on 2-3 days, advanced 4-5 days, 1-6RM with 3-5 min of rest [A09]; strength from 80 % 1RM, power
30-70 % [A26]; hypertrophy 67-85 % x 6-12, endurance at most 67 % x 12 and more [NSCA]; rests over 60 s slightly
favoured for size [SING].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from schemas.request import FitnessLevel, GoalCategory

B, I, A = FitnessLevel  # noqa: E741 - as the table's source names them
Span = tuple[int, int]


class Emphasis(StrEnum):
    """How heavy the main lifts of a session are, where sessions of a week differ or blocks do."""

    USUAL = "usual"
    HEAVY = "heavy"
    MEDIUM = "medium"
    LIGHT = "light"


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
        weekly_sets: sets that a big muscle is brought to in the fullest week, where there is time.
    """

    days: int
    sets: Span
    main_reps: Span
    accessory_reps: Span
    rir: Span
    main_rest_s: int
    accessory_rest_s: int
    weekly_sets: int


_G = GoalCategory

DOSES: Mapping[tuple[GoalCategory, FitnessLevel], Dose] = MappingProxyType(
    {
        (_G.STRENGTH, B): Dose(3, (2, 3), (6, 10), (8, 12), (2, 4), 150, 75, 8),
        (_G.STRENGTH, I): Dose(4, (3, 5), (4, 6), (6, 12), (1, 3), 180, 90, 12),
        (_G.STRENGTH, A): Dose(5, (3, 6), (3, 5), (6, 10), (1, 3), 210, 105, 14),
        (_G.HYPERTROPHY, B): Dose(4, (2, 3), (8, 12), (10, 15), (2, 4), 90, 60, 10),
        (_G.HYPERTROPHY, I): Dose(5, (3, 4), (6, 10), (10, 15), (1, 3), 120, 75, 15),
        (_G.HYPERTROPHY, A): Dose(6, (3, 5), (6, 10), (10, 15), (1, 3), 120, 75, 18),
        (_G.FAT_LOSS, B): Dose(3, (2, 3), (8, 12), (10, 15), (2, 4), 75, 45, 8),
        (_G.FAT_LOSS, I): Dose(4, (2, 4), (8, 12), (10, 15), (1, 3), 90, 60, 12),
        (_G.FAT_LOSS, A): Dose(5, (3, 4), (8, 12), (10, 15), (1, 3), 90, 60, 13),
        (_G.MUSCULAR_ENDURANCE, B): Dose(3, (2, 3), (12, 15), (15, 20), (2, 4), 60, 45, 9),
        (_G.MUSCULAR_ENDURANCE, I): Dose(4, (2, 4), (12, 18), (15, 20), (1, 3), 60, 45, 11),
        (_G.MUSCULAR_ENDURANCE, A): Dose(4, (3, 4), (15, 20), (15, 25), (1, 3), 60, 40, 12),
        (_G.POWER, B): Dose(3, (2, 3), (6, 8), (8, 12), (3, 4), 120, 75, 8),
        (_G.POWER, I): Dose(4, (3, 5), (4, 6), (6, 10), (3, 4), 180, 90, 9),
        (_G.POWER, A): Dose(4, (3, 5), (3, 5), (6, 10), (3, 4), 180, 90, 9),
        (_G.GENERAL_FITNESS, B): Dose(3, (2, 3), (8, 12), (8, 12), (2, 4), 90, 60, 9),
        (_G.GENERAL_FITNESS, I): Dose(3, (2, 3), (8, 12), (8, 12), (2, 3), 90, 60, 9),
        (_G.GENERAL_FITNESS, A): Dose(3, (2, 3), (8, 12), (8, 12), (2, 3), 105, 60, 10),
        (_G.CARDIO_ENDURANCE, B): Dose(2, (2, 3), (8, 12), (10, 15), (2, 4), 90, 60, 6),
        (_G.CARDIO_ENDURANCE, I): Dose(2, (2, 3), (6, 12), (8, 15), (2, 3), 90, 60, 6),
        (_G.CARDIO_ENDURANCE, A): Dose(2, (2, 3), (6, 12), (8, 15), (2, 3), 105, 60, 6),
        (_G.MOBILITY, B): Dose(2, (2, 3), (8, 12), (10, 15), (2, 4), 75, 45, 6),
        (_G.MOBILITY, I): Dose(2, (2, 3), (8, 12), (10, 15), (2, 3), 75, 45, 6),
        (_G.MOBILITY, A): Dose(2, (2, 3), (8, 12), (10, 15), (2, 3), 75, 45, 6),
    }
)

WAVES: Mapping[GoalCategory, tuple[Span, Span, Span]] = MappingProxyType(
    {
        _G.STRENGTH: ((2, 4), (3, 5), (5, 6)),
        _G.HYPERTROPHY: ((5, 8), (8, 12), (10, 15)),
        _G.FAT_LOSS: ((8, 10), (8, 12), (12, 15)),
        _G.MUSCULAR_ENDURANCE: ((12, 15), (15, 20), (20, 25)),
        _G.POWER: ((3, 5), (4, 6), (5, 6)),
        _G.GENERAL_FITNESS: ((8, 10), (8, 12), (10, 12)),
        _G.CARDIO_ENDURANCE: ((6, 8), (8, 12), (10, 15)),
        _G.MOBILITY: ((8, 10), (8, 12), (10, 15)),
    }
)
"""Main repetitions of heavy, medium and light sessions, where a week undulates."""

HEAVY_GOALS = frozenset({GoalCategory.STRENGTH, GoalCategory.POWER})
"""Their sets need long rests."""
USUAL_REST_CAPS_S = ((30, 45), (45, 90))
REST_CAPS_S: Mapping[GoalCategory, tuple[Span, ...]] = MappingProxyType(
    {_G.STRENGTH: ((30, 90), (45, 180)), _G.POWER: ((30, 75), (45, 120))}
)
"""In a session shorter than so many minutes, rests are no longer than so many seconds: work before waiting."""


def rest_cap_s(goal: GoalCategory, minutes: int) -> int | None:
    """The longest rest that a session of this length has room for."""
    caps = REST_CAPS_S.get(goal, USUAL_REST_CAPS_S)
    return next((cap for below, cap in caps if minutes < below), None)


def dose_of(goal: GoalCategory, level: FitnessLevel) -> Dose:
    """What a goal wants at a level."""
    return DOSES[goal, level]


def waved_reps(goal: GoalCategory, emphasis: Emphasis) -> Span | None:
    """Main repetitions of a session with an emphasis; None where it has none."""
    if emphasis is Emphasis.USUAL:
        return None
    heavy, medium, light = WAVES[goal]
    return {Emphasis.HEAVY: heavy, Emphasis.MEDIUM: medium, Emphasis.LIGHT: light}[emphasis]
