"""What a coach would find fault with in the muscles of a catalogue: the same movement is counted in the same way."""

from collections.abc import Callable, Iterator, Mapping

from server.generation.anatomy import Joint, Muscle, Pattern
from server.generation.exercises import Exercise
from tests.generation.catalogue_faults import DRILLS, MUCH, Catalogue, Rule

GIRDLE = frozenset({Muscle.FRONT_DELTS, Muscle.SIDE_DELTS, Muscle.REAR_DELTS})

FIRST_MUSCLES: Mapping[Pattern, frozenset[Muscle]] = {
    Pattern.SQUAT: frozenset({Muscle.QUADS, Muscle.GLUTES}),
    Pattern.LUNGE: frozenset({Muscle.QUADS, Muscle.GLUTES}),
    Pattern.HINGE: frozenset({Muscle.HAMSTRINGS, Muscle.GLUTES}),
    Pattern.BRIDGE: frozenset({Muscle.GLUTES}),
    Pattern.HORIZONTAL_PUSH: frozenset({Muscle.CHEST}),
    Pattern.VERTICAL_PUSH: frozenset({Muscle.FRONT_DELTS}),
    Pattern.HORIZONTAL_PULL: frozenset({Muscle.UPPER_BACK}),
    Pattern.VERTICAL_PULL: frozenset({Muscle.LATS}),
    Pattern.FLY: frozenset({Muscle.CHEST}),
    Pattern.BICEPS: frozenset({Muscle.BICEPS}),
    Pattern.TRICEPS: frozenset({Muscle.TRICEPS}),
    Pattern.KNEE_FLEXION: frozenset({Muscle.HAMSTRINGS}),
    Pattern.KNEE_EXTENSION: frozenset({Muscle.QUADS}),
    Pattern.CALVES: frozenset({Muscle.CALVES}),
}
"""What every exercise of a pattern trains first: the same movement is counted in the same way."""

_M = Muscle
HELPERS: Mapping[Pattern, tuple[frozenset[Muscle], frozenset[Muscle]]] = {
    Pattern.SQUAT: (frozenset({_M.ADDUCTORS}), frozenset({_M.ERECTORS})),
    Pattern.LUNGE: (frozenset({_M.ADDUCTORS}), frozenset({_M.ERECTORS})),
    Pattern.HINGE: (frozenset({_M.ERECTORS}), frozenset({_M.QUADS, _M.ADDUCTORS, _M.UPPER_BACK, _M.FOREARMS})),
    Pattern.BRIDGE: (frozenset({_M.HAMSTRINGS}), frozenset({_M.ABDUCTORS})),
    Pattern.HORIZONTAL_PUSH: (frozenset({_M.TRICEPS, _M.FRONT_DELTS}), frozenset()),
    Pattern.VERTICAL_PUSH: (frozenset({_M.TRICEPS, _M.SIDE_DELTS}), frozenset()),
    Pattern.HORIZONTAL_PULL: (frozenset({_M.BICEPS, _M.REAR_DELTS}), frozenset({_M.ERECTORS, _M.OBLIQUES})),
    Pattern.VERTICAL_PULL: (frozenset({_M.BICEPS, _M.UPPER_BACK}), frozenset({_M.FOREARMS})),
    Pattern.FLY: (frozenset({_M.FRONT_DELTS}), frozenset({_M.ABS})),
    Pattern.BICEPS: (frozenset({_M.FOREARMS}), frozenset()),
    Pattern.TRICEPS: (frozenset(), frozenset({_M.CHEST, _M.FRONT_DELTS})),
    Pattern.KNEE_FLEXION: (frozenset(), frozenset({_M.CALVES, _M.GLUTES})),
    Pattern.KNEE_EXTENSION: (frozenset(), frozenset()),
    Pattern.CALVES: (frozenset(), frozenset()),
}
"""Of each pattern: what helps in every exercise of it, and what else may help in some."""

