"""Whom the catalogue leaves without a choice: each rule returns its complaints, none of them for a good one.

Everybody is asked for: each equipment, at each level, with each injury of one joint and each condition.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from schemas.request import Equipment, FitnessLevel
from server.generation.anatomy import Condition, Joint, Muscle, Pattern
from server.generation.rules.selection import RELATED
from tests.generation.catalogue_faults import DRILLS, Catalogue, Rule

PROFILES: Mapping[str, frozenset[Equipment]] = {
    "bodyweight": frozenset({Equipment.BODYWEIGHT}),
    "dumbbell": frozenset({Equipment.BODYWEIGHT, Equipment.DUMBBELL}),
    "dumbbell and bench": frozenset({Equipment.BODYWEIGHT, Equipment.DUMBBELL, Equipment.BENCH}),
    "kettlebell": frozenset({Equipment.BODYWEIGHT, Equipment.KETTLEBELL}),
    "band": frozenset({Equipment.BODYWEIGHT, Equipment.BAND}),
    "barbell and bench": frozenset({Equipment.BODYWEIGHT, Equipment.BARBELL, Equipment.BENCH}),
    "pull-up bar": frozenset({Equipment.BODYWEIGHT, Equipment.PULL_UP_BAR}),
    "gym": frozenset(Equipment),
}
LEAST_SUBSTITUTES = 2
LEAST_OF_A_MUSCLE = 2

TRAINED = (
    Muscle.CHEST,
    Muscle.LATS,
    Muscle.UPPER_BACK,
    Muscle.FRONT_DELTS,
    Muscle.SIDE_DELTS,
    Muscle.REAR_DELTS,
    Muscle.BICEPS,
    Muscle.TRICEPS,
    Muscle.QUADS,
    Muscle.HAMSTRINGS,
    Muscle.GLUTES,
    Muscle.CALVES,
    Muscle.ABS,
)
"""Muscles that a program has to give their sets of a week."""

WAYLESS: Mapping[tuple[Pattern, Condition], str] = {
    (Pattern.FLY, Condition.HIGH_BLOOD_PRESSURE): "without a weight or a band only a hard hold is left of a fly",
}
"""Movements that have no way for somebody, and why there is none in life; related ones step in."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One for whom a program may be asked."""

    profile: str
    level: FitnessLevel
    hurt: Joint | None
    condition: Condition | None

    def __str__(self) -> str:
        return " + ".join(word for word in (self.profile, self.level, self.hurt, self.condition) if word)

    def may_do(self, catalogue: Catalogue) -> frozenset[str]:
        """Ids of what suits them."""
        gear = PROFILES[self.profile]
        injured = frozenset({self.hurt} if self.hurt else ())
        conditions = frozenset({self.condition} if self.condition else ())
        return frozenset(e.id for e in catalogue.values() if e.suits(gear, self.level, injured, conditions))


def everybody() -> Iterator[Somebody]:
    """All combinations."""
    return (Somebody(*each) for each in product(PROFILES, FitnessLevel, (None, *Joint), (None, *Condition)))


def in_place_of(catalogue: Catalogue) -> Mapping[str, frozenset[str]]:
    """By id, what may stand in for an exercise if it suits: what is written, its movement, related ones."""
    of_pattern = {pattern: {e.id for e in catalogue.values() if e.pattern is pattern} for pattern in Pattern}
    near = {
        pattern: own.union(*(of_pattern[Pattern(other)] for other in RELATED.get(pattern, ())))
        for pattern, own in of_pattern.items()
    }
    return {e.id: frozenset((near[e.pattern] | {*e.substitutes}) - {e.id}) for e in catalogue.values()}


def without_a_way(catalogue: Catalogue) -> Iterator[str]:
    """Everybody has a way of each movement, or a related one where the movement itself has none in life."""
    needed = set()
    for somebody in everybody():
        patterns = {catalogue[id_].pattern for id_ in somebody.may_do(catalogue)}
        for pattern in {*Pattern} - patterns:
            if (pattern, somebody.condition) not in WAYLESS:
                yield f"{somebody}: has no {pattern}"
            elif patterns.isdisjoint(RELATED.get(pattern, ())):
                yield f"{somebody}: has no {pattern} and nothing related"
            needed.add((pattern, somebody.condition))
    for pattern, condition in {*WAYLESS} - needed:
        yield f"{pattern} has a way for everybody with {condition}: it needs no excuse"


def without_a_substitute(catalogue: Catalogue) -> Iterator[str]:
    """Whatever is in a program, two others that are allowed may take its place."""
    stand_ins = in_place_of(catalogue)
    for somebody in everybody():
        allowed = somebody.may_do(catalogue)
        for id_ in allowed:
            others = len(stand_ins[id_] & allowed)
            if others < LEAST_SUBSTITUTES:
                yield f"{somebody}: {others} can take the place of {id_}"


def without_a_choice_for_a_muscle(catalogue: Catalogue) -> Iterator[str]:
    """A beginner has two exercises that train each muscle first, with whatever equipment."""
    for profile, muscle in product(PROFILES, TRAINED):
        allowed = Somebody(profile, FitnessLevel.BEGINNER, None, None).may_do(catalogue)
        trains = [id_ for id_ in allowed if muscle in catalogue[id_].primary and catalogue[id_].pattern not in DRILLS]
        if len(trains) < LEAST_OF_A_MUSCLE:
            yield f"{profile}: a beginner has {', '.join(trains) or 'nothing'} for the {muscle}"


GAP_RULES: tuple[Rule, ...] = (without_a_way, without_a_substitute, without_a_choice_for_a_muscle)
