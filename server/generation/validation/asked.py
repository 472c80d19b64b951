"""What may be asked of a program for this person: by the goal, the days, the time, the equipment, the joints. Pure.

A rule that asked everybody for the same would punish a program for what nobody could have written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from schemas.request import FitnessLevel, GoalCategory
from server.generation.anatomy import DRILLS, Pattern
from server.generation.exercises import Exercise, catalogue
from server.generation.person import Person
from server.generation.timing import warmup_seconds
from server.generation.validation.bands import Band, band_of
from server.generation.validation.groups import BASE_PATTERNS, MUSCLES_OF, STAND_INS, Group

OVERHEAD_MINUTES = 8
"""Of a session, what is no set: warm-up and change-over."""
SET_MINUTES = 2.95
HEAVY_SET_MINUTES = 4.1
HEAVY_GOALS = frozenset({GoalCategory.STRENGTH, GoalCategory.POWER})
"""They rest for three minutes and more, so that a set takes longer."""
SETS_PER_GROUP_SET = 8
"""So many sets of a week give each muscle about one: found by filling 180 cells of goal, level, days and minutes."""
MOST_SESSION_SETS = 30
LEAST_USEFUL_SETS = 4
"""A week for a muscle [IVE]."""
MOVEMENT_MINUTES = 3.8
"""The least that an exercise takes: a minute to set up, two sets of ten, a minute of rest."""
MOST_MOVEMENTS = 4
"""A squat, a hinge, a push and a pull: together they train everything."""
ENTRY_SHARE = 2 / 3
"""A beginner's first week has two sets where later ones have three [RHA]."""

SEVEN_DAYS = 7
"""One of them is to recover on."""
FEW_DAYS = 2
"""Beyond them, a day of those who want to lose fat is for endurance."""
SUPPORTED_BY_STRENGTH = frozenset({GoalCategory.CARDIO_ENDURANCE, GoalCategory.MOBILITY})
"""Half of the days, at most two, are for resistance."""

LONGEST_CARDIO_MINUTES: Mapping[FitnessLevel, int] = MappingProxyType(
    {FitnessLevel.BEGINNER: 60, FitnessLevel.INTERMEDIATE: 75, FitnessLevel.ADVANCED: 90}
)
"""A session of endurance work is not longer, however much time there is [J]."""


@dataclass(frozen=True, slots=True)
class Possible:
    """What the catalogue offers to somebody.

    Attributes:
        exercises: all that suit, by pattern.
        groups: how many train each muscle group first; a group that nothing trains is left out.
    """

    exercises: Mapping[Pattern, tuple[Exercise, ...]]
    groups: Mapping[Group, int]

    def counts_for(self, pattern: Pattern) -> tuple[Pattern, ...]:
        """What counts as a base movement: itself, or what stands in for it; nothing where there is neither."""
        if pattern in self.exercises:
            return (pattern,)
        return tuple(other for other in STAND_INS.get(pattern, ()) if other in self.exercises)


@lru_cache(maxsize=256)
def possible_for(person: Person) -> Possible:
    """What a person may do."""
    by_pattern: dict[Pattern, tuple[Exercise, ...]] = {}
    for exercise in catalogue().values():
        if person.allows(exercise):
            by_pattern[exercise.pattern] = (*by_pattern.get(exercise.pattern, ()), exercise)
    trained = [e for pattern, found in by_pattern.items() if pattern not in DRILLS for e in found]
    counts = {g: sum(not {*e.primary}.isdisjoint(muscles) for e in trained) for g, muscles in MUSCLES_OF.items()}
    return Possible(MappingProxyType(by_pattern), MappingProxyType({g: n for g, n in counts.items() if n}))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a program for a person may be asked for.

    Attributes:
        least_resistance_days: a week; fewer miss the goal.
        most_resistance_days: a week; beyond them days are for something else.
        sets_a_session: what the time of one holds.
        movements_a_session: how many of `MOST_MOVEMENTS` the time of one holds, with two sets each.
    """

    person: Person
    band: Band
    possible: Possible
    least_resistance_days: int
    most_resistance_days: int
    sets_a_session: int
    movements_a_session: int

    def floor_sets(self, resistance_days: int) -> float:
        """Hard sets of each muscle group in a week: what the band asks for, or what the time holds.

        The least useful dose is enough for those who are spared.
        """
        low = self.band.weekly_sets[0]
        if self.person.is_spared:
            low = min(low, LEAST_USEFUL_SETS)
        return min(low, resistance_days * self.sets_a_session / SETS_PER_GROUP_SET)

    def has_time_for(self, movements: int, resistance_days: int) -> bool:
        """Whether a week holds so many exercises, with two sets each."""
        return resistance_days * self.movements_a_session >= movements

    def has_time_for_all_patterns(self, resistance_days: int) -> bool:
        """Whether a week holds each base movement, with the fewest sets that are worth it."""
        return resistance_days * self.sets_a_session >= len(BASE_PATTERNS) * self.band.sets[0]

    def cardio_minutes(self, resistance_days: int) -> float:
        """What the days beside resistance hold of endurance work in a week."""
        wanted = self.person.request.days_per_week
        days = wanted - min(resistance_days, self.most_resistance_days) - (wanted == SEVEN_DAYS)
        most = min(
            self.person.minutes - warmup_seconds(self.person.minutes) / 60, LONGEST_CARDIO_MINUTES[self.person.level]
        )
        return days * most


@lru_cache(maxsize=256)
def asked_of(person: Person) -> Asked:
    """What may be asked of a program for a person."""
    band = band_of(person.goal, person.level)
    least, most = _resistance_days(person, band)
    set_minutes = HEAVY_SET_MINUTES if person.goal in HEAVY_GOALS else SET_MINUTES
    sets = int(max(0, person.minutes - OVERHEAD_MINUTES) / set_minutes)
    movements = int((person.minutes - warmup_seconds(person.minutes) / 60) / MOVEMENT_MINUTES)
    return Asked(
        person, band, possible_for(person), least, most, min(MOST_SESSION_SETS, sets), min(MOST_MOVEMENTS, movements)
    )


def _resistance_days(person: Person, band: Band) -> tuple[int, int]:
    wanted = person.request.days_per_week
    least, most = band.days
    if person.goal in SUPPORTED_BY_STRENGTH:
        most = min(most, wanted // 2)
        return (0 if person.goal is GoalCategory.MOBILITY else most), most
    if person.goal is GoalCategory.FAT_LOSS and wanted > FEW_DAYS:
        wanted -= 1
    return min(least, wanted), min(most, wanted)
