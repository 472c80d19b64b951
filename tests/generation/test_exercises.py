"""The catalogue: whether a coach could stand behind it, and whether it serves everybody."""

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from schemas.request import Equipment, FitnessLevel
from server.generation.anatomy import Condition, Joint, Muscle
from server.generation.exercises import Exercise, catalogue, of_pattern
from server.generation.rules.slots import SLOTS

B, I, A = FitnessLevel.BEGINNER, FitnessLevel.INTERMEDIATE, FitnessLevel.ADVANCED  # noqa: E741 - one letter a level
NOTHING: frozenset[Equipment] = frozenset()
UNHURT: frozenset[Joint] = frozenset()
PATTERNS = sorted(
    ({slot for slots in SLOTS.values() for slot in slots} - {"incline_push", "core"}) | {"power", "balance"}
)

FIELDS = [
    "id",
    "name",
    "aliases",
    "pattern",
    "mechanic",
    "primary",
    "secondary",
    "equipment_all",
    "equipment_any",
    "level",
    "skill",
    "unilateral",
    "axial_load",
    "impact",
    "grip",
    "position",
    "overhead",
    "joint_stress",
    "contraindications",
    "load_type",
    "increment_kg",
    "rep_range",
    "s_per_rep",
    "regressions",
    "progressions",
    "substitutes",
    "cue",
    "goal_fit",
]


def test_every_entry_of_every_file_is_in_the_catalogue() -> None:
    """Nothing is lost or overwritten when the files are read."""
    folder = files("server.generation") / "catalogue"
    sheets = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    entries = [entry["id"] for file in sheets for entry in tomllib.loads(file.read_text())["exercise"]]
    assert sorted(entries) == sorted(catalogue())
    assert len(entries) >= 140


def test_an_exercise_says_all_that_the_rules_want_to_know() -> None:
    """Each field that the program rules name is there, and the guide for coaches explains every field."""
    guide = (files("server.generation") / "catalogue" / "README.md").read_text(encoding="utf-8")
    assert {*FIELDS} <= {*Exercise.model_fields}
    assert [field for field in Exercise.model_fields if f"| `{field}` |" not in guide] == []
    assert guide.count("\n") <= 150


def test_no_two_exercises_have_the_same_name() -> None:
    """What is said aloud names one exercise."""
    assert max(Counter(exercise.name for exercise in catalogue().values()).values()) == 1


@pytest.mark.parametrize("exercise", catalogue().values(), ids=lambda exercise: exercise.id)
def test_an_exercise_is_described_in_full(exercise: Exercise) -> None:
    """It has a cue of one short sentence, known muscles, and equipment that has to be had."""
    assert exercise.cue.endswith(".")
    assert len(exercise.cue.split()) <= 12
    assert {*exercise.primary, *exercise.secondary} <= {*Muscle}
    assert not {*exercise.primary} & {*exercise.secondary}
    assert bool(exercise.primary) != (exercise.pattern == "cardio")
    assert (exercise.modality is not None) == (exercise.pattern == "cardio")
    assert not {*exercise.gear} & {Equipment.GYM, Equipment.BODYWEIGHT}


def test_barbells_and_jumps_are_not_for_beginners() -> None:
    """A beginner is given neither a barbell nor a jump, and no bodyweight exercise that needs strength first."""
    for exercise in catalogue().values():
        if exercise.level is B:
            assert Equipment.BARBELL not in exercise.gear
            assert "jump" not in exercise.id
            assert exercise.id not in {"pull_up", "nordic_curl", "pike_push_up"}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_movement_has_two_ways_for_a_beginner_without_anything(pattern: str) -> None:
    """No equipment and no experience never leave a place of a session empty."""
    assert len([e for e in of_pattern(pattern) if e.suits(NOTHING, B, UNHURT)]) >= 2


@pytest.mark.parametrize("pattern", [*PATTERNS, "cardio", "mobility"])
def test_every_movement_has_a_way_for_somebody_with_every_injury(pattern: str) -> None:
    """Something is left of every movement when all joints have to be spared."""
    assert any(e.suits(NOTHING, B, frozenset(Joint)) for e in of_pattern(pattern))


@pytest.mark.parametrize("joint", Joint)
def test_every_joint_can_be_spared(joint: Joint) -> None:
    """An injury of any joint rules something out, and more stays than goes."""
    everything = frozenset(Equipment)
    out = [e.id for e in catalogue().values() if not e.suits(everything, A, frozenset({joint}))]
    assert 3 <= len(out) < len(catalogue()) / 3


