"""Which exercise fills a slot. Pure and deterministic."""

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from schemas.request import Equipment, GoalCategory
from server.generation.exercises import LEVELS, Exercise, catalogue, of_pattern
from server.generation.person import Person
from server.generation.timing import SHORT_SESSION_MINUTES

SLOT_PATTERNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "incline_push": ("horizontal_push",),
        "core": ("core_anti_extension", "core_anti_rotation", "core_flexion"),
    }
)
"""The movement patterns of which any may fill a slot, where the slot is not itself one."""

RELATED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "incline_push": ("fly",),
        "squat": ("lunge", "bridge"),
        "lunge": ("squat", "bridge"),
        "hinge": ("bridge", "knee_flexion"),
        "bridge": ("hinge", "squat"),
        "fly": ("horizontal_push",),
        "biceps": ("horizontal_pull", "vertical_pull"),
        "calves": ("lunge", "squat"),
        "knee_flexion": ("bridge",),
        "knee_extension": ("squat", "lunge"),
        "hip_ab_adduction": ("bridge", "lunge"),
        "horizontal_push": ("fly", "triceps"),
        "vertical_push": ("horizontal_push", "delts"),
        "horizontal_pull": ("vertical_pull", "delts"),
        "vertical_pull": ("horizontal_pull",),
        "triceps": ("horizontal_push",),
        "delts": ("horizontal_pull",),
        "core": ("carry",),
        "core_flexion": ("core_anti_extension", "core_anti_rotation"),
        "core_anti_extension": ("core_anti_rotation", "core_flexion"),
        "core_anti_rotation": ("core_anti_extension", "carry"),
        "carry": ("core_anti_rotation",),
        "power": ("squat",),
        "balance": ("mobility",),
    }
)
"""Where to look when a pattern has nothing that suits: the next best movement."""

STABLE = frozenset({Equipment.MACHINE, Equipment.CABLE})
FREE_WEIGHTS = frozenset({Equipment.BARBELL, Equipment.DUMBBELL, Equipment.KETTLEBELL})
HEAVY = FREE_WEIGHTS | {Equipment.PULL_UP_BAR}
NOVELTY = 3
"""What an exercise loses when the week has it already: enough to vary equals, not to train with what is too easy."""
BEGINNER_NOVELTY = 1
"""Beginners learn by doing the same again."""
TOO_EASY = 4
"""What an exercise loses for each step by which it is easier than it need be."""

SLOW = 2
"""What an exercise that is done for each side loses in a session that is too short to do everything twice."""
TIGHT_MINUTES = 30

RAMPED = 12
"""What a lift that needs warm-up sets loses where there is no time for them."""


def candidates(slot: str, person: Person, seen: AbstractSet[str] = frozenset()) -> list[Exercise]:
    """What suits the person for a slot, best first; what the pattern has, then what related ones have."""
    own = SLOT_PATTERNS.get(slot, (slot,))
    novelty = BEGINNER_NOVELTY if person.is_beginner else NOVELTY
    found: list[Exercise] = []
    for names in (own, *((related,) for related in RELATED.get(slot, ()))):
        suited = [e for name in names for e in of_pattern(name) if person.allows(e)]
        found += sorted(suited, key=lambda e: (novelty * (e.id in seen) - _fit(e, slot, person), _tie(e, person)))
    return found


def pick(slot: str, person: Person, taken: AbstractSet[str], seen: AbstractSet[str]) -> Exercise | None:
    """The exercise for a slot.

    Args:
        taken: ids that the session has already; never picked again.
        seen: ids that the week has already; their equals are preferred.

    What the person keeps goes before everything else that fills the slot; of it, too, what the week has not yet.
    """
    free = [exercise for exercise in candidates(slot, person, seen) if exercise.id not in taken]
    own = SLOT_PATTERNS.get(slot, (slot,))
    kept = [e for e in free if e.id in person.kept and e.pattern in own and e.is_incline == (slot == "incline_push")]
    return next((e for e in kept if e.id not in seen), next(iter(kept), next(iter(free), None)))


def substitutes(exercise: Exercise, person: Person, most: int = 3) -> tuple[str, ...]:
    """Ids of exercises that may take its place: what a coach wrote down, then what fits best."""
    written = (id_ for id_ in exercise.substitutes if person.allows(catalogue()[id_]))
    found = (other.id for other in candidates(exercise.pattern, person) if other.id != exercise.id)
    return tuple(dict.fromkeys((*written, *found)))[:most]


def _fit(exercise: Exercise, slot: str, person: Person) -> int:
    points = 2 * LEVELS.index(exercise.level)
    gear = exercise.gear
    if person.is_beginner or person.is_older:
        points += 4 * bool(gear & STABLE) + 2 * bool(gear & {Equipment.DUMBBELL})
    elif person.goal in (GoalCategory.STRENGTH, GoalCategory.POWER):
        points += 6 * (Equipment.BARBELL in gear) + 2 * bool(gear & HEAVY) + 2 * exercise.is_main_lift
        points -= 2 * exercise.unilateral  # both sides together lift more
    else:
        points += 4 * bool(gear & (FREE_WEIGHTS | STABLE)) + 2 * exercise.is_main_lift
    points += bool(gear) + exercise.fit_for(person.goal)
    points -= SLOW * (exercise.unilateral and person.minutes <= TIGHT_MINUTES and not person.is_older)
    points += 8 * (exercise.is_incline == (slot == "incline_push"))
    if person.minutes < SHORT_SESSION_MINUTES:
        points -= RAMPED * exercise.is_main_lift
    points += exercise.ease * (person.is_older and person.is_beginner)
    points -= TOO_EASY * max(0, exercise.ease - person.is_beginner) * (not person.is_older)
    is_careful = person.is_beginner or person.is_older or bool(person.injured)
    return points - is_careful * sum(exercise.joint_stress.values()) // 2


def _tie(exercise: Exercise, person: Person) -> str:
    return hashlib.sha256(f"{person.seed}:{exercise.id}".encode()).hexdigest()
