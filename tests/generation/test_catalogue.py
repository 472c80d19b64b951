"""The catalogue as a coach would go through it: every rule finds no fault, and would find each that there could be."""

import tomllib
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from schemas.request import Equipment, FitnessLevel
from server.generation.anatomy import Condition, Joint, Muscle, Pattern, Position
from server.generation.exercises import CatalogueError, Exercise, catalogue, of_pattern, read_catalogue
from server.generation.rules.slots import SLOTS
from tests.generation import catalogue_faults, catalogue_muscles
from tests.generation.catalogue_faults import DRILLS, RULES, Rule
from tests.generation.catalogue_gaps import PROFILES
from tests.generation.catalogue_muscles import MUSCLE_RULES

LEAST_OF_A_PATTERN = {
    Pattern.SQUAT: 12,
    Pattern.LUNGE: 9,
    Pattern.HINGE: 11,
    Pattern.BRIDGE: 5,
    Pattern.HORIZONTAL_PUSH: 12,
    Pattern.VERTICAL_PUSH: 8,
    Pattern.HORIZONTAL_PULL: 11,
    Pattern.VERTICAL_PULL: 9,
    Pattern.FLY: 4,
    Pattern.DELTS: 7,
    Pattern.BICEPS: 6,
    Pattern.TRICEPS: 6,
    Pattern.KNEE_FLEXION: 3,
    Pattern.KNEE_EXTENSION: 3,
    Pattern.HIP_AB_ADDUCTION: 3,
    Pattern.CALVES: 4,
    Pattern.CORE_FLEXION: 4,
    Pattern.CORE_ANTI_EXTENSION: 5,
    Pattern.CORE_ANTI_ROTATION: 4,
    Pattern.CARRY: 3,
    Pattern.POWER: 4,
    Pattern.CARDIO: 9,
    Pattern.MOBILITY: 10,
    Pattern.BALANCE: 4,
}
CATALOGUE = Path(str(files("server.generation"))) / "catalogue"
BASE_PATTERNS = sorted({slot for slots in SLOTS.values() for slot in slots} & {*Pattern})
PULL_UPS_MADE_EASIER = ("pull_up", "assisted_pull_up", "band_pull_up")
B = FitnessLevel.BEGINNER


def _one(**changes: object) -> Exercise:
    return catalogue()["goblet_squat"].model_copy(update=changes)


BROKEN: dict[str, tuple[Rule, Callable[[], Exercise]]] = {
    "a cue of two sentences": (catalogue_faults.badly_cued, lambda: _one(cue="Sit down. Stand up.")),
    "a cue that goes on": (catalogue_faults.badly_cued, lambda: _one(cue=" ".join(["Sit"] * 13) + ".")),
    "a name that is taken": (catalogue_faults.badly_named, lambda: _one(name="Leg press")),
    "an alias that nobody says": (catalogue_faults.badly_named, lambda: _one(aliases=("Goblet-Squat",))),
    "a squat for the back": (catalogue_muscles.wrongly_counted, lambda: _one(primary=(Muscle.ERECTORS,))),
    "a muscle that counts twice": (catalogue_muscles.wrongly_counted, lambda: _one(secondary=(Muscle.QUADS,))),
    "calves that squat": (catalogue_muscles.wrongly_helped, lambda: _one(secondary=(Muscle.CALVES,))),
    "a squat without help": (catalogue_muscles.wrongly_helped, lambda: _one(secondary=())),
    "a grip without forearms": (catalogue_muscles.wrongly_held, lambda: _one(grip=3)),
    "a load without a back": (catalogue_muscles.wrongly_held, lambda: _one(axial_load=3)),
    "one substitute": (catalogue_faults.badly_substituted, lambda: _one(substitutes=("leg_press",))),
    "another movement": (catalogue_faults.badly_substituted, lambda: _one(substitutes=("leg_press", "push_up"))),
    "a regression that is harder": (
        catalogue_faults.wrongly_graded,
        lambda: _one(regressions=("barbell_back_squat",)),
    ),
    "its own regression": (catalogue_faults.circular, lambda: _one(regressions=("goblet_squat",))),
    "no way down": (
        catalogue_faults.without_a_way_down,
        lambda: _one(level=FitnessLevel.ADVANCED, regressions=()),
    ),
    "a hundred repetitions": (catalogue_faults.implausible, lambda: _one(rep_range=(50, 100))),
    "no step of its load": (catalogue_faults.implausible, lambda: _one(increment_kg=0)),
    "a barbell for beginners": (
        catalogue_faults.too_hard_for_beginners,
        lambda: _one(equipment_all=(Equipment.BARBELL,)),
    ),
    "on the back, for everybody": (
        catalogue_faults.carelessly_screened,
        lambda: _one(position=Position.SUPINE, contraindications=()),
    ),
    "hands overhead, no shoulder": (
        catalogue_faults.wrongly_stressed,
        lambda: _one(overhead=True, joint_stress={Joint.KNEE: 1}),
    ),
    "a main lift of one side": (catalogue_faults.wrongly_sided, lambda: _one(is_main_lift=True, unilateral=True)),
    "a landing on sore knees": (
        catalogue_faults.carelessly_screened,
        lambda: _one(impact=3, joint_stress={Joint.KNEE: 1}),
    ),
}


@pytest.mark.parametrize("rule", [*RULES, *MUSCLE_RULES], ids=lambda rule: rule.__name__)
def test_a_coach_finds_no_fault(rule: Rule) -> None:
    """By each of the rules, which say themselves what they look for."""
    assert list(rule(catalogue())) == []