HELPED_DIFFERENTLY: Mapping[str, str] = {
    "wall_sit": "nothing moves, so only the thighs tire",
    "reverse_snow_angel": "the long arms sweep, no elbow bends",
    "prone_swimmer": "the long arms sweep, no elbow bends",
    "dumbbell_pullover": "the arms stay long, and the chest closes them",
    "bench_pullover": "the arms stay long, and the chest closes them",
    "kettlebell_pullover": "the arms stay long, and the chest closes them",
    "backpack_pullover": "the arms stay long, and the chest closes them",
    "barbell_pullover": "the arms stay long, and the chest closes them",
    "machine_pullover": "the arms stay long, and the chest closes them",
    "band_straight_arm_pulldown": "the arms stay long",
    "straight_arm_pulldown": "the arms stay long",
    "wall_slide_press": "a drill of the shoulder blades without a load",
    "landmine_press": "pressed up and away, where the chest helps",
}
"""Exercises that others help than their pattern says, and why."""

HARD_GRIP = 3


def _is_heavy(exercise: Exercise) -> bool:
    return exercise.axial_load >= MUCH


def _is_bent_over(exercise: Exercise) -> bool:
    return exercise.joint_stress.get(Joint.LOW_BACK, 0) >= MUCH


ERECTORS_HELP: Mapping[Pattern, Callable[[Exercise], bool]] = {
    Pattern.SQUAT: _is_heavy,
    Pattern.LUNGE: _is_heavy,
    Pattern.HORIZONTAL_PULL: _is_bent_over,
}
"""Where the erectors help in some exercises of a pattern: in which."""


def wrongly_counted(catalogue: Catalogue) -> Iterator[str]:
    """The same movement trains the same muscles first; no muscle counts twice; nobody's shoulders grow by rows."""
    for exercise in catalogue.values():
        first, helping = {*exercise.primary}, {*exercise.secondary}
        if first & helping:
            yield f"{exercise.id}: {', '.join(sorted(first & helping))} counts twice"
        if not FIRST_MUSCLES.get(exercise.pattern, frozenset()) <= first:
            yield f"{exercise.id}: a {exercise.pattern} that does not train first what such a movement trains"
        if len(first) > 2:
            yield f"{exercise.id}: {len(first)} muscles are trained first"
        if bool(first) == (exercise.pattern is Pattern.CARDIO):
            yield f"{exercise.id}: has no muscle, or is endurance work and has one"
        shoulders = {Pattern.VERTICAL_PUSH, Pattern.DELTS, Pattern.POWER, *DRILLS}
        if exercise.pattern not in shoulders and first & GIRDLE - _rear_of_rows(exercise):
            yield f"{exercise.id}: trains the shoulders first"


def _rear_of_rows(exercise: Exercise) -> set[Muscle]:
    return {Muscle.REAR_DELTS} if exercise.pattern is Pattern.HORIZONTAL_PULL else set()


def wrongly_helped(catalogue: Catalogue) -> Iterator[str]:
    """The same movement is helped by the same muscles, and what is said to be different is."""
    for exercise in catalogue.values():
        always, maybe = HELPERS.get(exercise.pattern, (frozenset(), frozenset(Muscle)))
        trained, helping = {*exercise.primary}, {*exercise.secondary}
        is_usual = always <= trained | helping and helping <= always | maybe
        if is_usual == (exercise.id in HELPED_DIFFERENTLY):
            yield f"{exercise.id}: is helped by {', '.join(sorted(helping)) or 'nothing'}, and a {exercise.pattern}"


def wrongly_held(catalogue: Catalogue) -> Iterator[str]:
    """A hard grip trains the forearms; the erectors help where the trunk carries a load or leans, and only there."""
    for exercise in catalogue.values():
        trained = {*exercise.primary, *exercise.secondary}
        if exercise.grip == HARD_GRIP and Muscle.FOREARMS not in trained:
            yield f"{exercise.id}: is hard to hold and does not train the forearms"
        is_known = exercise.pattern in ERECTORS_HELP and exercise.id not in HELPED_DIFFERENTLY
        if is_known and (Muscle.ERECTORS in trained) != ERECTORS_HELP[exercise.pattern](exercise):
            yield f"{exercise.id}: the trunk carries or leans, or not, and the erectors disagree"


MUSCLE_RULES: tuple[Rule, ...] = (wrongly_counted, wrongly_helped, wrongly_held)
