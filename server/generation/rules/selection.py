"""Which exercise fills a slot. Pure and deterministic."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from schemas.request import Equipment, GoalCategory
from server.generation.exercises import LEVELS, Exercise, of_pattern
from server.generation.rules.person import Person

RELATED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "incline_push": ("horizontal_push",),
        "squat": ("lunge", "bridge"),
        "lunge": ("squat", "bridge"),
        "hinge": ("bridge", "knee_flexion"),
        "bridge": ("hinge", "squat"),
        "biceps": ("horizontal_pull", "vertical_pull"),
        "calves": ("lunge", "squat"),
        "knee_flexion": ("bridge",),
        "horizontal_push": ("triceps",),
        "vertical_push": ("horizontal_push", "delts"),
        "horizontal_pull": ("vertical_pull", "delts"),
        "vertical_pull": ("horizontal_pull",),
        "triceps": ("horizontal_push",),
        "delts": ("horizontal_pull",),
        "power": ("squat",),
    }
)
"""Where to look when a pattern has nothing that suits: the next best movement."""

STABLE = frozenset({Equipment.MACHINE, Equipment.CABLE})
FREE_WEIGHTS = frozenset({Equipment.BARBELL, Equipment.DUMBBELL, Equipment.KETTLEBELL})


def candidates(slot: str, person: Person) -> list[Exercise]:
    """What suits the person for a slot, best first; what the pattern has, then what related ones have."""
    pattern = "horizontal_push" if slot == "incline_push" else slot
    found = [e for e in of_pattern(pattern) if e.suits(person.equipment, person.level, person.injured)]
    found.sort(key=lambda exercise: (-_fit(exercise, slot, person), _tie(exercise, person)))
    related = [other for name in RELATED.get(slot, ()) if name != pattern for other in of_pattern(name)]
    return found + [e for e in related if e.suits(person.equipment, person.level, person.injured)]


def pick(slot: str, person: Person, taken: set[str], seen: set[str]) -> Exercise | None:
    """The exercise for a slot.

    Args:
        taken: ids that the session has already; never picked again.
        seen: ids that the week has already; others are preferred.
    """
    suited = [exercise for exercise in candidates(slot, person) if exercise.id not in taken]
    fresh = [exercise for exercise in suited if exercise.id not in seen]
    return next(iter(fresh[:1] or suited[:1]), None)


def substitutes(exercise: Exercise, person: Person, most: int = 3) -> tuple[str, ...]:
    """Ids of exercises that may take its place."""
    return tuple([other.id for other in candidates(exercise.pattern, person) if other.id != exercise.id][:most])


def _fit(exercise: Exercise, slot: str, person: Person) -> int:
    points = 2 * LEVELS.index(exercise.level)
    gear = frozenset(exercise.equipment)
    if person.is_beginner or person.is_older:
        points += 4 * bool(gear & STABLE) + 2 * bool(gear & {Equipment.DUMBBELL})
    elif person.goal in (GoalCategory.STRENGTH, GoalCategory.POWER):
        points += 6 * (Equipment.BARBELL in gear) + 2 * bool(gear & FREE_WEIGHTS)
    else:
        points += 4 * bool(gear & FREE_WEIGHTS) + 3 * bool(gear & STABLE) + 2 * exercise.is_main_lift
    points += bool(gear)
    points += 8 * (exercise.is_incline == (slot == "incline_push"))
    return points - sum(exercise.joint_stress.values()) // 2


def _tie(exercise: Exercise, person: Person) -> str:
    return hashlib.sha256(f"{person.seed}:{exercise.id}".encode()).hexdigest()
