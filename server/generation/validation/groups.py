"""The muscle groups that every plan owes something, and how sets count for them. Pure data.

Volume floors and frequency apply to chest, back, quads, hamstrings, glutes and shoulders. A group is trained by a set
as much as the best-trained muscle in it: a row trains both lats and upper back, and is one set for the back.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType

from server.generation.anatomy import Muscle, Pattern
from server.generation.counting import worth_of_a_set
from server.generation.exercises import catalogue
from server.generation.validation.muscles import Done


class Group(StrEnum):
    CHEST = "chest"
    BACK = "back"
    QUADS = "quads"
    HAMSTRINGS = "hamstrings"
    GLUTES = "glutes"
    SHOULDERS = "shoulders"


MUSCLES_OF: Mapping[Group, tuple[Muscle, ...]] = MappingProxyType(
    {
        Group.CHEST: (Muscle.CHEST,),
        Group.BACK: (Muscle.LATS, Muscle.UPPER_BACK),
        Group.QUADS: (Muscle.QUADS,),
        Group.HAMSTRINGS: (Muscle.HAMSTRINGS,),
        Group.GLUTES: (Muscle.GLUTES,),
        Group.SHOULDERS: (Muscle.FRONT_DELTS, Muscle.SIDE_DELTS, Muscle.REAR_DELTS),
    }
)

P = Pattern
BASE_PATTERNS = (P.SQUAT, P.HINGE, P.HORIZONTAL_PUSH, P.VERTICAL_PUSH, P.HORIZONTAL_PULL, P.VERTICAL_PULL)
"""What a week has of each, where there is time for all of them."""

MULTI_JOINT = frozenset({*BASE_PATTERNS, P.LUNGE, P.BRIDGE})

STAND_INS: Mapping[Pattern, tuple[Pattern, ...]] = MappingProxyType(
    {
        P.SQUAT: (P.LUNGE, P.BRIDGE, P.KNEE_EXTENSION),
        P.HINGE: (P.BRIDGE, P.KNEE_FLEXION),
        P.HORIZONTAL_PUSH: (P.FLY, P.TRICEPS),
        P.VERTICAL_PUSH: (P.HORIZONTAL_PUSH, P.DELTS),
        P.HORIZONTAL_PULL: (P.VERTICAL_PULL, P.DELTS),
        P.VERTICAL_PULL: (P.HORIZONTAL_PULL,),
    }
)
"""What counts for a movement that equipment and joints leave nobody to do."""


@cache
def worth_for_groups(exercise_id: str) -> Mapping[Group, float]:
    """What one set of an exercise counts for each group."""
    worth = worth_of_a_set(exercise_id)
    best = {group: max(worth.get(muscle, 0.0) for muscle in muscles) for group, muscles in MUSCLES_OF.items()}
    return MappingProxyType({group: share for group, share in best.items() if share})


@cache
def pattern_of(exercise_id: str) -> Pattern | None:
    """The movement of an exercise; nothing for what is in no catalogue."""
    exercise = catalogue().get(exercise_id)
    return None if exercise is None else exercise.pattern


@lru_cache(maxsize=4096)
def group_sets(done: Done) -> Mapping[Group, float]:
    """What the sets of a session count for each group. Weeks repeat their sessions, so most are counted already."""
    counted = dict.fromkeys(Group, 0.0)
    for exercise_id, sets in done:
        for group, share in worth_for_groups(exercise_id).items():
            counted[group] += share * sets
    return MappingProxyType(counted)
