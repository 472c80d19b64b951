"""Order: what needs most stands first, nothing stands twice, and a block keeps its exercises. Pure.

Fast before heavy, main lifts before the rest, several joints before one, large muscles before small [A09]. Of two that
share no half of the body, neither tires the other: only fast and main lifts stand before everything. Drills may stand
anywhere, so that balance is trained fresh; endurance follows the lifts [SCH]. Exercises that change within a block
cannot be progressed (roni#108).
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import combinations
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.program import CardioItem, Item, Role, StrengthItem
from server.generation.anatomy import DRILLS, Muscle, Pattern
from server.generation.exercises import catalogue
from server.generation.validation.groups import MULTI_JOINT
from server.generation.validation.marks import Graded, Marks, Place, graded, place_of
from server.generation.validation.sheet import SessionSheet, Sheet

RULE = "order"
SEQUENCE_WEIGHT: Final = 3
DUPLICATES_WEIGHT: Final = 2
STABLE_WEIGHT: Final = 3

FAST, MAIN, SEVERAL_JOINTS, ONE_JOINT, ENDURANCE = range(5)
LOWER_BODY = frozenset(
    {Muscle.QUADS, Muscle.HAMSTRINGS, Muscle.GLUTES, Muscle.ADDUCTORS, Muscle.ABDUCTORS, Muscle.CALVES}
)
LARGE = frozenset({Muscle.CHEST, Muscle.LATS, Muscle.UPPER_BACK, Muscle.QUADS, Muscle.HAMSTRINGS, Muscle.GLUTES})
EASY_MINUTES: Final = 10
"""Endurance work up to here is a warm-up, and may stand first."""


class Standing(NamedTuple):
    """What decides where an exercise stands: its rank, its half of the body, and whether its muscles are large."""

    rank: int
    is_lower: bool
    is_large: bool


def grade_order(sheet: Sheet) -> Graded:
    """Three clauses: the sequence, no duplicates, stable blocks."""
    sequence, duplicates, stable = (Marks(RULE) for _ in range(3))
    first_ids: dict[tuple[str, int], tuple[str, ...]] = {}
    for session in sheet.sessions:
        items = session.session.items
        ids = tuple(item.exercise_id for item in items)
        _sequence(session, sequence)
        _duplicates(session, ids, duplicates)
        first = first_ids.setdefault((session.week.block, session.session.day_index), ids)
        if first is not ids:
            _stable(session, ids, first, stable)
    return graded((SEQUENCE_WEIGHT, sequence), (DUPLICATES_WEIGHT, duplicates), (STABLE_WEIGHT, stable))


def _sequence(session: SessionSheet, marks: Marks) -> None:
    """Each item of a session, drills left out, is one place: does it follow one that it belongs before?"""
    placed = [(item, place) for item in session.session.items if (place := _place(item)) is not None]
    wrong = _misplaced(tuple(place for _, place in placed))
    for number, (item, _) in enumerate(placed):
        earlier = placed[wrong[number]][0] if number in wrong else None
        if earlier is None or _in_one_superset(earlier, item):
            marks.earn()
            continue
        message = f"{item.name} belongs before {earlier.name}: it needs more, or trains larger muscles."
        at = place_of(session, item)
        marks.lose(message, value=f"behind {earlier.name}", bound=f"before {earlier.name}", at=at)


@lru_cache(maxsize=1024)
def _misplaced(places: tuple[Standing, ...]) -> Mapping[int, int]:
    """The numbers of what belongs before something earlier, each with the number of that."""
    found: dict[int, int] = {}
    for (number, before), (later, after) in combinations(enumerate(places), 2):
        if not may_precede(before, after):
            found.setdefault(later, number)
    return MappingProxyType(found)


def may_precede(before: Standing, after: Standing) -> bool:
    """Whether one exercise may stand before another, somewhere in a session."""
    same_half = before.is_lower == after.is_lower
    if before.rank > after.rank:
        return after.rank > MAIN and before.rank != ENDURANCE and not same_half
    is_small_first = before.rank == after.rank == ONE_JOINT and after.is_large and not before.is_large
    return not (is_small_first and same_half)


def _place(item: Item) -> Standing | None:
    if isinstance(item, CardioItem):
        return None if item.duration_min <= EASY_MINUTES else Standing(ENDURANCE, is_lower=False, is_large=False)
    return _standing(item.exercise_id, item.role is Role.MAIN)


@cache
def _standing(exercise_id: str, is_main: bool) -> Standing | None:
    exercise = catalogue().get(exercise_id)
    if exercise is None or exercise.pattern in DRILLS or not exercise.primary:
        return None
    rank = ONE_JOINT
    if exercise.pattern is Pattern.POWER:
        rank = FAST
    elif exercise.pattern in MULTI_JOINT:
        rank = MAIN if is_main else SEVERAL_JOINTS
    return Standing(rank, exercise.primary[0] in LOWER_BODY, exercise.primary[0] in LARGE)


def _in_one_superset(item: Item, other: Item) -> bool:
    if not isinstance(item, StrengthItem) or not isinstance(other, StrengthItem):
        return False
    return item.superset_group is not None and item.superset_group == other.superset_group


def _duplicates(session: SessionSheet, ids: tuple[str, ...], marks: Marks) -> None:
    if len({*ids}) == len(ids):
        return marks.earn()
    twice = next(item for item in session.session.items if ids.count(item.exercise_id) > 1)
    message = f"{session.session.name} has {twice.name} more than once."
    return marks.lose(message, value=ids.count(twice.exercise_id), bound="1", at=place_of(session, twice))


def _stable(session: SessionSheet, ids: tuple[str, ...], first: tuple[str, ...], marks: Marks) -> None:
    if ids == first or {*ids} == {*first}:
        return marks.earn()
    kept = len({*ids} & {*first}) / max(len({*ids} | {*first}), 1)
    message = f"{session.session.name} of week {session.week.index} has other exercises than its block began with."
    at = Place(session.week.index, session.session.day_index)
    return marks.lose(message, value=kept, bound="the same exercises", at=at, share=kept)
