"""Other small exercises for other seasons."""

import pytest

from schemas.program import Role
from server.generation.counting import worth_of_a_set
from server.generation.exercises import catalogue
from tests.generation.valid_requests import made_for, strength_of

YEAR: dict[str, object] = {"duration_weeks": 52, "days_per_week": 4}


@pytest.mark.parametrize("level", ["beginner", "intermediate", "advanced"])
def test_small_exercises_change_with_the_season_and_main_lifts_stay(level: str) -> None:
    """In a year some accessories are others of the same kind, and every main lift is the same in each week."""
    program = made_for(**YEAR, fitness_level=level)
    days = list(zip(*(week.sessions for week in program.weeks), strict=True))
    changed = 0
    for sessions in days:
        for items in zip(*(session.items for session in sessions), strict=True):
            ids = {item.exercise_id for item in items}
            changed += len(ids) > 1
            assert len(ids) == 1 or items[0].role is not Role.MAIN
            assert len({catalogue()[id_].pattern for id_ in ids}) == 1
            assert len({tuple(worth_of_a_set(id_).items()) for id_ in ids}) <= len(ids)
    assert changed >= 3


def test_equals_train_the_same() -> None:
    """What takes an exercise's place counts the same for every muscle, so no week has more for it."""
    for item, other in _swapped():
        assert worth_of_a_set(item) == worth_of_a_set(other)


def _swapped() -> list[tuple[str, str]]:
    program = made_for(**YEAR)
    first = program.weeks[0].sessions
    return [
        (item.exercise_id, other.exercise_id)
        for week in program.weeks
        for before, after in zip(first, week.sessions, strict=True)
        for item, other in zip(before.items, after.items, strict=True)
    ]


def test_within_a_block_nothing_changes() -> None:
    """Exercises that change cannot be progressed, so a block has the same from its first week to its last."""
    program = made_for(**YEAR)
    for block in program.blocks:
        weeks = program.weeks[block.first_week - 1 : block.last_week]
        assert len({tuple(tuple(i.exercise_id for i in s.items) for s in week.sessions) for week in weeks}) == 1


def test_three_months_change_nothing() -> None:
    """A program of one season has the same exercises in every week."""
    program = made_for(duration_weeks=12)
    assert len({*(item.exercise_id for item in strength_of(program))}) == len(
        {item.exercise_id for session in program.weeks[0].sessions for item in session.items}
    )