@pytest.mark.parametrize(
    ("joint", "ruled_out", "kept"),
    [
        (
            Joint.KNEE,
            ["barbell_back_squat", "easy_run", "squat_jump", "supported_squat_hold"],
            ["leg_press", "step_up"],
        ),
        (Joint.SHOULDER, ["barbell_bench_press", "doorway_chest_stretch"], ["dumbbell_floor_press", "band_row"]),
        (Joint.LOW_BACK, ["barbell_deadlift", "barbell_row", "kettlebell_swing"], ["machine_row", "leg_press"]),
        (Joint.HIP, ["barbell_back_squat", "broad_jump", "easy_run"], ["goblet_squat", "stationary_bike"]),
        (Joint.ELBOW, ["chin_up", "close_push_up"], ["band_curl", "band_pushdown"]),
        (Joint.WRIST, ["close_push_up", "barbell_front_squat"], ["dumbbell_floor_press"]),
        (Joint.NECK, ["crunch", "hollow_hold"], ["dead_bug"]),
        (Joint.ANKLE, ["easy_run", "skater_hop"], ["stationary_bike"]),
    ],
)
def test_what_an_injury_rules_out_is_what_a_coach_would(joint: Joint, ruled_out: list[str], kept: list[str]) -> None:
    """Well-known offenders are out, and their gentle relatives stay."""
    hurt = frozenset({joint})
    assert [id_ for id_ in ruled_out if catalogue()[id_].suits(frozenset(Equipment), A, hurt)] == []
    assert [id_ for id_ in kept if not catalogue()[id_].suits(frozenset(Equipment), A, hurt)] == []


def test_an_exercise_suits_who_has_all_of_its_equipment() -> None:
    """A dumbbell alone is not enough for what needs a bench too."""
    press = catalogue()["dumbbell_bench_press"]
    dumbbell, bench = Equipment.DUMBBELL, Equipment.BENCH
    assert [press.suits(frozenset(has), A, UNHURT) for has in ([], [dumbbell], [bench], [dumbbell, bench])] == [
        False,
        False,
        False,
        True,
    ]


def test_an_exercise_suits_its_level_and_those_above() -> None:
    """A pull-up is for intermediate and advanced people."""
    bar = frozenset({Equipment.PULL_UP_BAR})
    assert [catalogue()["pull_up"].suits(bar, level, UNHURT) for level in (B, I, A)] == [False, True, True]


def test_a_little_stress_on_an_injured_joint_is_allowed() -> None:
    """Stress of 1 of 3 stays, stress of 2 goes; of several injuries each counts."""
    squat, deep_squat = catalogue()["bodyweight_squat"], catalogue()["box_single_leg_squat"]
    assert (squat.joint_stress[Joint.KNEE], deep_squat.joint_stress[Joint.KNEE]) == (1, 2)
    assert squat.suits(NOTHING, A, frozenset({Joint.KNEE}))
    assert not deep_squat.suits(NOTHING, A, frozenset({Joint.WRIST, Joint.KNEE}))


def test_a_condition_rules_out_what_is_marked_for_it() -> None:
    """Who is pregnant does not lie down to press, and presses at the machine."""
    pregnant = frozenset({Condition.PREGNANCY})
    gym = frozenset(Equipment)
    assert catalogue()["dumbbell_floor_press"].suits(gym, A, UNHURT)
    assert not catalogue()["dumbbell_floor_press"].suits(gym, A, UNHURT, pregnant)
    assert catalogue()["machine_chest_press"].suits(gym, A, UNHURT, pregnant)


def test_only_what_is_heavier_than_the_body_counts_as_loaded() -> None:
    """A pull-up bar is equipment but no load."""
    loaded = {id_: catalogue()[id_].is_loaded for id_ in ("push_up", "pull_up", "band_row", "leg_press")}
    assert loaded == {"push_up": False, "pull_up": False, "band_row": True, "leg_press": True}


def test_a_pattern_has_its_own_exercises_and_no_others() -> None:
    """Asked for a movement, the catalogue gives that file, in its order; an unknown one is empty."""
    assert [exercise.id for exercise in of_pattern("bridge")][:2] == ["kneeling_kickback", "standing_kickback"]
    assert {exercise.pattern for exercise in of_pattern("bridge")} == {"bridge"}
    assert of_pattern("juggling") == ()