@pytest.mark.parametrize("fault", BROKEN)
def test_a_coach_would_find_a_fault(fault: str) -> None:
    """Each rule sees what it is there for."""
    rule, make = BROKEN[fault]
    assert any("goblet_squat" in found or "exercises are called" in found for found in rule(_with(make())))


def _with(exercise: Exercise) -> dict[str, Exercise]:
    return {**catalogue(), exercise.id: exercise}


def test_there_are_enough_exercises_of_every_movement() -> None:
    """Of each pattern, and 156 in all; enough for beginners, for who has nothing, and for who sits."""
    assert len(catalogue()) >= 156
    assert {pattern for pattern, least in LEAST_OF_A_PATTERN.items() if len(of_pattern(pattern)) < least} == set()
    assert {*LEAST_OF_A_PATTERN} == {*Pattern}
    everything = catalogue().values()
    assert sum(each.level is B for each in everything) >= 0.4 * len(catalogue())
    assert sum(not each.gear for each in everything) >= 25
    assert sum(each.position is Position.SEATED for each in everything) >= 12


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("pattern", BASE_PATTERNS)
def test_a_beginner_has_a_choice_with_whatever_equipment(pattern: str, profile: str) -> None:
    """Two ways of each movement; who has no bar to pull at lies down and rows."""
    suited = [each for each in of_pattern(pattern) if each.suits(PROFILES[profile], B, frozenset())]
    assert len(suited) >= 2


@pytest.mark.parametrize("joint", [Joint.KNEE, Joint.LOW_BACK, Joint.SHOULDER])
@pytest.mark.parametrize("pattern", BASE_PATTERNS)
def test_who_spares_a_joint_has_a_choice(pattern: str, joint: Joint) -> None:
    """Two ways of each movement are left in a gym, whichever of the usual joints hurts."""
    suited = [
        each for each in of_pattern(pattern) if each.suits(PROFILES["gym"], FitnessLevel.ADVANCED, frozenset({joint}))
    ]
    assert len(suited) >= 2


def test_a_pull_up_gets_easier_down_to_the_floor() -> None:
    """The chain is declared: assisted, with a band, a row below a bar, lying face down."""
    reached, ahead = [], ["pull_up"]
    while ahead:
        reached.append(id_ := ahead.pop(0))
        ahead += [easier for easier in catalogue()[id_].regressions if easier not in reached + ahead]
    assert not catalogue()[reached[-1]].gear
    assert {each for each in PULL_UPS_MADE_EASIER if each in catalogue()} <= {*reached}


def test_every_condition_rules_something_out() -> None:
    """None is a word without an effect."""
    marked = Counter(each for exercise in catalogue().values() for each in exercise.contraindications)
    assert {*marked} == {*Condition}


def test_drills_are_told_from_work() -> None:
    """Nobody counts sets of a stretch."""
    assert {each.pattern for each in catalogue().values() if each.modality} <= DRILLS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('pattern = "squat"\n[[exercise]]\nid = "x"\nstrange = 1', "squat.toml, x: .*strange"),
        ('pattern = "squat"\nmore = 1\n[[exercise]]\nid = "x"', "squat.toml: more is not known here"),
        ('[[exercise]]\nid = "x"', "squat.toml: pattern is missing"),
        ("pattern =", "squat.toml: "),
    ],
)
def test_a_mistake_is_named_by_file_and_exercise(tmp_path: Path, text: str, message: str) -> None:
    """For the coach who made it."""
    (tmp_path / "squat.toml").write_text(text)
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(tmp_path)


def test_files_of_one_movement_share_their_defaults() -> None:
    """Where a movement has several files, an exercise means the same in each."""
    sheets = [tomllib.loads(file.read_text(encoding="utf-8")) for file in CATALOGUE.glob("*.toml")]
    shared: dict[str, list[object]] = {}
    for sheet in sheets:
        shared.setdefault(sheet["pattern"], []).append(sheet["defaults"])
    assert any(len(each) > 1 for each in shared.values())
    assert [pattern for pattern, each in shared.items() if each != each[:1] * len(each)] == []


def test_a_file_is_named_for_its_movement_and_short_enough_to_read() -> None:
    """Its name begins with the pattern's, and it has less than 300 lines."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in CATALOGUE.glob("*.toml")}
    assert [stem for stem, text in texts.items() if not stem.startswith(tomllib.loads(text)["pattern"])] == []
    assert [stem for stem, text in texts.items() if text.count("\n") >= 300] == []


def test_what_is_no_sheet_is_not_read(tmp_path: Path) -> None:
    """The guide for coaches lies beside the files that it explains."""
    (tmp_path / "README.md").write_text("# For people")
    assert read_catalogue(tmp_path) == {}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "machine_calf_raise"', 'id = "band_calf_press"', "the id stands twice"),
        ('name = "Machine calf raise"', 'name = "Band calf press"', "is also what band_calf_press is called"),
        ('name = "Machine calf raise"', 'name = "Band calf-presses"', "is also what band_calf_press is called"),
        ('substitutes = ["', 'substitutes = ["moon_walk", "', "there is no exercise moon_walk"),
    ],
)
def test_exercises_that_do_not_go_together_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Ids and spoken names are each one exercise's, and whatever is named exists."""
    text = (CATALOGUE / "calves.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "calves.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(tmp_path)
