"""G4, G5 and G10: effort and load that fit the person, and each other."""

from dataclasses import replace
from typing import Any

import pytest

from schemas.program import CardioItem, LoadType, SafetyStatus
from server.generation.repair.repair import repair
from server.generation.safety.screening import MODERATE_RPE, Screening
from tests.generation.repair.mended import items_of, lift_of, mended
from tests.generation.validation.handwritten import cardio, changed_item, lift, one_session, pct, person_of

PRESS = "dumbbell_shoulder_press"


@pytest.mark.parametrize(
    ("changes", "clear"),
    [
        ({"rir_min": 0}, {"rir_min": 1, "rir_max": 3}),
        ({"rir_min": 0, "rir_max": 0}, {"rir_min": 1, "rir_max": 1}),
        ({"set_type": "amrap", "rir_min": None, "rir_max": None}, {"set_type": "amrap", "rir_min": 3, "rir_max": 4}),
        (
            {"set_type": "amrap", "rir_min": None, "rir_max": None, "load": {"type": "kg", "min": 20}},
            {"set_type": "normal", "rir_min": 3, "rir_max": 4},
        ),
        ({"load": pct(78, 88), "reps_min": 6, "reps_max": 6}, {"load": {"type": "pct_1rm", "min": 77, "max": 79}}),
        ({"reps_min": 2, "reps_max": 4}, {"reps_min": 3, "reps_max": 4}),
        ({"reps_min": 1, "reps_max": 2, "rir_min": 1}, {"reps_min": 4, "reps_max": 4, "rir_min": 1}),
    ],
)
def test_a_beginner_stays_away_from_the_most(changes: dict[str, Any], clear: dict[str, Any]) -> None:
    """A set is neither to failure nor nearly the most that can be lifted."""
    wrong = changed_item(one_session(lift(PRESS), fitness_level="beginner"), 1, 1, 1, **changes)
    found = lift_of(mended(wrong)).model_dump()
    assert {name: found[name] for name in clear} == clear


def test_others_may_go_to_failure() -> None:
    """What is mended for another reason leaves a hard set as it is, for those who may do it."""
    hard = lift("leg_press", rir_min=0, set_type="amrap", substitutes=["goblet_squat", "hack_squat"])
    assert lift_of(mended(one_session(hard, lift("machine_curl", rest_s=0)))) == hard


@pytest.mark.parametrize(
    ("who", "load", "found"),
    [
        ({"fitness_level": "beginner"}, pct(80, 90), (67, 75)),
        ({"age": 70}, pct(80, 90), (67, 75)),
        ({}, pct(20, 40), (67, 75)),
        ({}, pct(60, 99), (67, 75)),
    ],
)
def test_a_load_in_percent_is_what_its_repetitions_mean(
    who: dict[str, Any], load: dict[str, Any], found: tuple[float, float]
) -> None:
    """A load that is too heavy for a beginner, or says something else than its repetitions, is computed anew."""
    item = lift_of(mended(one_session(lift(PRESS, load=load, reps_min=8, reps_max=12), **who)))
    assert (item.load.type, item.load.min, item.load.max) == (LoadType.PCT_1RM, *found)


def test_work_before_clearance_is_gentle() -> None:
    """Six of ten is as hard as it gets, without intervals or sets that go on until nothing more goes."""
    fast = {"reps": 4, "work_s": 60, "recover_s": 60}
    made = one_session(
        lift("leg_press", rir_min=1, rir_max=2, set_type="dropset"),
        cardio(rpe_min=7, rpe_max=9, intervals=fast, hrr_pct=(70, 85)),
    )
    person = replace(person_of(made), screening=Screening(status=SafetyStatus.NEEDS_CLEARANCE, most_rpe=MODERATE_RPE))
    calmed = repair(made, person).program
    assert (lift_of(calmed).rir_min, lift_of(calmed).rir_max, lift_of(calmed).set_type) == (4, 4, "normal")
    ride = items_of(calmed)[1]
    assert isinstance(ride, CardioItem)
    assert (ride.rpe_min, ride.rpe_max, ride.intervals, ride.hrr_pct) == (6, 6, None, None)
    assert calmed.safety.status is SafetyStatus.NEEDS_CLEARANCE
    assert "doctor" in calmed.safety.notices[0]
    assert calmed.safety.notices[1:] == made.safety.notices


@pytest.mark.parametrize("set_type", ["amrap", "dropset"])
def test_an_open_end_goes_however_much_is_in_reserve(set_type: str) -> None:
    """A set that goes on until nothing more goes is a normal one before clearance."""
    made = one_session(lift("leg_press", rir_min=5, rir_max=6, set_type=set_type))
    calmed = lift_of(repair(made, replace(person_of(made), screening=Screening(most_rpe=MODERATE_RPE))).program)
    assert (calmed.set_type, calmed.rir_min, calmed.rir_max) == ("normal", 5, 6)


def test_turns_of_walking_and_running_stay() -> None:
    """They get easier, and are still turns."""
    turns = {"reps": 4, "work_s": 60, "recover_s": 60}
    made = one_session(cardio("walk_run", rpe_max=8, intervals=turns))
    held_back = replace(person_of(made), screening=Screening(most_rpe=MODERATE_RPE))
    [item] = items_of(repair(made, held_back).program)
    assert isinstance(item, CardioItem)
    assert (item.rpe_max, item.intervals is None) == (6, False)
