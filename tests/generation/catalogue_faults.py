"""What a coach would find fault with in a catalogue: each rule returns its complaints, none of them for a good one."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from schemas.request import Equipment, FitnessLevel
from server.generation.anatomy import Condition, Joint, Pattern, Position
from server.generation.exercises import Exercise
from server.generation.rules.selection import RELATED

Catalogue = Mapping[str, Exercise]
Rule = Callable[[Catalogue], Iterator[str]]

DRILLS = frozenset({Pattern.CARDIO, Pattern.MOBILITY, Pattern.BALANCE})
"""Not trained with sets of repetitions up to an effort."""
MOST_CUE_WORDS = 12
MUCH = 2
"""Of a grade from 0 to 3."""
LEAST_SUBSTITUTES = 2
NOT_FOR_BEGINNERS = ("jump", "hop", "snatch", "clean", "nordic", "pistol", "barbell_")
ONE_SIDED = re.compile("one_arm|single_leg|one_leg|kickstand|half_kneeling")
ELBOW_PATTERNS = frozenset({Pattern.BICEPS, Pattern.TRICEPS})
PREGNANCY_POSITIONS = frozenset({Position.SUPINE})


def badly_cued(catalogue: Catalogue) -> Iterator[str]:
    """A cue is one short sentence to the person."""
    for exercise in catalogue.values():
        cue = exercise.cue
        if not cue.endswith(".") or cue.count(".") != 1 or not cue[0].isupper():
            yield f"{exercise.id}: the cue is not one sentence"
        if not 3 <= len(cue.split()) <= MOST_CUE_WORDS:
            yield f"{exercise.id}: the cue has {len(cue.split())} words"
        if {"he", "she", "they", "one's", "user", "trainee"} & {*cue.lower().strip(".").split()}:
            yield f"{exercise.id}: the cue speaks of somebody else"


def badly_named(catalogue: Catalogue) -> Iterator[str]:
    """Aliases are lower case as they are spoken, and no two exercises are called the same."""
    spoken = Counter(name.casefold().replace("-", " ") for e in catalogue.values() for name in {e.name, *e.aliases})
    yield from (f"{name!r} is what {count} exercises are called" for name, count in spoken.items() if count > 1)
    for exercise in catalogue.values():
        if any(alias != alias.lower() or "-" in alias or "_" in alias for alias in exercise.aliases):
            yield f"{exercise.id}: an alias is not as it is spoken"
        if not exercise.name[0].isupper():
            yield f"{exercise.id}: the name begins with a small letter"


def badly_substituted(catalogue: Catalogue) -> Iterator[str]:
    """Two others take its place, of the same movement, with other equipment, or for who is stronger or weaker."""
    for exercise in catalogue.values():
        if len(exercise.substitutes) < LEAST_SUBSTITUTES:
            yield f"{exercise.id}: has {len(exercise.substitutes)} substitutes"
        for other in (catalogue[id_] for id_ in exercise.substitutes):
            is_same = _asks_for(other) == _asks_for(exercise)
            if other.id == exercise.id or other.pattern is not exercise.pattern:
                yield f"{exercise.id}: {other.id} is no substitute, it is another movement or the same exercise"
            elif is_same and exercise.pattern not in DRILLS:
                yield f"{exercise.id}: {other.id} is a substitute that asks for the same"


def _asks_for(exercise: Exercise) -> tuple[object, ...]:
    return exercise.equipment_all, exercise.equipment_any, exercise.difficulty


def wrongly_graded(catalogue: Catalogue) -> Iterator[str]:
    """What is easier is easier: regressions lead down, progressions up, along related movements."""
    for exercise in catalogue.values():
        kin = {exercise.pattern, *RELATED.get(exercise.pattern, ())}
        for easier in (catalogue[id_] for id_ in exercise.regressions):
            if easier.difficulty >= exercise.difficulty:
                yield f"{exercise.id}: its regression {easier.id} is not easier"
            if easier.pattern not in kin:
                yield f"{exercise.id}: its regression {easier.id} is another movement"
        for harder in (catalogue[id_] for id_ in exercise.progressions):
            if harder.difficulty <= exercise.difficulty:
                yield f"{exercise.id}: its progression {harder.id} is not harder"


def circular(catalogue: Catalogue) -> Iterator[str]:
    """Whoever goes on to the easier one comes to an end."""
    for exercise in catalogue.values():
        reached: set[str] = set()
        ahead = [*exercise.regressions]
        while ahead:
            if (id_ := ahead.pop()) not in reached:
                reached.add(id_)
                ahead += catalogue[id_].regressions
        if exercise.id in reached:
            yield f"{exercise.id}: is a regression of itself"


def without_a_way_down(catalogue: Catalogue) -> Iterator[str]:
    """What is not for beginners has something easier."""
    for exercise in catalogue.values():
        if exercise.level is not FitnessLevel.BEGINNER and not exercise.regressions:
            yield f"{exercise.id}: is not for beginners and has no regression"


def implausible(catalogue: Catalogue) -> Iterator[str]:
    """Repetitions, seconds and steps are such as a coach would write."""
    for exercise in catalogue.values():
        low, high = exercise.rep_range
        if exercise.is_hold != (exercise.s_per_rep == 1):
            yield f"{exercise.id}: {exercise.s_per_rep} s a repetition, but is_hold is {exercise.is_hold}"
        elif not exercise.is_hold and not (1 <= low < high <= 30 and 2 <= exercise.s_per_rep <= 6):
            yield f"{exercise.id}: {low} to {high} repetitions of {exercise.s_per_rep} s"
        elif exercise.is_hold and exercise.pattern is not Pattern.CARDIO and not 10 <= low < high <= 90:
            yield f"{exercise.id}: {low} to {high} seconds"
        if bool(exercise.increment_kg) != (exercise.load_type in ("kg", "assisted_kg")):
            yield f"{exercise.id}: a load in {exercise.load_type} with steps of {exercise.increment_kg} kg"
        if exercise.load_type == "band" and Equipment.BAND not in exercise.gear:
            yield f"{exercise.id}: a band for a load, and no band"
        if (exercise.modality is not None) != (exercise.pattern is Pattern.CARDIO):
            yield f"{exercise.id}: a way to move, or none of endurance work"


def too_hard_for_beginners(catalogue: Catalogue) -> Iterator[str]:
    """Beginners get no barbell, no jump, no Olympic lift and no pull-up; depth jumps are for the advanced."""
    for exercise in catalogue.values():
        is_hard = any(word in exercise.id for word in NOT_FOR_BEGINNERS) or Equipment.BARBELL in exercise.gear
        is_pull_up = exercise.id in {"pull_up", "chin_up", "weighted_pull_up"}
        if exercise.level is FitnessLevel.BEGINNER and (is_hard or is_pull_up or exercise.impact > 2):
            yield f"{exercise.id}: is not for beginners"
        if exercise.level is FitnessLevel.BEGINNER and exercise.skill > 3:
            yield f"{exercise.id}: asks for skill {exercise.skill} of a beginner"
        if exercise.level is not FitnessLevel.BEGINNER and exercise.skill < 2:
            yield f"{exercise.id}: asks for no skill, and is not for beginners"
        is_explosive = exercise.id in {"depth_jump", "barbell_hang_clean", "clap_push_up"}
        if is_explosive and exercise.level is not FitnessLevel.ADVANCED:
            yield f"{exercise.id}: is for the advanced"


def carelessly_screened(catalogue: Catalogue) -> Iterator[str]:
    """Lying on the back, jumps and heads below the heart are marked for those whom they harm."""
    for exercise in catalogue.values():
        marked = {*exercise.contraindications}
        is_exercise_on_the_back = exercise.position in PREGNANCY_POSITIONS
        is_jump = exercise.impact >= 2 and exercise.pattern is Pattern.POWER
        if (is_exercise_on_the_back or is_jump) and Condition.PREGNANCY not in marked:
            yield f"{exercise.id}: is not marked for pregnancy"
        if is_jump and not {Condition.OSTEOPOROSIS, Condition.PELVIC_FLOOR} <= marked:
            yield f"{exercise.id}: is a jump that is not marked"
        if exercise.axial_load >= 3 and exercise.joint_stress.get(Joint.LOW_BACK, 0) < 1:
            yield f"{exercise.id}: presses on the spine and spares the back"
        if exercise.impact >= 2 and exercise.joint_stress.get(Joint.KNEE, 0) < 2:
            yield f"{exercise.id}: lands hard and spares the knee"


def wrongly_stressed(catalogue: Catalogue) -> Iterator[str]:
    """What works a joint stresses it, a little at least; what hangs from it or lands on it, much."""
    for exercise in catalogue.values():
        hangs = exercise.position is Position.HANGING and exercise.grip > MUCH
        least = {
            Joint.SHOULDER: MUCH if hangs else int(exercise.overhead and not exercise.ease),
            Joint.ELBOW: int(exercise.pattern in ELBOW_PATTERNS),
            Joint.ANKLE: MUCH if exercise.impact >= MUCH else 0,
        }
        for joint, grade in least.items():
            if exercise.joint_stress.get(joint, 0) < grade:
                yield f"{exercise.id}: works the {joint} and stresses it {exercise.joint_stress.get(joint, 0)}"


def wrongly_sided(catalogue: Catalogue) -> Iterator[str]:
    """What is done with one arm or leg is done for each."""
    for exercise in catalogue.values():
        if ONE_SIDED.search(exercise.id) and not exercise.unilateral:
            yield f"{exercise.id}: is done with one side, and counted for both"
        if exercise.is_main_lift and (exercise.unilateral or exercise.is_hold or exercise.mechanic != "compound"):
            yield f"{exercise.id}: is no lift that needs warm-up sets of its own"


RULES: tuple[Rule, ...] = (
    badly_cued,
    badly_named,
    badly_substituted,
    wrongly_graded,
    circular,
    without_a_way_down,
    implausible,
    too_hard_for_beginners,
    carelessly_screened,
    wrongly_stressed,
    wrongly_sided,
)
