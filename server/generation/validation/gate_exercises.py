"""Gates G2 and G4: no exercise that the person may not do, nothing that is too much for a beginner. Pure."""

from collections.abc import Iterator

from schemas.program import CardioItem, Finding, LoadType, Prep, SetType, StrengthItem
from server.generation.anatomy import Pattern
from server.generation.exercises import FORBIDDING_STRESS, LEVELS, Exercise, catalogue
from server.generation.person import Person
from server.generation.validation.faults import AnyItem, Check, Fault, faults_by, in_items
from server.generation.validation.sheet import SessionSheet, Sheet

BEGINNERS_MOST_PCT = 85
NEAR_MAXIMAL_REPS = 4
"""What can be lifted so often, and no more, is more than 85 % of what can be lifted once [Epley]."""
OLYMPIC_SKILL = 4
"""Of fast exercises: from here on they take a coach and months, as cleans and snatches do."""
DEPTH_JUMP_IMPACT = 3


def forbidden(sheet: Sheet) -> Iterator[Finding]:
    """G2: exercises of the catalogue, under their name, for which the person has equipment, joints and level [J, HD].

    It holds for what may take an item's place too, and for warm-up and cool-down.
    """
    rules = _Rules(sheet.person)
    yield from in_items("G2", sheet, rules.of_item)
    known: dict[Prep, tuple[Fault, ...]] = {}
    for session in sheet.sessions:
        for prep in (*session.session.warmup, *session.session.cooldown):
            if prep not in known:
                known[prep] = tuple(rules.of_exercise(prep.exercise_id, prep.name))
            yield from (_in_prep(session, prep, fault) for fault in known[prep])


def too_much_for_beginners(sheet: Sheet) -> Iterator[Finding]:
    """G4: for beginners nothing to failure, above 85 % or nearly maximal, no Olympic lifts, no depth jumps [A09, J].

    Those under 18 and from 65 on do no maximal work either, whatever their level [J, N19].
    """
    person = sheet.person
    if not (person.is_beginner or person.is_spared):
        return iter(())
    return in_items("G4", sheet, lambda item: too_much(item, person))


def too_much(item: AnyItem, person: Person) -> Iterator[Fault]:
    """What an item asks for that is not for beginners, or for those who are spared."""
    exercise = catalogue().get(item.exercise_id)
    if exercise is None or not isinstance(item, StrengthItem):
        return
    yield from too_skilled(exercise, person)
    yield from faults_by(EFFORT_CHECKS, item)
    if exercise.is_loaded and exercise.pattern is not Pattern.POWER:
        yield from faults_by(LOAD_CHECKS, item)


def why_not(exercise: Exercise, person: Person) -> Iterator[Fault]:
    """Each reason for which somebody may not do an exercise."""
    if not exercise.can_be_done_with(person.equipment):
        gear = sorted(exercise.gear - person.equipment)
        yield Fault(f"needs {' and '.join(gear)}", ", ".join(gear), ", ".join(sorted(person.equipment)))
    if LEVELS.index(exercise.level) > LEVELS.index(person.level):
        yield Fault(f"is for the {exercise.level.value} level", exercise.level.value, f"up to {person.level.value}")
    for joint in sorted(person.injured):
        stress = exercise.joint_stress.get(joint, 0)
        if stress >= FORBIDDING_STRESS:
            yield Fault(f"stresses the {joint.replace('_', ' ')}", stress, f"{joint} below {FORBIDDING_STRESS}")
    for condition in sorted(person.conditions.intersection(exercise.contraindications)):
        yield Fault(f"is ruled out by {condition.replace('_', ' ')}", condition, f"nothing against {condition}")


def too_skilled(exercise: Exercise, person: Person) -> Iterator[Fault]:
    """What makes a fast exercise one that a beginner does not do: Olympic lifts, depth jumps."""
    is_for_all = not person.is_beginner or exercise.pattern is not Pattern.POWER
    return iter(()) if is_for_all else faults_by(SKILL_CHECKS, exercise)


