"""Warm-up and cool-down: for the session that they belong to, and for the joints that they move."""

import pytest
from hypothesis import given

from schemas.program import Session
from schemas.request import ProgramRequest
from tests.generation.valid_requests import made, made_for, many_requests, sessions_of, valid_requests


def warmup(session: Session) -> list[str]:
    return [prep.exercise_id for prep in session.warmup]


def cooldown(session: Session) -> list[str]:
    return [prep.exercise_id for prep in session.cooldown]


@many_requests
@given(valid_requests)
def test_each_session_warms_up_first(request: ProgramRequest) -> None:
    """The warm-up takes five minutes, two in a short session; only a short session has no cool-down."""
    is_short = request.session_minutes < 20
    for session in sessions_of(made(request)):
        assert 0.9 < sum(prep.duration_s for prep in session.warmup) / (120 if is_short else 300) <= 1
        assert bool(session.cooldown) != is_short
        assert all(prep.cue for prep in (*session.warmup, *session.cooldown))


def test_the_session_chooses_what_is_warmed_up() -> None:
    """Shoulders before the upper body, ankles and hips before the lower; the heart before both."""
    upper, lower, *_ = made_for(days_per_week=4).weeks[0].sessions
    assert warmup(upper) == ["march_in_place", "shoulder_circles", "thoracic_rotation"]
    assert warmup(lower) == ["march_in_place", "ankle_rock", "leg_swing"]
    assert cooldown(upper) == ["doorway_chest_stretch", "childs_pose"]
    assert cooldown(lower) == ["hip_flexor_stretch", "hamstring_stretch"]


@pytest.mark.parametrize("injury", ["knee", "shoulder", "ankle", "low back", "hip", "wrist", "neck", "elbow"])
def test_injuries_choose_the_drills(injury: str) -> None:
    """Whatever hurts, there is a warm-up of three drills and a cool-down of two stretches that spare it."""
    for session in made_for(injuries=[injury], days_per_week=4, duration_weeks=1).weeks[0].sessions:
        assert len(session.warmup) == 3
        assert len(session.cooldown) == 2
