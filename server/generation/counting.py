"""What sets count for muscles: one where a muscle leads, a half where it helps. Pure.

Fractional counting fits best what training does [PEL, meta-regression of Pelland et al. 2024]. Drills train no muscle,
and warm-up sets do not count.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from schemas.program import CardioItem, Item, Session, SetType, StrengthItem
from server.generation.anatomy import DRILLS, Muscle
from server.generation.exercises import catalogue

PRIMARY: Final = 1.0
SYNERGIST: Final = 0.5
WALK_RUN: Final = "walk_run"
"""The exercise whose intervals are turns of running and walking."""


@cache
def worth_of_a_set(exercise_id: str) -> Mapping[Muscle, float]:
    """What one set of an exercise counts for each muscle; nothing for drills, and for what is in no catalogue."""
    exercise = catalogue().get(exercise_id)
    if exercise is None or exercise.pattern in DRILLS:
        return MappingProxyType({})
    return MappingProxyType(
        dict.fromkeys(exercise.secondary, SYNERGIST) | dict.fromkeys(exercise.primary, PRIMARY),
    )


def is_work(item: Item) -> bool:
    """Whether an item has sets that count: no endurance, no drill, not only a warm-up."""
    return isinstance(item, StrengthItem) and item.set_type is not SetType.WARMUP and not _is_drill(item.exercise_id)


def work_of(sessions: Iterable[Session]) -> Iterator[StrengthItem]:
    """The items of sessions that have sets that count."""
    return (item for session in sessions for item in session.items if isinstance(item, StrengthItem) and is_work(item))


def muscle_sets(sessions: Iterable[Session]) -> Counter[Muscle]:
    """Sets of each muscle in these sessions, fractionally counted."""
    counted: Counter[Muscle] = Counter()
    for item in work_of(sessions):
        for muscle, share in worth_of_a_set(item.exercise_id).items():
            counted[muscle] += share * item.sets  # type: ignore[assignment]  # a Counter counts halves too
    return counted


def running_minutes(item: CardioItem) -> float:
    """How much of an item is running; of walking and running in turns, the running alone."""
    if item.modality != "run":
        return 0
    if item.exercise_id == WALK_RUN and item.intervals is not None:
        return item.intervals.reps * item.intervals.work_s / 60
    return item.duration_min


@cache
def _is_drill(exercise_id: str) -> bool:
    exercise = catalogue().get(exercise_id)
    return exercise is not None and exercise.pattern in DRILLS
