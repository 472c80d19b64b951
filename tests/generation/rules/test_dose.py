"""The dose table: whether its figures make sense together."""

import pytest

from schemas.request import FitnessLevel, GoalCategory
from server.generation.rules.dose import DOSES, dose_of, rest_cap_s


@pytest.mark.parametrize("goal", GoalCategory)
@pytest.mark.parametrize("level", FitnessLevel)
def test_every_goal_and_level_has_a_sane_dose(goal: GoalCategory, level: FitnessLevel) -> None:
    """Bands run from less to more, main work rests at least as long as the rest, and nobody lifts on all seven days."""
    dose = dose_of(goal, level)
    assert 1 <= dose.days <= 6
    for low, high in (dose.sets, dose.main_reps, dose.accessory_reps, dose.rir):
        assert 1 <= low <= high
    assert 30 <= dose.accessory_rest_s <= dose.main_rest_s <= 300
    assert dose.main_reps[0] <= dose.accessory_reps[0]
    assert level is not FitnessLevel.BEGINNER or (dose.sets[0], dose.rir[1], dose.rir[0] >= 2) == (2, 4, True)


@pytest.mark.parametrize("goal", GoalCategory)
def test_who_has_trained_longer_is_asked_for_no_less(goal: GoalCategory) -> None:
    """Days, sets and weekly volume never fall from one level to the next."""
    doses = [dose_of(goal, level) for level in FitnessLevel]
    for wanted in ([d.days for d in doses], [d.sets for d in doses], [d.weekly_sets for d in doses]):
        assert wanted == sorted(wanted)
    assert len(DOSES) == len(GoalCategory) * len(FitnessLevel)


def test_rests_are_capped_by_the_time_there_is() -> None:
    """The cap grows with the session, is doubled for heavy work, and ends where there is time enough."""
    caps = [rest_cap_s(GoalCategory.HYPERTROPHY, minutes) for minutes in (10, 20, 30, 45)]
    assert caps == [45, 60, 90, None]
    assert [rest_cap_s(GoalCategory.STRENGTH, minutes) for minutes in (10, 20, 30, 45)] == [90, 120, 180, None]
