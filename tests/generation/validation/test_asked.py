"""What may be asked of a program, for whom it is."""

from typing import Any

import pytest

from schemas.request import parse_program_request
from server.generation.anatomy import Joint, Pattern
from server.generation.exercises import catalogue
from server.generation.person import Person, understand
from server.generation.validation.asked import Asked, asked_of, possible_for
from server.generation.validation.groups import Group
from tests.generation.valid_requests import USER
from tests.generation.validation.scored import ids_of
from tests.support.samples import program_request


def person_for(*, avoided: frozenset[str] = frozenset(), **changes: Any) -> Person:
    return understand(parse_program_request(program_request(USER, **changes)), avoided=avoided)


def asked_for(**changes: Any) -> Asked:
    return asked_of(person_for(**changes))


@pytest.mark.parametrize(
    ("goal", "level", "days", "least", "most"),
    [
        ("strength", "beginner", 1, 1, 1),
        ("strength", "beginner", 7, 2, 3),
        ("hypertrophy", "advanced", 5, 4, 5),
        ("fat_loss", "intermediate", 2, 2, 2),
        ("fat_loss", "intermediate", 3, 2, 2),
        ("fat_loss", "intermediate", 5, 3, 4),
        ("cardio_endurance", "beginner", 1, 0, 0),
        ("cardio_endurance", "beginner", 3, 1, 1),
        ("cardio_endurance", "beginner", 7, 2, 2),
        ("mobility", "beginner", 1, 0, 0),
        ("mobility", "beginner", 5, 0, 2),
    ],
)
def test_days_for_lifting(goal: str, level: str, days: int, least: int, most: int) -> None:
    """As the goal's band says; a day of more than two is for endurance in fat loss, and half of them for endurance."""
    asked = asked_for(goal_category=goal, fitness_level=level, days_per_week=days)
    assert (asked.least_resistance_days, asked.most_resistance_days) == (least, most)


@pytest.mark.parametrize(
    ("goal", "minutes", "sets", "movements"),
    [
        ("hypertrophy", 10, 0, 2),
        ("hypertrophy", 20, 4, 3),
        ("hypertrophy", 30, 7, 4),
        ("hypertrophy", 60, 17, 4),
        ("hypertrophy", 120, 30, 4),
        ("strength", 20, 2, 3),
        ("strength", 60, 12, 4),
        ("power", 60, 12, 4),
    ],
)
def test_what_a_session_holds(goal: str, minutes: int, sets: int, movements: int) -> None:
    """Sets by the time that they take with their rests, thirty at most; and two quick sets of a few movements."""
    asked = asked_for(goal_category=goal, session_minutes=minutes)
    assert (asked.sets_a_session, asked.movements_a_session) == (sets, movements)


def test_all_movements_need_time() -> None:
    """Six of them with two sets each are twelve sets."""
    asked = asked_for(goal_category="general_fitness", session_minutes=20)
    assert not asked.has_time_for_all_patterns(2)
    assert asked.has_time_for_all_patterns(3)


def test_what_is_possible_is_what_the_person_may_do() -> None:
    """Equipment, level, joints and dislikes leave exercises out, and with them movements and muscle groups."""
    everything = possible_for(person_for(fitness_level="advanced"))
    assert sum(map(len, everything.exercises.values())) == len(catalogue())
    at_home = possible_for(person_for(equipment=[], injuries=["knee"]))
    for exercises in at_home.exercises.values():
        assert not any(exercise.gear or exercise.joint_stress.get(Joint.KNEE, 0) >= 2 for exercise in exercises)
    chest = frozenset(exercise.id for exercise in catalogue().values() if "chest" in exercise.primary)
    assert {*Group} - {*possible_for(person_for(avoided=chest)).groups} == {Group.CHEST}


def test_drills_train_no_muscle_group() -> None:
    """Who may only stretch the hamstrings cannot train them."""
    trains = (exercise for exercise in catalogue().values() if "hamstrings" in exercise.primary)
    avoided = frozenset(exercise.id for exercise in trains if exercise.pattern != Pattern.MOBILITY)
    possible = possible_for(person_for(avoided=avoided))
    assert "hamstring_stretch" in {exercise.id for exercise in possible.exercises[Pattern.MOBILITY]}
    assert Group.HAMSTRINGS not in possible.groups


def test_a_movement_is_stood_in_for() -> None:
    """By itself while there is any, else by what is related and there, else by nothing."""
    assert possible_for(person_for()).counts_for(Pattern.VERTICAL_PULL) == (Pattern.VERTICAL_PULL,)
    no_pulldown = possible_for(person_for(avoided=ids_of("vertical_pull")))
    assert no_pulldown.counts_for(Pattern.VERTICAL_PULL) == (Pattern.HORIZONTAL_PULL,)
    no_pull = possible_for(person_for(avoided=ids_of("vertical_pull", "horizontal_pull")))
    assert no_pull.counts_for(Pattern.VERTICAL_PULL) == ()
