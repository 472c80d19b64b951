"""What sessions ask of each muscle, counted for the limits. Pure.

The limits of a week and of two days in a row are about muscles that get tired. Those that move the big joints are
counted fractionally: whole where they lead, half where they help. The trunk, the grip and the sides of the hips hold
still in nearly everything that is done standing, so halves for them say little of how tired they are, and would forbid
squats beside rows long before anything else does: for them the sets count in which they lead [J].
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from schemas.program import StrengthItem
from server.generation.anatomy import Muscle
from server.generation.counting import PRIMARY, worth_of_a_set

STEADYING = frozenset(
    {Muscle.FOREARMS, Muscle.ERECTORS, Muscle.ADDUCTORS, Muscle.ABDUCTORS, Muscle.OBLIQUES, Muscle.ABS}
)
"""Counted by the sets in which they lead."""

Done = tuple[tuple[str, int], ...]
"""What is done in a session: the id of each exercise that trains muscles, and its sets."""


@dataclass(frozen=True, slots=True)
class MuscleSets:
    """Sets of each muscle; a muscle without any is left out.

    Attributes:
        limited: as the limits count them.
        direct: those in which the muscle leads.
        least: as the limits count them, if each exercise were done for one set.
        total: of all exercises.
        exercises: how many there are.
    """

    limited: Mapping[Muscle, float]
    direct: Mapping[Muscle, float]
    least: Mapping[Muscle, float]
    total: int
    exercises: int


def done_in(work: Iterable[StrengthItem]) -> Done:
    """What `counted` counts, of items whose sets train muscles."""
    return tuple((item.exercise_id, item.sets) for item in work)


@lru_cache(maxsize=4096)
def counted(done: Done) -> MuscleSets:
    """The sets of a session. Weeks of a program repeat their sessions, so most are counted already."""
    limited: dict[Muscle, float] = {}
    direct: dict[Muscle, float] = {}
    least: dict[Muscle, float] = {}
    for exercise_id, sets in done:
        for muscle, share in worth_of_a_set(exercise_id).items():
            if share == PRIMARY:
                direct[muscle] = direct.get(muscle, 0) + sets
            elif muscle in STEADYING:
                continue
            limited[muscle] = limited.get(muscle, 0) + share * sets
            least[muscle] = least.get(muscle, 0) + share
    return MuscleSets(limited, direct, least, sum(sets for _, sets in done), len(done))


@lru_cache(maxsize=1024)
def counted_week(sessions: tuple[Done, ...]) -> MuscleSets:
    """The sets of a week's sessions together."""
    parts = [counted(done) for done in sessions]
    return MuscleSets(
        limited=_sum(part.limited for part in parts),
        direct=_sum(part.direct for part in parts),
        least=_sum(part.least for part in parts),
        total=sum(part.total for part in parts),
        exercises=sum(part.exercises for part in parts),
    )


def _sum(parts: Iterable[Mapping[Muscle, float]]) -> Mapping[Muscle, float]:
    total: Counter[Muscle] = Counter()
    for part in parts:
        total.update(part)
    return total
