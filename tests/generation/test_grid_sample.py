"""Programs are good all over the grid: a sample of it, by goal and level. `make grid` measures all of it."""

from statistics import median

import pytest

from schemas.request import FitnessLevel, GoalCategory
from server.generation.validation.score import PASSING_SCORE
from tests.generation.grid import LEAST_MEDIAN, Measured, cells, faults, measure, spread

SAMPLE = spread(cells(), 160)
LEAST_MEDIAN_OF_ALL = 98
"""Far above what is asked of each goal."""


@pytest.fixture(scope="module")
def measured() -> list[Measured]:
    return [measure(cell) for cell in SAMPLE]


def test_a_sample_of_the_grid_is_good_enough(measured: list[Measured]) -> None:
    """From everywhere: no gate is broken, nothing is below 80, and the median is far above 92."""
    assert faults(measured) == []
    assert median(one.score for one in measured) >= LEAST_MEDIAN_OF_ALL


@pytest.mark.parametrize("level", list(FitnessLevel))
@pytest.mark.parametrize("goal", list(GoalCategory))
def test_programs_are_good_for_each_goal_and_level(
    measured: list[Measured], goal: GoalCategory, level: FitnessLevel
) -> None:
    """No program breaks a gate, none scores below 80, and half of them score 92 or more."""
    found = [one for one in measured if (one.cell.goal, one.cell.level) == (goal, level)]
    assert {str(one.cell): one.failed for one in found if one.failed} == {}
    assert {str(one.cell): (one.score, one.findings) for one in found if one.score < PASSING_SCORE} == {}
    assert median(one.score for one in found) >= LEAST_MEDIAN
