"""Endurance work: what fits the person, and a build that never leaps."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given

from schemas.program import CardioItem, SessionType
from schemas.request import ProgramRequest, parse_program_request
from server.generation.person import understand
from server.generation.rules.cardio import CardioPlan, plan_cardio
from server.generation.rules.periodization import plan_season
from server.generation.rules.selection import Menu
from server.generation.rules.ways import ways_to_move
from tests.generation.valid_requests import USER, cardio_of, made, made_for, many_requests, valid_requests
from tests.support.samples import program_request

RUNNER: dict[str, object] = {"goal_category": "cardio_endurance", "goal_raw": "run a 10k", "fitness_level": "beginner"}


def plan_for(most: float, **changes: object) -> CardioPlan:
    person = understand(parse_program_request(program_request(USER, **changes)))
    return plan_cardio(person, ways_to_move(person, Menu(person)), plan_season(person).weeks, most)


def running_s(item: CardioItem) -> float:
    assert item.intervals is not None
    return item.intervals.reps * item.intervals.work_s


@many_requests
@given(valid_requests)
def test_every_endurance_item_says_how_hard_and_how_long(request: ProgramRequest) -> None:
    """Effort, heart rate and the talk test belong together, and intervals fit into the session."""
    for week in made(request).weeks:
        for item in cardio_of(week):
            is_hard = item.rpe_max > 5
            assert (item.rpe_min, item.rpe_max) == ((6, 8) if is_hard else (3, 5))
            assert item.hrr_pct == ((70, 85) if is_hard else (40, 59))
            assert ("whole sentences" in item.talk_test) != is_hard
            assert item.duration_min >= 3
            if item.intervals is not None:
                total_s = item.intervals.reps * (item.intervals.work_s + item.intervals.recover_s)
                assert total_s <= item.duration_min * 60
                assert item.intervals.recover_s >= 30


@many_requests
@given(valid_requests)
def test_no_session_is_more_than_a_tenth_longer_than_the_longest_before(request: ProgramRequest) -> None:
    """Minutes never leap, and neither do the minutes of running in them."""
    for season in zip(*(cardio_of(week) for week in made(request).weeks), strict=True):
        courses = [[item.duration_min for item in season]]
        if season[0].exercise_id == "walk_run":
            courses.append([running_s(item) for item in season])
        for course in courses:
            longest = list(accumulate(course, max))
            assert all(now <= before * 1.1 for before, now in zip(longest, course[1:], strict=False))


def test_a_walk_between_runs_never_vanishes() -> None:
    """Even after a year of running longer there is half a minute of walking between two runs."""
    runs = [cardio_of(week)[0].intervals for week in made_for(**RUNNER, duration_weeks=52).weeks]
    assert min(run.recover_s for run in runs if run) == 30
    assert max(run.work_s for run in runs if run) >= 200


@many_requests
@given(valid_requests)
def test_a_recovery_day_is_easy_and_short(request: ProgramRequest) -> None:
    """It has at most twenty easy minutes, and nobody runs on it."""
    for week in made(request).weeks:
        for session in week.sessions:
            if session.type is SessionType.RECOVERY:
                (item,) = [item for item in session.items if isinstance(item, CardioItem)]
                assert item.duration_min <= 20
                assert item.rpe_max <= 5
                assert item.modality != "run"


def test_the_build_has_easier_weeks() -> None:
    """After three weeks of building comes an easier one; from fifty on after two."""
    young = plan_for(60, duration_weeks=8, fitness_level="beginner").minutes
    assert [after < before for before, after in pairwise(young)] == [False, False, True, False, False, False, True]
    older = plan_for(60, duration_weeks=5, fitness_level="beginner", age=55).minutes
    assert [after < before for before, after in pairwise(older)] == [False, True, False, False]


def test_a_build_that_has_reached_its_most_begins_again_a_little_lower() -> None:
    """Over a year the sessions stay within their most, and each wave rises again."""
    minutes = plan_for(40, duration_weeks=52, fitness_level="beginner").minutes
    assert max(minutes) == 40
    assert minutes[0] == 24
    assert minutes[-4:] == (36, 39.5, 40, 40)


@pytest.mark.parametrize("most", [20, 35, 40, 55, 60])
def test_a_build_never_begins_at_its_end(most: float) -> None:
    """After each easier week there is something left to add to the week that follows it."""
    minutes = plan_for(most, duration_weeks=52, fitness_level="beginner").minutes
    easier = [place for place in range(1, 50) if minutes[place] < minutes[place - 1]]
    assert len(easier) >= 10
    assert all(minutes[place] < minutes[place + 1] < minutes[place + 2] for place in easier)


@pytest.mark.parametrize("most", [1, 5, 8, 8.75, 20, 90])
def test_any_time_makes_a_build(most: float) -> None:
    """Sessions are whole or half minutes, at least three, and never more than there is unless that is under five."""
    minutes = plan_for(most, duration_weeks=30).minutes
    assert all(value * 2 == int(value * 2) and 3 <= value <= max(5, most) for value in minutes)
