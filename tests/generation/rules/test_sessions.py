"""Sessions as they are done: what they hold beside the lifts."""

import pytest
from hypothesis import given

from schemas.program import CardioItem, Role, Session, SessionType, StrengthItem
from schemas.request import ProgramRequest
from server.generation.exercises import catalogue
from tests.generation.valid_requests import made, made_for, many_requests, sessions_of, strength_of, valid_requests


def patterns(session: Session) -> list[str]:
    return [catalogue()[item.exercise_id].pattern for item in session.items]


@many_requests
@given(valid_requests)
def test_each_type_of_session_is_what_it_says(request: ProgramRequest) -> None:
    """Lifting is lifting, endurance is one piece of endurance, mobility is drills, recovery ends with easy moving."""
    for session in sessions_of(made(request)):
        kinds = [type(item) for item in session.items]
        drills = {"mobility", "balance"}
        match session.type:
            case SessionType.RESISTANCE:
                assert CardioItem not in kinds
                assert "mobility" not in patterns(session)
            case SessionType.CARDIO:
                assert kinds == [CardioItem]
            case SessionType.MOBILITY:
                assert CardioItem not in kinds
                assert {*patterns(session)} <= drills
            case SessionType.RECOVERY:
                assert kinds[-1] is CardioItem
                assert kinds[:-1] in ([], [StrengthItem] * 2)
            case SessionType.MIXED:
                raise AssertionError("no rule makes these yet")


@many_requests
@given(valid_requests)
def test_each_session_warms_up_first(request: ProgramRequest) -> None:
    """The warm-up takes five minutes, two in a short session; only a short session has no cool-down."""
    is_short = request.session_minutes < 20
    for session in sessions_of(made(request)):
        assert 0.9 < sum(prep.duration_s for prep in session.warmup) / (120 if is_short else 300) <= 1
        assert (session.cooldown == ()) == is_short
        assert all(prep.cue for prep in (*session.warmup, *session.cooldown))


@many_requests
@given(valid_requests)
def test_main_lifts_stand_first(request: ProgramRequest) -> None:
    """The main lifts of a session come before everything else in it, and there are at most two."""
    for session in sessions_of(made(request)):
        roles = [item.role for item in session.items]
        assert roles.count(Role.MAIN) <= 2
        if Role.MAIN in roles:
            assert roles[: roles.count(Role.MAIN)] == [Role.MAIN] * roles.count(Role.MAIN)


def test_power_begins_with_something_fast() -> None:
    """Leg and full-body sessions for power begin with a jump or a throw, upper-body sessions do not."""
    week = made_for(goal_category="power", days_per_week=4, equipment=[]).weeks[0]
    first = [catalogue()[session.items[0].exercise_id].pattern for session in week.sessions]
    assert first == ["horizontal_push", "power", "vertical_pull", "power"]


@pytest.mark.parametrize(("age", "trained"), [(64, 0), (65, 3)])
def test_the_old_train_their_balance(age: int, trained: int) -> None:
    """From sixty-five on every lifting session has a balance drill, behind its main lifts."""
    sessions = made_for(age=age, days_per_week=3, goal_category="general_fitness").weeks[0].sessions
    places = [patterns(session).index("balance") for session in sessions if "balance" in patterns(session)]
    assert len(places) == trained
    assert set(places) <= {2}


def test_injuries_choose_the_cool_down() -> None:
    """An injured knee is not knelt on, and the cool-down has two stretches all the same."""
    cooldown = made_for(injuries=["knee"]).weeks[0].sessions[0].cooldown
    assert [prep.exercise_id for prep in cooldown] == ["hamstring_stretch", "thoracic_rotation"]
    assert [prep.exercise_id for prep in made_for().weeks[0].sessions[0].cooldown] == [
        "hip_flexor_stretch",
        "childs_pose",
    ]


@pytest.mark.parametrize(("minutes", "drills"), [(10, 0), (29, 0), (30, 2), (60, 2)])
def test_a_recovery_day_stretches_when_there_is_time(minutes: int, drills: int) -> None:
    """With half an hour two stretches come before the easy moving; with less there is only that."""
    recovery = made_for(days_per_week=7, session_minutes=minutes, duration_weeks=1).weeks[0].sessions[-1]
    assert recovery.type is SessionType.RECOVERY
    assert len(recovery.items) == drills + 1


def test_mobility_sessions_differ_over_a_week() -> None:
    """Two mobility days share as few drills as there are drills for."""
    week = made_for(goal_category="mobility", days_per_week=4, session_minutes=20).weeks[0]
    first, second = (
        {item.exercise_id for item in session.items} for session in week.sessions if session.type == "mobility"
    )
    assert not first & second


def test_every_line_of_ten_minutes_is_worth_it() -> None:
    """Ten minutes are two exercises of two sets each, every day."""
    program = made_for(session_minutes=10, days_per_week=3, duration_weeks=1)
    assert [len(session.items) for session in program.weeks[0].sessions] == [2, 2, 2]
    assert {item.sets for item in strength_of(program)} == {2}
