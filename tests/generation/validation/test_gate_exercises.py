"""Gates G2 and G4: exercises that the person may do, and nothing that is too much for a beginner."""

from dataclasses import replace
from typing import Any

import pytest

from schemas.program import Program
from server.generation.anatomy import Condition
from server.generation.safety.screening import Screening
from server.generation.validation.validator import validate
from tests.generation.validation.handwritten import (
    broken,
    cardio,
    changed_item,
    changed_session,
    lift,
    one_session,
    only,
    pct,
    person_of,
    prep,
)

BEGINNER = {"fitness_level": "beginner"}


def test_an_exercise_that_is_in_no_catalogue_is_found() -> None:
    """An invented exercise is named by its id."""
    good = one_session(cardio(), lift("leg_press"))
    assert broken(good) == {}
    [found] = only("G2", changed_item(good, 1, 1, 2, exercise_id="moon_walk"))
    assert (found.week, found.day, found.order, found.value) == (1, 1, 2, "moon_walk")


def test_an_exercise_under_another_name_is_found() -> None:
    """What is read aloud is what the catalogue calls it."""
    [found] = only("G2", changed_item(one_session(lift("leg_press")), 1, 1, 1, name="Squat"))
    assert (found.order, found.value, found.bound) == (1, "Squat", "Leg press")


FORBIDDEN: tuple[tuple[str, dict[str, Any], float | str, str], ...] = (
    ("leg_press", {"equipment": ["dumbbell"]}, "machine", "bodyweight, dumbbell"),
    ("dumbbell_fly", {"equipment": ["dumbbell"]}, "bench", "bodyweight, dumbbell"),
    ("suitcase_carry", {"equipment": ["band"]}, "dumbbell, kettlebell", "band, bodyweight"),
    ("dumbbell_walking_lunge", {"injuries": ["bad knees"]}, 2, "knee below 2"),
    ("barbell_front_squat", {"fitness_level": "intermediate"}, "advanced", "up to intermediate"),
)


@pytest.mark.parametrize(("exercise_id", "request_changes", "value", "bound"), FORBIDDEN)
def test_what_the_person_may_not_do_is_found(
    exercise_id: str, request_changes: dict[str, Any], value: float | str, bound: str
) -> None:
    """An exercise without its equipment, for a hurt joint, or above the level is found, and fine for others."""
    assert broken(one_session(lift(exercise_id), fitness_level="advanced")) == {}
    [found] = only("G2", one_session(lift(exercise_id), **{"fitness_level": "advanced", **request_changes}))
    assert (found.week, found.day, found.order, found.value, found.bound) == (1, 1, 1, value, bound)


@pytest.mark.parametrize(("exercise_id", "request_changes", "value", "bound"), FORBIDDEN)
def test_what_may_take_its_place_is_held_to_the_same(
    exercise_id: str, request_changes: dict[str, Any], value: float | str, bound: str
) -> None:
    """A substitute is an exercise that the person may do."""
    made = lift("bodyweight_squat", substitutes=["box_squat", exercise_id])
    assert broken(one_session(made, fitness_level="advanced")) == {}
    [found] = only("G2", one_session(made, **{"fitness_level": "advanced", **request_changes}))
    assert (found.order, found.value, found.bound) == (1, value, bound)
    assert "swapped for" in found.message


def test_what_a_condition_rules_out_is_found() -> None:
    """In pregnancy nothing is done lying on the back, also not in place of something else."""
    made = one_session(lift("glute_bridge"), lift("leg_press", substitutes=["goblet_squat", "barbell_hip_thrust"]))
    person = person_of(made)
    assert broken(made) == {}
    pregnant = replace(person, screening=Screening(conditions=frozenset({Condition.PREGNANCY})))
    [own, other] = (found for gate in validate(made, pregnant).gates for found in gate.findings or ())
    assert [(found.rule, found.order, found.value) for found in (own, other)] == [
        ("G2", 1, "pregnancy"),
        ("G2", 2, "pregnancy"),
    ]


def test_an_invented_substitute_is_found() -> None:
    """A substitute is in the catalogue."""
    [found] = only("G2", changed_item(one_session(lift("leg_press")), 1, 1, 1, substitutes=["box_squat", "moon_walk"]))
    assert (found.order, found.value) == (1, "moon_walk")


