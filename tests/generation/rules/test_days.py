"""The week: which sessions it has, and on which days."""

import pytest
from hypothesis import given

from schemas.program import SessionType
from schemas.request import FitnessLevel, ProgramRequest, Weekday, parse_program_request
from server.generation.person import understand
from server.generation.rules.days import SPLITS, WeekShape, shape_week
from server.generation.rules.dose import Emphasis
from server.generation.rules.slots import NAMES
from tests.generation.valid_requests import USER, made, many_requests, sessions_of, valid_requests
from tests.support.samples import program_request

LIFTING = {SessionType.RESISTANCE, SessionType.MIXED}
R, C, M, X = SessionType.RESISTANCE, SessionType.CARDIO, SessionType.MOBILITY, SessionType.RECOVERY


def shape_for(**changes: object) -> WeekShape:
    return shape_week(understand(parse_program_request(program_request(USER, **changes))))


def types_for(**changes: object) -> list[SessionType]:
    return [day.type for day in shape_for(**changes).days]


def weekdays_for(**changes: object) -> str:
    return " ".join(day.weekday or "-" for day in shape_for(**changes).days)


@many_requests
@given(valid_requests)
def test_sessions_fall_on_days_that_the_person_has(request: ProgramRequest) -> None:
    """Weekdays are in order, none twice, none unavailable; as many sessions have one as there are free days."""
    program = made(request)
    free = [day for day in Weekday if day not in request.unavailable_days]
    for week in program.weeks:
        dated = [session.weekday for session in week.sessions if session.weekday is not None]
        assert dated == [day for day in free if day in dated]
        assert len(dated) == min(len(free), request.days_per_week)
    is_short = len(free) < request.days_per_week
    assert is_short == any("day of the week" in warning for warning in program.warnings)


@many_requests
@given(valid_requests)
def test_every_week_has_the_same_shape(request: ProgramRequest) -> None:
    """Name, type and weekday of a session do not change from week to week."""
    program = made(request)
    shapes = {tuple((s.name, s.type, s.weekday) for s in week.sessions) for week in program.weeks}
    assert len(shapes) == 1


@many_requests
@given(valid_requests)
def test_resistance_days_stay_within_what_the_level_recovers_from(request: ProgramRequest) -> None:
    """Beginners lift on at most four days, intermediate people on five, advanced ones on six; seven days rest once."""
    program = made(request)
    most = {FitnessLevel.BEGINNER: 4, FitnessLevel.INTERMEDIATE: 5, FitnessLevel.ADVANCED: 6}[request.fitness_level]
    types = [session.type for session in program.weeks[0].sessions]
    assert sum(kind in LIFTING for kind in types) <= most
    assert types.count(X) == (request.days_per_week == 7)
    assert X not in types[:-1]


@many_requests
@given(valid_requests)
def test_the_split_is_one_that_the_resistance_days_make(request: ProgramRequest) -> None:
    """The program names its split, and its resistance sessions are those of it in their order."""
    program = made(request)
    names = [session.name for session in program.weeks[0].sessions if session.type in LIFTING]
    split, templates = SPLITS[len(names)]
    assert names == [NAMES[template] for template in templates]
    assert not names or program.split == split
    assert all(session.name for session in sessions_of(program))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, "wed"),
        (2, "mon thu"),
        (3, "mon wed fri"),
        (4, "mon tue thu fri"),
        (5, "mon tue wed fri sat"),
        (6, "mon tue wed thu fri sat"),
        (7, "mon tue wed thu fri sat sun"),
    ],
)
def test_sessions_are_spread_over_a_free_week(days: int, expected: str) -> None:
    """Who can train on every day gets the usual days of so many sessions."""
    assert weekdays_for(days_per_week=days) == expected


def test_sessions_avoid_the_days_that_are_not_free() -> None:
    """Unavailable days are avoided; what has no day left has none, and that is said."""
    assert weekdays_for(days_per_week=2, unavailable_days=["mon"]) == "tue fri"
    assert weekdays_for(days_per_week=2, unavailable_days=["sun"]) == "mon thu"
    crowded = shape_for(days_per_week=4, unavailable_days=["mon", "tue", "wed", "thu", "fri"])
    assert [day.weekday for day in crowded.days] == [Weekday.SAT, Weekday.SUN, None, None]
    assert crowded.warnings == ("Only 2 of the 4 sessions have a day of the week; fit the others in where you can.",)


@pytest.mark.parametrize(
    ("goal", "level", "days", "expected"),
    [
        ("hypertrophy", "beginner", 7, [R, R, C, R, M, R, X]),
        ("hypertrophy", "advanced", 7, [R, R, R, R, R, R, X]),
        ("hypertrophy", "intermediate", 6, [R, R, R, R, C, R]),
        ("strength", "beginner", 5, [R, M, R, R, C]),
        ("general_fitness", "beginner", 5, [R, C, R, R, M]),
        ("fat_loss", "beginner", 3, [R, C, R]),
        ("fat_loss", "advanced", 1, [R]),
        ("cardio_endurance", "beginner", 4, [R, C, R, C]),
        ("cardio_endurance", "advanced", 1, [C]),
        ("mobility", "intermediate", 3, [R, M, M]),
        ("mobility", "beginner", 1, [M]),
    ],
)
def test_each_goal_has_its_own_week(goal: str, level: str, days: int, expected: list[SessionType]) -> None:
    """What is not lifted on is endurance, mobility or recovery, as the goal asks, between the lifting days."""
    assert types_for(goal_category=goal, fitness_level=level, days_per_week=days) == expected


def test_lifting_days_are_far_apart() -> None:
    """Three lifting days of five are Monday, Wednesday and Friday."""
    days = shape_for(goal_category="general_fitness", fitness_level="beginner", days_per_week=5).days
    assert [day.weekday for day in days if day.type is R] == [Weekday.MON, Weekday.WED, Weekday.FRI]


def test_the_old_lift_on_three_days_at_most() -> None:
    """From sixty-five on more days are for endurance and mobility."""
    asked: dict[str, object] = {"fitness_level": "advanced", "days_per_week": 6}
    assert types_for(**asked, age=64).count(R) == 6
    assert types_for(**asked, age=65).count(R) == 3


def test_who_also_wants_less_fat_moves_on_the_days_between() -> None:
    """A second goal that lives of endurance makes the days beside the lifting days endurance days."""
    asked: dict[str, object] = {"goal_category": "hypertrophy", "fitness_level": "beginner", "days_per_week": 6}
    assert types_for(**asked, goal_raw="get bigger") == [R, R, C, R, M, R]
    assert types_for(**asked, goal_raw="get bigger and lose weight") == [R, R, C, R, C, R]


def test_only_weeks_that_undulate_have_heavy_and_light_sessions() -> None:
    """Advanced people lift heavy on the first days and light on the last; others the same on all."""
    advanced = shape_for(fitness_level="advanced", days_per_week=4, goal_category="hypertrophy").days
    assert [day.emphasis.value for day in advanced] == ["heavy", "heavy", "light", "light"]
    assert {day.emphasis for day in shape_for(days_per_week=4).days} == {Emphasis.USUAL}
