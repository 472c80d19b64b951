"""Sessions as they are done: what they hold, and in which order."""

import pytest
from hypothesis import example, given

from schemas.program import CardioItem, Role, Session, SessionType, StrengthItem
from schemas.request import ProgramRequest, parse_program_request
from server.generation.anatomy import DRILLS, Mechanic, Pattern
from server.generation.exercises import catalogue
from server.generation.validation.groups import MULTI_JOINT
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

LIFTING = {SessionType.RESISTANCE, SessionType.MIXED}


def patterns(session: Session) -> list[str]:
    return [catalogue()[item.exercise_id].pattern for item in session.items]


@many_requests
@given(valid_requests)
def test_each_type_of_session_is_what_it_says(request: ProgramRequest) -> None:
    """Lifting is lifting, and mixed where endurance follows; mobility is drills, recovery ends with easy moving."""
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
                assert kinds == [*[StrengthItem] * (len(kinds) - 1), CardioItem]


@many_requests
@given(valid_requests)
def test_what_needs_most_stands_first(request: ProgramRequest) -> None:
    """Fast, then main, at most two of both, then several joints, then one joint, then the trunk; drills anywhere."""
    for session in sessions_of(made(request)):
        if session.type not in LIFTING:
            continue
        assert [item.role for item in session.items].count(Role.MAIN) <= 2
        lifts = [item for item in session.items if catalogue()[item.exercise_id].pattern not in {"balance", "cardio"}]
        ranks = [
            0
            if catalogue()[item.exercise_id].pattern == "power"
            else 1
            if item.role is Role.MAIN
            else 4
            if item.role is Role.CORE
            else 2 + (catalogue()[item.exercise_id].pattern not in MULTI_JOINT)
            for item in lifts
        ]
        assert ranks == sorted(ranks)


@many_requests
@given(valid_requests)
@example(parse_program_request(program_request(USER, goal_category="strength", fitness_level="advanced")))
@example(
    parse_program_request(
        program_request(USER, goal_category="strength", fitness_level="advanced", session_minutes=90, duration_weeks=16)
    )
)
def test_no_two_small_exercises_of_a_session_train_the_very_same_muscles(request: ProgramRequest) -> None:
    """One lateral raise with more sets, not two kinds of it; drills are no training."""
    for session in made(request).weeks[0].sessions:
        small = [
            exercise.primary
            for exercise in (catalogue()[item.exercise_id] for item in session.items)
            if exercise.mechanic is Mechanic.ISOLATION and exercise.pattern not in {*DRILLS, Pattern.CARDIO}
        ]
        assert len(small) == len(set(small))


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


def test_every_line_of_ten_minutes_is_worth_it() -> None:
    """Ten minutes are two or three exercises of two sets each, every day."""
    program = made_for(session_minutes=10, days_per_week=3, duration_weeks=1)
    assert all(2 <= len(session.items) <= 3 for session in program.weeks[0].sessions)
    assert {item.sets for item in strength_of(program)} == {2}