def is_of_its_kind(item: AnyItem, exercise: Exercise) -> bool:
    """Endurance work has minutes, everything else has sets."""
    return isinstance(item, CardioItem) is (exercise.pattern is Pattern.CARDIO)


class _Rules:
    """What forbids exercises to a person; asked once for each exercise."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._known: dict[str, tuple[Fault, ...]] = {}

    def of_item(self, item: AnyItem) -> Iterator[Fault]:
        yield from self.of_exercise(item.exercise_id, item.name)
        own = catalogue().get(item.exercise_id)
        if own is not None and not is_of_its_kind(item, own):
            yield Fault("has sets instead of minutes, or the other way round", item.kind, f"as {own.pattern.value} has")
        for other_id in item.substitutes:
            for fault in self._why_not(other_id):
                other = catalogue()[other_id].name if other_id in catalogue() else other_id
                yield Fault(f"may be swapped for {other}, which {fault.says}", fault.value, fault.bound)

    def of_exercise(self, exercise_id: str, name: str) -> Iterator[Fault]:
        yield from self._why_not(exercise_id)
        exercise = catalogue().get(exercise_id)
        if exercise is not None and name != exercise.name:
            yield Fault("is not what this exercise is called", name, exercise.name)

    def _why_not(self, exercise_id: str) -> tuple[Fault, ...]:
        if exercise_id not in self._known:
            exercise = catalogue().get(exercise_id)
            unknown = Fault("is in no catalogue", exercise_id, "an id of the catalogue")
            self._known[exercise_id] = (unknown,) if exercise is None else tuple(why_not(exercise, self._person))
        return self._known[exercise_id]


def _in_prep(session: SessionSheet, prep: Prep, fault: Fault) -> Finding:
    return Finding(
        rule="G2",
        message=f"{session.place}, warm-up or cool-down: {prep.name} {fault.says}.",
        value=fault.value,
        bound=fault.bound,
        week=session.week.index,
        day=session.session.day_index,
    )


def _reps_to_failure(item: StrengthItem) -> int | None:
    return None if item.reps_min is None or item.rir_min is None else item.reps_min + item.rir_min


SKILL_CHECKS: tuple[Check[Exercise], ...] = (
    Check(
        lambda e: e.impact >= DEPTH_JUMP_IMPACT,
        "lands too hard for a beginner",
        lambda e: e.impact,
        f"impact below {DEPTH_JUMP_IMPACT}",
    ),
    Check(
        lambda e: e.skill >= OLYMPIC_SKILL,
        "takes more skill than a beginner has",
        lambda e: e.skill,
        f"skill below {OLYMPIC_SKILL}",
    ),
)
"""Of fast exercises, for beginners: no depth jumps, no Olympic lifts."""

EFFORT_CHECKS: tuple[Check[StrengthItem], ...] = (
    Check(
        lambda i: i.rir_min == 0 or (i.rir_min is None and i.set_type is SetType.AMRAP),
        "is done to failure",
        lambda i: i.set_type.value if i.rir_min is None else i.rir_min,
        "at least 1 repetition in reserve",
    ),
)
LOAD_CHECKS: tuple[Check[StrengthItem], ...] = (
    Check(
        lambda i: i.load.type is LoadType.PCT_1RM and (i.load.max or i.load.min or 0) > BEGINNERS_MOST_PCT,
        "is too heavy",
        lambda i: i.load.max or i.load.min,
        f"up to {BEGINNERS_MOST_PCT} % of the most that can be lifted once",
    ),
    Check(
        lambda i: (repetitions := _reps_to_failure(i)) is not None and repetitions <= NEAR_MAXIMAL_REPS,
        "is nearly the most that can be lifted",
        _reps_to_failure,
        f"a load for more than {NEAR_MAXIMAL_REPS} repetitions",
    ),
)
"""Of loads that can be chosen; what is done fast is light for its repetitions."""
