"""The dose table: what each goal wants at each level, from and to. Pure data.

Sources: novices 8-12RM on 2-3 days, advanced 4-5 days, 1-6RM with 3-5 min of rest [ACSM 2009]; strength from 80 % 1RM,
power 30-70 % [ACSM 2026]; hypertrophy 67-85 % x 6-12, endurance at most 67 % x 12 and more [NSCA]; 12-20 sets suit
trained men [BAZ]; rests over 60 s slightly favoured for size [SING]; minimum useful 4 sets a muscle and week [IVE].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.request import FitnessLevel, GoalCategory

B, I, A = FitnessLevel  # noqa: E741 - as the table's source names them
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Band:
    """From and to, of each thing that a dose is made of.

    Attributes:
        days: resistance days a week.
        sets: hard sets of an exercise.
        main_reps: repetitions of main and secondary lifts.
        accessory_reps: repetitions of what follows them.
        pct_1rm: load in percent of the one-repetition maximum.
        rir: repetitions in reserve.
        main_rest_s: rest after a set of main and secondary lifts, in seconds.
        accessory_rest_s: rest after the others, in seconds.
        weekly_sets: hard sets of a muscle in a week, fractionally counted.
    """

    days: Span
    sets: Span
    main_reps: Span
    accessory_reps: Span
    pct_1rm: Span
    rir: Span
    main_rest_s: Span
    accessory_rest_s: Span
    weekly_sets: Span


_G = GoalCategory
_ENDURANCE = Band((2, 4), (1, 4), (12, 25), (12, 25), (40, 70), (1, 4), (30, 90), (30, 90), (4, 14))
_POWER = Band((2, 4), (3, 5), (2, 6), (2, 12), (30, 85), (3, 5), (120, 300), (60, 180), (4, 10))
_GENERAL = Band((2, 3), (2, 3), (8, 12), (8, 15), (60, 80), (2, 4), (60, 150), (45, 150), (5, 12))
_SUPPORT = Band((1, 2), (2, 3), (6, 15), (6, 15), (60, 80), (2, 4), (60, 150), (45, 150), (3, 8))

BANDS: Mapping[tuple[GoalCategory, FitnessLevel], Band] = MappingProxyType(
    {
        (_G.STRENGTH, B): Band((2, 3), (2, 3), (5, 12), (5, 12), (60, 75), (2, 4), (120, 180), (60, 120), (4, 10)),
        (_G.STRENGTH, I): Band((3, 4), (3, 5), (3, 8), (6, 12), (70, 85), (1, 3), (180, 300), (90, 150), (6, 14)),
        (_G.STRENGTH, A): Band((4, 5), (3, 6), (1, 6), (5, 12), (75, 95), (1, 3), (180, 300), (90, 180), (8, 18)),
        (_G.HYPERTROPHY, B): Band((2, 4), (2, 3), (8, 15), (8, 15), (60, 75), (2, 4), (60, 150), (60, 90), (6, 12)),
        (_G.HYPERTROPHY, I): Band((3, 5), (3, 4), (6, 15), (6, 15), (65, 85), (1, 3), (90, 180), (60, 120), (10, 18)),
        (_G.HYPERTROPHY, A): Band((4, 6), (3, 5), (5, 20), (5, 20), (60, 90), (0, 3), (90, 180), (60, 120), (12, 22)),
        (_G.FAT_LOSS, B): Band((2, 3), (2, 4), (8, 15), (8, 15), (55, 85), (1, 4), (45, 120), (45, 120), (5, 10)),
        (_G.FAT_LOSS, I): Band((3, 4), (2, 4), (8, 15), (8, 15), (55, 85), (1, 4), (45, 120), (45, 120), (8, 14)),
        (_G.FAT_LOSS, A): Band((3, 5), (2, 4), (8, 15), (8, 15), (55, 85), (1, 4), (45, 120), (45, 120), (8, 16)),
        **{(_G.MUSCULAR_ENDURANCE, level): _ENDURANCE for level in (B, I, A)},
        # The source has no power for beginners: they build strength first, with jumps that are easy on them [J].
        (_G.POWER, B): Band((2, 3), (2, 3), (5, 12), (5, 12), (30, 75), (2, 5), (90, 180), (60, 180), (4, 10)),
        **{(_G.POWER, level): _POWER for level in (I, A)},
        **{(_G.GENERAL_FITNESS, level): _GENERAL for level in (B, I, A)},
        **{(_G.CARDIO_ENDURANCE, level): _SUPPORT for level in (B, I, A)},
        **{(_G.MOBILITY, level): _SUPPORT for level in (B, I, A)},
    }
)


def band_of(goal: GoalCategory, level: FitnessLevel) -> Band:
    """What is asked of a program."""
    return BANDS[goal, level]
