"""The endurance sessions of a week: which, how long, which of them hard."""

from itertools import pairwise

import pytest
from hypothesis import given

from schemas.program import Session, SessionType
from schemas.request import FitnessLevel, GoalCategory, ProgramRequest, Weekday
from tests.generation.valid_requests import cardio_of, made, made_for, many_requests, valid_requests

ENDURANCE: dict[str, object] = {"goal_category": "cardio_endurance"}


def day_of(session: Session) -> int:
    """Counted from Monday, or from the first session where no days are named."""
    return session.day_index if session.weekday is None else [*Weekday].index(session.weekday)


def is_hard(session: Session) -> bool:
    return any(item.kind == "cardio" and item.rpe_max > 5 for item in session.items)


@many_requests
@given(valid_requests)
def test_hard_sessions_are_rare_and_have_a_day_between_them(request: ProgramRequest) -> None:
    """One a week, two for trained people with four endurance sessions; none for the old, nor in easier weeks."""
    is_for_it = request.goal_category in {GoalCategory.CARDIO_ENDURANCE, GoalCategory.FAT_LOSS}
    for week in made(request).weeks:
        hard = [day_of(session) for session in week.sessions if is_hard(session)]
        many = sum(session.type is SessionType.CARDIO for session in week.sessions)
        is_new = request.fitness_level is FitnessLevel.BEGINNER and week.index <= 4
        may_be = is_for_it and not is_new and not week.is_deload and (request.age or 0) < 65 and many > 1
        is_trained = request.fitness_level is not FitnessLevel.BEGINNER and many >= 4
        assert len(hard) <= may_be * (1 + (is_trained and request.goal_category is GoalCategory.CARDIO_ENDURANCE))
        assert all(later - earlier > 1 for earlier, later in pairwise(hard))


@pytest.mark.parametrize(
    ("changes", "hard_weeks"),
    [
        ({"duration_weeks": 6}, [1, 2, 3, 5]),
        ({"duration_weeks": 4, "fitness_level": "beginner"}, []),
        ({"duration_weeks": 7, "fitness_level": "beginner"}, [5, 6, 7]),
        ({"duration_weeks": 6, "age": 64}, [1, 2, 3, 5, 6]),
        ({"duration_weeks": 6, "age": 65}, []),
        ({"duration_weeks": 6, "days_per_week": 2}, []),
        ({"duration_weeks": 6, "goal_category": "hypertrophy", "days_per_week": 7}, []),
    ],
)
def test_hard_sessions_are_for_those_who_can_take_them(changes: dict[str, object], hard_weeks: list[int]) -> None:
    """Weeks that build may be hard where endurance is the goal, there are two sessions, and age and level allow it."""
    program = made_for(**{**ENDURANCE, **changes})
    assert [week.index for week in program.weeks if any(map(is_hard, week.sessions))] == hard_weeks


def test_a_day_of_rest_parts_two_hard_sessions_as_well() -> None:
    """Where days are named, sessions that follow on each other may have a day between them."""
    sessions = made_for(**ENDURANCE, days_per_week=6, unavailable_days=["mon", "thu"]).weeks[0].sessions
    hard = [session for session in sessions if is_hard(session)]
    assert [(session.day_index, session.weekday) for session in hard] == [(2, Weekday.WED), (3, Weekday.FRI)]


def test_most_of_the_time_is_easy() -> None:
    """In a week with two hard sessions their hard parts are less than a fifth of all minutes."""
    for week in made_for(**ENDURANCE, days_per_week=7, fitness_level="advanced", session_minutes=90).weeks:
        hard_min = sum(i.intervals.reps * i.intervals.work_s / 60 for i in cardio_of(week) if i.intervals)
        assert hard_min <= 0.2 * sum(item.duration_min for item in cardio_of(week))


@pytest.mark.parametrize(
    ("goal", "level", "most"),
    [
        ("hypertrophy", "beginner", 40),
        ("fat_loss", "beginner", 60),
        ("cardio_endurance", "beginner", 60),
        ("cardio_endurance", "intermediate", 75),
        ("cardio_endurance", "advanced", 90),
    ],
)
def test_endurance_sessions_stay_reasonable_with_all_the_time_in_the_world(goal: str, level: str, most: int) -> None:
    """Three hours a session do not make anybody walk for three hours."""
    program = made_for(goal_category=goal, fitness_level=level, session_minutes=180, duration_weeks=30, days_per_week=7)
    assert max(item.duration_min for week in program.weeks for item in cardio_of(week)) == most


@pytest.mark.parametrize(("level", "most"), [("beginner", 240), ("intermediate", 300), ("advanced", 360)])
def test_a_week_of_endurance_has_a_long_session_and_an_end(level: str, most: int) -> None:
    """It grows to a few hours, the last session of the week is the longest, and the others are alike."""
    weeks = made_for(**ENDURANCE, fitness_level=level, days_per_week=7, session_minutes=120, duration_weeks=30).weeks
    fullest = max(weeks, key=lambda week: sum(item.duration_min for item in cardio_of(week)))
    minutes = [s.items[0].duration_min for s in fullest.sessions if s.type is SessionType.CARDIO]  # type: ignore[union-attr]  # endurance alone stands there
    assert 150 <= sum(item.duration_min for item in cardio_of(fullest)) <= most
    assert minutes[-1] > max(minutes[:-1])


@pytest.mark.parametrize("days", [3, 4, 5])
def test_fat_loss_grows_from_an_hour_and_a_half_to_the_minutes_that_work(days: int) -> None:
    """With the days there are for it: a rise to 150 minutes and more, at most 250, part of it behind the lifting."""
    weeks = made_for(goal_category="fat_loss", days_per_week=days, session_minutes=75).weeks
    minutes = [sum(item.duration_min for item in cardio_of(week)) for week in weeks]
    assert minutes[0] < 0.75 * max(minutes)
    assert 90 <= max(minutes) <= 270


def test_lifting_comes_first_and_easy_work_behind_it() -> None:
    """A session for fat loss ends with ten easy minutes and more; one for muscle only where less fat is wanted too."""
    mixed = made_for(goal_category="fat_loss", days_per_week=3).weeks[0].sessions[0]
    assert mixed.type is SessionType.MIXED
    assert [item.kind for item in mixed.items][-2:] == ["strength", "cardio"]
    assert not is_hard(mixed)
    muscle = {"session_minutes": 120, "days_per_week": 4}
    assert made_for(**muscle).weeks[0].sessions[0].type is SessionType.RESISTANCE
    both = made_for(**muscle, goal_raw="get bigger and lose fat").weeks[0].sessions[0]
    assert both.type is SessionType.MIXED
