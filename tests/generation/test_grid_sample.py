"""Programs are good all over the grid: a sample of it, by goal and level. `make grid` measures all of it."""

from statistics import median

import pytest

from schemas.request import FitnessLevel, GoalCategory
from server.generation.validation.score import PASSING_SCORE
from tests.generation.grid import LEAST_MEDIAN, cells, measure, spread

SAMPLE = spread(cells(), 240)


@pytest.mark.parametrize("level", list(FitnessLevel))
@pytest.mark.parametrize("goal", list(GoalCategory))
def test_programs_are_good_for_each_goal_and_level(goal: GoalCategory, level: FitnessLevel) -> None:
    """No program breaks a gate, none scores below 80, and half of them score 92 or more."""
    found = [measure(cell) for cell in SAMPLE if (cell.goal, cell.level) == (goal, level)]
    assert {str(one.cell): one.failed for one in found if one.failed} == {}
    assert {str(one.cell): (one.score, one.findings) for one in found if one.score < PASSING_SCORE} == {}
    assert median(one.score for one in found) >= LEAST_MEDIAN