def test_endurance_work_is_held_to_the_same() -> None:
    """No runs on a hurt ankle, also not in place of a ride."""
    good = one_session(cardio("stationary_bike", substitutes=["easy_walk"]), injuries=["sprained ankle"])
    assert broken(good) == {}
    [found] = only("G2", changed_item(good, 1, 1, 1, substitutes=["easy_run"]))
    assert (found.value, found.bound) == (2, "ankle below 2")


@pytest.mark.parametrize("part", ["warmup", "cooldown"])
@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ({"exercise_id": "moon_walk"}, "moon_walk"),
        ({"name": "Knee bends"}, "Knee bends"),
        ({"exercise_id": "childs_pose", "name": "Child's pose"}, 2),
    ],
)
def test_warm_up_and_cool_down_are_held_to_the_same(part: str, wrong: dict[str, Any], value: float | str) -> None:
    """Drills beside the items are in the catalogue, under their name, and spare what hurts."""
    good = changed_session(one_session(lift("leg_press"), injuries=["bad knees"]), 1, 1, **{part: (prep(),)})
    assert broken(good) == {}
    [found] = only("G2", changed_session(good, 1, 1, **{part: (prep().model_copy(update=wrong),)}))
    assert (found.week, found.day, found.order, found.value) == (1, 1, None, value)


def heavy(**changes: Any) -> Program:
    """A beginner's lift, with changes."""
    good = one_session(lift("dumbbell_shoulder_press", load=pct(65, 75)), **BEGINNER)
    assert broken(good) == {}
    return changed_item(good, 1, 1, 1, **changes)


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"rir_min": 0}, 0),
        ({"set_type": "amrap", "rir_min": None, "rir_max": None}, "amrap"),
        ({"load": pct(75, 86), "reps_min": 6}, 86),
        ({"load": {"type": "rir"}, "reps_min": 2, "reps_max": 4, "rir_min": 2}, 4),
    ],
)
@pytest.mark.parametrize("who", [BEGINNER, {"age": 16}, {"age": 70}])
def test_maximal_work_is_not_for_everybody(changes: dict[str, Any], value: float | str, who: dict[str, Any]) -> None:
    """Beginners, minors and older people go neither to failure nor near the most they can lift; others may."""
    item = heavy(**changes).weeks[0].sessions[0].items[0]
    assert broken(one_session(item, age=30)) == {}
    [found] = only("G4", one_session(item, **who))
    assert (found.week, found.day, found.order, found.value) == (1, 1, 1, value)


@pytest.mark.parametrize(
    "changes",
    [
        {"rir_min": 1},
        {"set_type": "amrap", "reps_max": None},
        {"load": pct(80, 85), "reps_min": 6},
        {"reps_min": 3, "reps_max": 4, "rir_min": 2, "load": {"type": "rir"}},
    ],
)
def test_hard_work_short_of_the_most_is_for_everybody(changes: dict[str, Any]) -> None:
    """One repetition in reserve, 85 %, and what could be lifted five times are as far as a beginner goes."""
    item = heavy(**changes).weeks[0].sessions[0].items[0]
    assert broken(one_session(item, **BEGINNER)) == {}


def test_only_what_is_fast_takes_too_much_skill() -> None:
    """Who is spared for their age and no beginner learns lifts as hard as others do."""
    assert broken(one_session(lift("barbell_front_squat"), fitness_level="advanced", age=70)) == {}
    assert broken(one_session(lift("dumbbell_snatch"), fitness_level="advanced", age=70)) == {}


def test_body_weight_is_as_heavy_as_it_is() -> None:
    """Few repetitions of what has no load to choose are no test of the most one can lift."""
    made = lift("negative_pull_up", reps_min=2, reps_max=4, rir_min=1, load={"type": "bodyweight"})
    assert broken(one_session(made, **BEGINNER)) == {}


@pytest.mark.parametrize(
    ("exercise_id", "faults"), [("depth_jump", {3, 5}), ("barbell_hang_clean", {5}), ("dumbbell_snatch", {4})]
)
def test_beginners_do_no_olympic_lifts_and_no_depth_jumps(exercise_id: str, faults: set[float]) -> None:
    """Fast exercises that take much skill, or land hard, are too much for a beginner, and for the level as well."""
    fast = lift(exercise_id, reps_min=3, reps_max=5, rir_min=3, rir_max=4)
    assert broken(one_session(fast, fitness_level="advanced")) == {}
    found = broken(one_session(fast, **BEGINNER))
    assert set(found) == {"G2", "G4"}
    assert {one.value for one in found["G4"]} == faults
