"""Sessions of drills: every joint, not too long, balance for whom it matters."""

import pytest

from schemas.program import Session, SessionType
from server.generation.exercises import catalogue
from tests.generation.valid_requests import made_for

MOBILE: dict[str, object] = {"goal_category": "mobility"}


def mobility_of(**changes: object) -> list[Session]:
    week = made_for(**{**MOBILE, **changes}).weeks[0]
    return [session for session in week.sessions if session.type is SessionType.MOBILITY]


def patterns(session: Session) -> list[str]:
    return [catalogue()[item.exercise_id].pattern for item in session.items]


def test_mobility_sessions_differ_over_a_week() -> None:
    """Two mobility days share as few drills as there are drills for."""
    first, second = (
        {item.exercise_id for item in one.items} for one in mobility_of(days_per_week=4, session_minutes=20)
    )
    assert not first & second


def test_few_drills_move_all_of_the_body() -> None:
    """The first five drills of a session are for five regions: no muscle leads in two of them."""
    session = mobility_of(days_per_week=1, session_minutes=45)[0]
    leading = [catalogue()[item.exercise_id].primary[0] for item in session.items[:5]]
    assert len({*leading}) == 5


def test_the_more_time_the_more_drills_and_sets() -> None:
    """Twenty minutes hold three drills, an hour ten with balance among them; and longer ones have three sets."""
    assert [len(mobility_of(days_per_week=1, session_minutes=each)[0].items) for each in (20, 60, 180)] == [3, 10, 10]
    hour, hours = (mobility_of(days_per_week=1, session_minutes=each)[0] for each in (60, 180))
    assert patterns(hour).count("balance") == 2
    assert sum(item.kind == "strength" and item.sets == 3 for item in hours.items) == 10
    assert hours.est_minutes < 90


def test_beside_another_goal_half_an_hour_is_enough() -> None:
    """A mobility day of a strength program does not fill two hours."""
    week = made_for(goal_category="strength", days_per_week=6, session_minutes=120).weeks[0]
    (session,) = [session for session in week.sessions if session.type is SessionType.MOBILITY]
    assert session.est_minutes <= 30


@pytest.mark.parametrize(("minutes", "drills"), [(10, 0), (29, 0), (30, 2), (60, 2)])
def test_a_recovery_day_stretches_when_there_is_time(minutes: int, drills: int) -> None:
    """With half an hour two stretches come before the easy moving; with less there is only that."""
    recovery = made_for(days_per_week=7, session_minutes=minutes, duration_weeks=1).weeks[0].sessions[-1]
    assert recovery.type is SessionType.RECOVERY
    assert len(recovery.items) == drills + 1


def test_the_old_train_their_balance_on_mobility_days_too() -> None:
    """From sixty-five on a mobility day begins with it, in whatever program."""
    week = made_for(age=70, goal_category="strength", days_per_week=5).weeks[0]
    days = [patterns(session) for session in week.sessions if session.type is SessionType.MOBILITY]
    assert days
    assert all(day[:2] == ["balance", "balance"] for day in days)
