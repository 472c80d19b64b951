"""How long a session takes: the promise of its length, and the sum behind it."""

import pytest
from hypothesis import given

from schemas.program import CardioItem, Load, LoadType, Role, SetType, StrengthItem
from schemas.request import ProgramRequest
from server.generation.exercises import catalogue
from server.generation.timing import item_seconds, session_seconds, set_seconds, warmup_seconds
from tests.generation.valid_requests import made, many_requests, sessions_of, valid_requests


def strength_item(**changes: object) -> StrengthItem:
    return StrengthItem.model_validate(
        {
            "order": 1,
            "exercise_id": "goblet_squat",
            "name": "Goblet squat",
            "role": Role.MAIN,
            "sets": 3,
            "set_type": SetType.NORMAL,
            "reps_min": 8,
            "reps_max": 12,
            "load": Load(type=LoadType.RIR),
            "rest_s": 90,
            "substitutes": (),
            "cue": "Sit.",
            "progression_id": "linear",
            **changes,
        }
    )


def cardio_item(minutes: float) -> CardioItem:
    return CardioItem(
        order=1,
        exercise_id="easy_walk",
        name="Walk",
        modality="walk",
        duration_min=minutes,
        rpe_min=3,
        rpe_max=5,
        talk_test="You can speak.",
        cue="Walk.",
        progression_id="cardio",
    )


@many_requests
@given(valid_requests)
def test_no_session_is_longer_than_the_person_has(request: ProgramRequest) -> None:
    """Even with ten minutes every session of every week fits, without the 15 % that would be tolerated."""
    assert all(session.est_minutes <= request.session_minutes for session in sessions_of(made(request)))


@many_requests
@given(valid_requests)
def test_the_estimate_is_the_sum_of_what_is_done(request: ProgramRequest) -> None:
    """A session's minutes are its warm-up, its items and the warm-up sets of its first two big lifts, rounded up."""
    for session in sessions_of(made(request)):
        big = sum(catalogue()[item.exercise_id].is_main_lift for item in session.items)
        seconds: float = sum(prep.duration_s for prep in session.warmup) + 120 * min(2, big)
        seconds += sum(item_seconds(item) for item in session.items)
        assert session.est_minutes - 1 < seconds / 60 <= session.est_minutes


def test_sets_rests_and_change_over_are_counted() -> None:
    """Three sets of ten with 90 s of rest are a minute, three times 55 s, and two rests."""
    assert item_seconds(strength_item()) == 60 + 3 * (15 + 4 * 10) + 2 * 90


def test_two_sides_take_twice_the_work_and_no_more_rest() -> None:
    """Repetitions on each side double, setting up and resting do not."""
    assert item_seconds(strength_item(per_side=True)) - item_seconds(strength_item()) == 3 * 4 * 10


def test_a_hold_takes_its_seconds() -> None:
    """What is held counts by the clock, not by repetitions."""
    hold = strength_item(reps_min=None, reps_max=None, duration_s=30, sets=1)
    assert item_seconds(hold) == 60 + 15 + 30


def test_one_more_set_costs_what_it_is_said_to_cost() -> None:
    """The price of a set is the difference that it makes."""
    assert item_seconds(strength_item(sets=4)) - item_seconds(strength_item(sets=3)) == set_seconds(strength_item())


def test_endurance_work_takes_its_minutes() -> None:
    """There is no change-over around a run."""
    assert item_seconds(cardio_item(12.5)) == 750


@pytest.mark.parametrize(("ramped", "expected"), [(0, 400), (1, 520), (2, 640), (5, 640)])
def test_only_the_first_two_big_lifts_have_warm_up_sets(ramped: int, expected: int) -> None:
    """The third lift of a session finds a warm body."""
    assert session_seconds(300, [60, 40], ramped) == expected


def test_short_sessions_warm_up_shortly() -> None:
    """Below twenty minutes the warm-up takes two, not five."""
    assert [warmup_seconds(minutes) for minutes in (10, 19, 20, 180)] == [120, 120, 300, 300]
