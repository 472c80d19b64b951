"""The fullest week: a backbone for each session, then what the muscles lack, while there is time."""

import pytest
from hypothesis import given

from schemas.program import Role, StrengthItem
from schemas.request import FitnessLevel, GoalCategory, ProgramRequest, parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import Person, understand
from server.generation.rules.days import shape_week
from server.generation.rules.dose import dose_of
from server.generation.rules.filling import Filling
from server.generation.rules.lines import Line, LineMaker, lines_seconds
from server.generation.rules.periodization import plan_season
from server.generation.rules.selection import Menu
from server.generation.validation.bands import band_of
from tests.generation.valid_requests import (
    USER,
    made,
    made_for,
    many_requests,
    sessions_of,
    strength_of,
    valid_requests,
)
from tests.support.samples import program_request


def person_for(**changes: object) -> Person:
    return understand(parse_program_request(program_request(USER, **changes)))


def filled(person: Person) -> list[tuple[Line, ...]]:
    days = [day for day in shape_week(person).days if day.template is not None]
    return Filling(person, Menu(person), LineMaker(person, plan_season(person).fullest), days, 0).fill()


def patterns(lines: tuple[Line, ...]) -> list[str]:
    return [line.exercise.pattern for line in lines]


@many_requests
@given(valid_requests)
def test_sets_stay_within_what_the_dose_and_a_session_allow(request: ProgramRequest) -> None:
    """No item has more sets than its goal and level say, and no session more than thirty or ten items."""
    most = max(3, dose_of(request.goal_category, request.fitness_level).sets[1])
    program = made(request)
    assert all(item.sets <= most for item in strength_of(program))
    for session in sessions_of(program):
        assert sum(item.sets for item in session.items if isinstance(item, StrengthItem)) <= 30
        assert len(session.items) <= 10


@pytest.mark.parametrize("level", FitnessLevel)
@pytest.mark.parametrize("goal", [goal for goal in GoalCategory if goal is not GoalCategory.POWER])
def test_muscles_are_filled_into_the_band(goal: GoalCategory, level: FitnessLevel) -> None:
    """With an hour and a half and a gym every big muscle gets what the goal asks for, and none more than helps."""
    person = person_for(goal_category=goal, fitness_level=level, session_minutes=90, days_per_week=6)
    low, high = band_of(goal, level).weekly_sets
    weekly: dict[str, float] = {}
    for line in (line for lines in filled(person) for line in lines):
        for share, muscles in ((1.0, line.exercise.primary), (0.5, line.exercise.secondary)):
            for muscle in muscles:
                weekly[muscle] = weekly.get(muscle, 0) + share * line.peak
    assert all(low <= weekly[muscle] for muscle in ("chest", "lats", "quads", "hamstrings", "glutes"))
    assert all(weekly[muscle] <= high + 1 for muscle in ("chest", "lats", "quads", "hamstrings", "upper_back"))


@pytest.mark.parametrize(("minutes", "count"), [(10, 2), (20, 3), (30, 3), (45, 4), (60, 5), (90, 8), (180, 8)])
def test_the_more_time_the_more_exercises(minutes: int, count: int) -> None:
    """Ten minutes hold two exercises, an hour five, and more than eight are never useful."""
    (lines,) = filled(person_for(session_minutes=minutes, days_per_week=1))
    assert len(lines) == count


@pytest.mark.parametrize("minutes", [20, 30, 45])
@pytest.mark.parametrize("equipment", [[], ["dumbbell"], ["band"], ["gym"]])
def test_the_one_short_session_of_a_week_has_legs_a_push_and_a_pull(minutes: int, equipment: list[str]) -> None:
    """The first movements leave time for each other, whatever there is to do them with."""
    person = person_for(session_minutes=minutes, days_per_week=1, equipment=equipment, goal_category="strength")
    (lines,) = filled(person)
    assert {"squat", "horizontal_push", "horizontal_pull"} <= {*patterns(lines)}


@many_requests
@given(valid_requests)
def test_the_fullest_week_fits_into_the_time(request: ProgramRequest) -> None:
    """No session is longer than what was asked for, with all its sets."""
    person = understand(request)
    for lines in filled(person):
        assert lines_seconds(person, lines) <= person.minutes * 60


@pytest.mark.parametrize("exercise_id", ["box_single_leg_squat", "barbell_split_squat", "barbell_back_squat"])
@pytest.mark.parametrize("goal", GoalCategory)
def test_even_the_longest_exercise_fits_into_the_shortest_session(goal: GoalCategory, exercise_id: str) -> None:
    """Ten minutes never leave a session empty, whatever is kept from before."""
    request = parse_program_request(
        program_request(USER, session_minutes=10, goal_category=goal, fitness_level="advanced", days_per_week=2)
    )
    person = understand(request, kept=frozenset({exercise_id}))
    assert all(filled(person))


def test_a_block_has_room_to_rise() -> None:
    """The sets that were added last are those that a block has only at its end; never two of a line."""
    lines = [line for lines in filled(person_for(session_minutes=75)) for line in lines]
    rising = [line for line in lines if line.peak > line.base]
    assert all(line.peak == line.base + 1 for line in rising)
    assert 0.08 <= len(rising) / sum(line.peak for line in lines) <= 0.14
    assert all(line.entry <= line.base for line in lines)


def test_sessions_of_one_direction_are_no_rows_of_presses() -> None:
    """A push day has presses, the shoulder, the triceps; a pull day rows and the biceps; each for both sides."""
    person = person_for(fitness_level="advanced", days_per_week=6, session_minutes=75)
    days = [patterns(lines) for lines in filled(person)]
    pushes = sum(pattern.endswith("_push") for day in days for pattern in day)
    pulls = sum(pattern.endswith("_pull") for day in days for pattern in day)
    assert pushes <= 1.5 * pulls
    assert {"delts", "triceps"} & {*days[0]}
    assert "biceps" in {*days[1], *days[4]}


def test_what_one_cannot_do_is_not_replaced_by_what_is_quick() -> None:
    """A row that does not fit into the time gives no place to a shoulder raise."""
    (lines,) = filled(person_for(session_minutes=10, days_per_week=1))
    assert {*patterns(lines)} <= {"squat", "horizontal_push", "horizontal_pull"}


def test_who_lifts_for_strength_gives_the_bar_the_most_sets() -> None:
    """With time for it, main lifts have more sets than any small exercise."""
    lines = [line for lines in filled(person_for(goal_category="strength", session_minutes=90)) for line in lines]
    assert max(line.peak for line in lines if line.role is Role.ACCESSORY) <= 4
    assert max(line.peak for line in lines if line.role is Role.MAIN) >= 4


@pytest.mark.parametrize("days", [1, 3])
def test_the_old_do_two_or_three_sets(days: int) -> None:
    """From sixty-five on, of eight exercises at most, with balance behind the main lifts."""
    for lines in filled(person_for(age=70, session_minutes=120, days_per_week=days, fitness_level="advanced")):
        assert {line.peak for line in lines} <= {2, 3}
        assert sum(line.peak for line in lines if not line.is_drill) <= 16
        assert patterns(lines)[2] == "balance"


def test_a_gym_is_not_filled_with_floor_work() -> None:
    """Where machines and bars are, no loadless stopgap takes a place that caps have closed for better ones."""
    program = made_for(fitness_level="advanced", days_per_week=6, session_minutes=90, duration_weeks=1)
    assert not {"prone_swimmer", "prone_row", "prone_lat_pull"} & {item.exercise_id for item in strength_of(program)}
    assert all(catalogue()[item.exercise_id].gear for item in strength_of(program) if item.role is Role.MAIN)
