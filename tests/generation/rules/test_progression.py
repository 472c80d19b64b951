"""How exercises get harder: each by the rule of what can grow."""

import pytest

from schemas.program import ProgressionRule
from schemas.request import parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import understand
from server.generation.rules.progression import EASIER_WEEK, RULES, progression_of
from tests.generation.valid_requests import USER, made_for
from tests.support.samples import program_request


def rule_for(exercise_id: str, **changes: object) -> str:
    return progression_of(catalogue()[exercise_id], understand(parse_program_request(program_request(USER, **changes))))


@pytest.mark.parametrize(
    ("exercise_id", "level", "rule"),
    [
        ("leg_press", "beginner", "linear"),
        ("leg_press", "intermediate", "double"),
        ("push_up", "intermediate", "bodyweight"),
        ("pull_up", "advanced", "bodyweight"),
        ("plank", "beginner", "hold"),
        ("suitcase_carry", "advanced", "hold"),
        ("squat_jump", "advanced", "speed"),
    ],
)
def test_each_kind_of_exercise_has_its_own_progression(exercise_id: str, level: str, rule: str) -> None:
    """Load, repetitions, time or speed: what grows is what can grow."""
    assert rule_for(exercise_id, fitness_level=level) == rule


def test_main_lifts_of_a_block_plan_go_by_its_blocks() -> None:
    """A year of strength makes the squat heavier from block to block; its curls go up by themselves."""
    asked: dict[str, object] = {"goal_category": "strength", "duration_weeks": 12}
    assert rule_for("barbell_back_squat", **asked) == "block"
    assert rule_for("dumbbell_curl", **asked) == "double"
    assert rule_for("barbell_back_squat", **{**asked, "duration_weeks": 4}) == "double"


@pytest.mark.parametrize("rule", [*RULES.values(), EASIER_WEEK], ids=lambda rule: rule.id)
def test_a_rule_says_what_to_do_and_what_when_that_fails(rule: ProgressionRule) -> None:
    """Both in whole sentences."""
    assert all(words.endswith(".") for words in (rule.rule, rule.on_failure))
    assert rule.name


def test_everybody_is_told_when_to_take_an_easier_week() -> None:
    """Beside the planned ones: stalled for two weeks, or aching joints."""
    assert made_for(duration_weeks=1).progression_rules[-1] == EASIER_WEEK
    assert "stall for two weeks" in EASIER_WEEK.rule
    assert "joints ache" in EASIER_WEEK.rule
