"""Other small exercises for other seasons."""

from typing import Any

import pytest

from schemas.program import Role
from schemas.request import parse_program_request
from server.generation.counting import worth_of_a_set
from server.generation.exercises import catalogue
from server.generation.person import Person, understand
from server.generation.rules.days import shape_week
from server.generation.rules.periodization import plan_season
from server.generation.rules.sessions import plan_sessions
from tests.generation.valid_requests import USER, made_for, strength_of
from tests.support.samples import program_request

YEAR: dict[str, Any] = {"duration_weeks": 52, "days_per_week": 4}


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


def test_who_stays_with_a_year_stays_with_its_seasons() -> None:
    """Written anew with the exercises of before, each season has nearly all that it had, and nothing new."""
    request = parse_program_request(program_request(USER, **YEAR))
    person = understand(request)
    before = _seasons(person)
    kept = frozenset(id_ for season in before for session in season for id_ in session)
    after = _seasons(understand(request, kept=kept))
    for old, new in zip(before, after, strict=True):
        had, has = ({id_ for session in season for id_ in session} for season in (old, new))
        assert has <= kept
        assert len(had & has) >= 0.75 * len(had)


def test_who_stays_with_one_season_has_it_all_year() -> None:
    """Nobody who kept one set of exercises is given others by the calendar."""
    request = parse_program_request(program_request(USER, **YEAR))
    kept = frozenset(id_ for session in _seasons(understand(request))[0] for id_ in session)
    seasons = _seasons(understand(request, kept=kept))
    assert all(season == seasons[0] for season in seasons)


def _seasons(person: Person) -> list[list[tuple[str, ...]]]:
    plan = plan_sessions(person, shape_week(person).days, plan_season(person))
    count = len(plan.templates[0].seasons)
    return [
        [tuple(line.exercise.id for line in template.seasons[number]) for template in plan.templates]
        for number in range(count)
    ]
