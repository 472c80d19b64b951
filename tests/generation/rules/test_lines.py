"""Lines: how few sets are worth it, how many may be, how long they take."""

from typing import Any

import pytest

from schemas.program import Role
from schemas.request import parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import understand
from server.generation.rules.dose import Emphasis
from server.generation.rules.lines import Line, LineMaker, lines_seconds, ramp_up_s, rank_of
from server.generation.rules.periodization import plan_season
from tests.generation.valid_requests import USER
from tests.support.samples import program_request


def maker_for(**changes: object) -> LineMaker:
    person = understand(parse_program_request(program_request(USER, **changes)))
    return LineMaker(person, plan_season(person).fullest)


def line_of(exercise_id: str, place: int = 0, **changes: object) -> Line:
    return maker_for(**changes).line(catalogue()[exercise_id], place, Emphasis.USUAL)


@pytest.mark.parametrize(
    ("changes", "sets"),
    [
        ({}, 3),
        ({"session_minutes": 29}, 2),
        ({"fitness_level": "beginner"}, 2),
        ({"goal_category": "strength", "session_minutes": 44}, 2),
        ({"goal_category": "strength", "session_minutes": 45}, 3),
        ({"fitness_level": "advanced", "age": 70}, 2),
    ],
)
def test_the_fewest_sets_that_are_worth_it(changes: dict[str, Any], sets: int) -> None:
    """What the dose begins with; two for beginners, for the old, and in a session that is too short for more."""
    assert line_of("barbell_back_squat", **changes).peak == sets


def test_behind_the_main_lifts_of_power_two_sets_are_enough() -> None:
    """Fresh legs are worth more than tired ones."""
    assert [line_of("barbell_back_squat", place, goal_category="power").peak for place in (0, 2)] == [3, 2]


def test_small_exercises_get_one_set_more_and_big_ones_what_the_dose_says() -> None:
    """Of advanced muscle work five sets of a squat are the most, and four of curls."""
    maker = maker_for(fitness_level="advanced")
    squat, curl = (maker.line(catalogue()[id_], 0, Emphasis.USUAL) for id_ in ("barbell_back_squat", "dumbbell_curl"))
    assert (maker.most_sets(squat), maker.most_sets(curl)) == (5, 4)


def test_drills_are_done_twice() -> None:
    """Whatever the goal."""
    assert line_of("hamstring_stretch", goal_category="strength", fitness_level="advanced").peak == 2


def test_only_two_lifts_of_a_session_warm_up_by_themselves() -> None:
    """The third finds a warm body, and a curl never needs it."""
    squat, curl = line_of("barbell_back_squat"), line_of("dumbbell_curl")
    assert [ramp_up_s(squat, already) for already in (0, 1, 2)] == [120, 120, 0]
    assert ramp_up_s(curl, 0) == 0


def test_a_session_takes_its_warm_up_its_lines_and_their_rests() -> None:
    """Sets of a line are counted with the rests between them."""
    person = understand(parse_program_request(program_request(USER)))
    squat = line_of("barbell_back_squat")
    assert squat.seconds(4) - squat.seconds(3) == squat.set_s
    assert lines_seconds(person, [squat]) == 300 + 120 + squat.seconds(3)


def test_what_needs_most_ranks_first() -> None:
    """Fast, main, several joints, one joint and large, small, the trunk."""
    places = [("squat_jump", 0), ("barbell_back_squat", 0), ("barbell_row", 3), ("cable_fly", 4), ("dumbbell_curl", 4)]
    ranks = [rank_of(line_of(id_, place, fitness_level="advanced")) for id_, place in [*places, ("plank", 5)]]
    assert ranks == sorted(ranks)
    assert len({*ranks}) == len(ranks)


def test_a_swapped_line_keeps_its_place_and_its_sets() -> None:
    """Only the exercise is another."""
    maker, curl = maker_for(), line_of("dumbbell_curl")
    other = maker.swapped(curl, catalogue()["hammer_curl"])
    assert (other.exercise.id, other.role, other.peak) == ("hammer_curl", Role.ACCESSORY, curl.peak)
    assert maker.swapped(curl, curl.exercise) is curl


def test_one_set_is_for_who_has_no_time_for_two() -> None:
    """It is one in every week."""
    maker = maker_for(session_minutes=10)
    line = maker.single(catalogue()["push_up"], 0, Emphasis.USUAL)
    assert (line.entry, line.base, line.peak) == (1, 1, 1)
    assert line.seconds(1) < maker.line(catalogue()["push_up"], 0, Emphasis.USUAL).seconds(2)
