"""The dose table: whether its figures make sense together, and lie in the bands that programs are judged by."""

import pytest

from schemas.request import FitnessLevel, GoalCategory
from server.generation.rules.dose import DOSES, WAVES, Emphasis, dose_of, rest_cap_s, waved_reps
from server.generation.validation.bands import Span, band_of

ENTRY_SETS = 2
"""What beginners begin with, whatever their band says [RHA]."""


def lies_in(span: Span, band: Span) -> bool:
    return band[0] <= span[0] <= span[1] <= band[1]


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
@pytest.mark.parametrize("level", FitnessLevel)
def test_every_dose_lies_in_its_band(goal: GoalCategory, level: FitnessLevel) -> None:
    """Days, sets, repetitions, reserve, rests and weekly sets are chosen inside what is asked of the goal and level."""
    dose, band = dose_of(goal, level), band_of(goal, level)
    assert band.days[0] <= dose.days <= band.days[1]
    assert band.sets[0] <= dose.sets[0] or dose.sets[0] == ENTRY_SETS
    assert dose.sets[1] <= band.sets[1]
    assert lies_in(dose.main_reps, band.main_reps)
    assert lies_in(dose.accessory_reps, band.accessory_reps)
    assert lies_in(dose.rir, band.rir)
    assert band.main_rest_s[0] <= dose.main_rest_s <= band.main_rest_s[1]
    assert band.accessory_rest_s[0] <= dose.accessory_rest_s <= band.accessory_rest_s[1]
    assert band.weekly_sets[0] <= dose.weekly_sets <= band.weekly_sets[1]


@pytest.mark.parametrize("goal", GoalCategory)
def test_waves_lie_in_the_band_too(goal: GoalCategory) -> None:
    """Heavy sessions have fewer repetitions than medium ones, those fewer than light ones, all as the band allows."""
    band = band_of(goal, FitnessLevel.ADVANCED)
    heavy, medium, light = WAVES[goal]
    assert heavy < medium < light
    assert all(lies_in(reps, band.main_reps) for reps in (heavy, medium, light))
    assert [waved_reps(goal, emphasis) for emphasis in Emphasis] == [None, heavy, medium, light]


@pytest.mark.parametrize("goal", GoalCategory)
def test_who_has_trained_longer_is_asked_for_no_less(goal: GoalCategory) -> None:
    """Days, sets and weekly volume never fall from one level to the next."""
    doses = [dose_of(goal, level) for level in FitnessLevel]
    for wanted in ([d.days for d in doses], [d.sets for d in doses], [d.weekly_sets for d in doses]):
        assert wanted == sorted(wanted)
    assert len(DOSES) == len(GoalCategory) * len(FitnessLevel)


def test_rests_are_capped_by_the_time_there_is() -> None:
    """The cap grows with the session, is longer for heavy work, and ends where there is time enough."""
    minutes = (10, 20, 30, 45)
    assert [rest_cap_s(GoalCategory.HYPERTROPHY, each) for each in minutes] == [45, 45, 90, None]
    assert [rest_cap_s(GoalCategory.POWER, each) for each in minutes] == [75, 75, 120, None]
    assert [rest_cap_s(GoalCategory.STRENGTH, each) for each in minutes] == [90, 90, 180, None]
