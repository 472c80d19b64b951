"""What one exercise may be prescribed as: the band, and what widens it."""

import pytest

from schemas.model import JsonObject
from schemas.program import Periodization
from schemas.request import FitnessLevel, GoalCategory
from server.generation.validation.bands import Span, band_of
from server.generation.validation.limits import judged_band, limits_of
from tests.generation.validation.handwritten import lift, one_session, person_of

STRENGTH = band_of(GoalCategory.STRENGTH, FitnessLevel.INTERMEDIATE)
ENDURANCE = band_of(GoalCategory.MUSCULAR_ENDURANCE, FitnessLevel.INTERMEDIATE)


@pytest.mark.parametrize(
    ("exercise_id", "is_big", "reps"),
    [
        ("barbell_back_squat", True, (3, 8)),
        ("barbell_back_squat", False, (6, 12)),
        ("leg_press", True, (3, 9)),
        ("leg_extension", True, (3, 12)),
        ("push_up", True, (3, 30)),
        ("band_row", False, (6, 30)),
        ("unknown", True, (3, 8)),
        ("squat_jump", True, (2, 8)),
    ],
)
def test_repetitions_of_strength(exercise_id: str, *, is_big: bool, reps: Span) -> None:
    """The band of the role; four above the least that an exercise is done for; thirty without a load to choose."""
    assert limits_of(exercise_id, STRENGTH, is_big=is_big, is_spared=False, least_rir=0).reps == reps


@pytest.mark.parametrize(
    ("exercise_id", "reps"), [("barbell_deadlift", (6, 25)), ("pull_up", (1, 30)), ("machine_row", (12, 25))]
)
def test_repetitions_of_endurance(exercise_id: str, reps: Span) -> None:
    """Four below the most that an exercise is done for, and without a load to choose its own least."""
    least, most = limits_of(exercise_id, ENDURANCE, is_big=True, is_spared=False, least_rir=0).reps
    assert (least, most) == reps


def test_holds_go_by_the_clock() -> None:
    """What is held has its own range; what is usually repeated may be held for 5 to 120 seconds."""
    held = {id_: limits_of(id_, STRENGTH, is_big=False, is_spared=False, least_rir=0).hold_s for id_ in HOLDS}
    assert held == HOLDS


HOLDS = {"plank": (20, 60), "push_up": (5, 120), "unknown": (5, 120), "squat_jump": (5, 120)}


def test_fast_exercises_have_a_dose_of_their_own() -> None:
    """30 to 70 % and three repetitions in reserve and more, whatever the goal."""
    fast = limits_of("squat_jump", STRENGTH, is_big=True, is_spared=True, least_rir=4)
    assert (fast.pct_1rm, fast.rir) == ((30, 70), (3, 6))


@pytest.mark.parametrize(
    ("is_spared", "least_rir", "reps", "pct", "rir"),
    [
        (False, 0, (3, 8), (70, 85), (1, 3)),
        (True, 0, (3, 15), (40, 85), (2, 4)),
        (True, 4, (3, 15), (40, 85), (4, 5)),
    ],
)
def test_the_spared_lift_lighter(*, is_spared: bool, least_rir: int, reps: Span, pct: Span, rir: Span) -> None:
    """More repetitions, less load and more in reserve are right for them; most of all while clearance is needed."""
    limits = limits_of("barbell_back_squat", STRENGTH, is_big=True, is_spared=is_spared, least_rir=least_rir)
    assert (limits.reps, limits.pct_1rm, limits.rir) == (reps, pct, rir)


@pytest.mark.parametrize(
    ("goal", "level", "periodization", "reps", "pct"),
    [
        ("strength", "advanced", "linear", (1, 6), (75, 95)),
        ("strength", "advanced", "block", (1, 10), (65, 95)),
        ("strength", "intermediate", "undulating", (3, 10), (65, 95)),
        ("strength", "beginner", "block", (5, 12), (60, 75)),
        ("power", "intermediate", "linear", (2, 8), (30, 85)),
        ("power", "advanced", "block", (2, 6), (30, 85)),
        ("hypertrophy", "advanced", "block", (5, 20), (60, 90)),
    ],
)
def test_how_a_program_is_built_widens_the_band(
    goal: str, level: str, periodization: str, reps: Span, pct: Span
) -> None:
    """Strength in blocks begins lighter and ends heavier, but for beginners; power has the repetitions of strength."""
    asked: JsonObject = {"goal_category": goal, "fitness_level": level}
    made = one_session(lift(), **asked).model_copy(update={"periodization": Periodization(periodization)})
    band = judged_band(made, person_of(made))
    assert (band.main_reps, band.pct_1rm) == (reps, pct)
