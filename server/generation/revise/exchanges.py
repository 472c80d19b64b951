"""Which exercise of a program is meant by a name, and what may take its place. Pure."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import chain

from schemas.program import Program, Session
from server.generation.anatomy import Pattern
from server.generation.exercises import LEVELS, Exercise, catalogue, of_pattern
from server.generation.person import Person
from server.generation.revise.edits import Name
from server.generation.revise.questions import NotUnderstood, listed
from server.generation.rules.selection import RELATED
from server.generation.validation.gate_exercises import too_skilled, why_not

MOST_CHOICES = 6
MOST_NAMED = 4
"""In a question."""


def exercises_of(program: Program) -> tuple[str, ...]:
    """Ids of all exercises that are trained, in the order in which they come first."""
    return tuple(dict.fromkeys(item.exercise_id for session in _sessions(program) for item in session.items))


def preps_of(program: Program) -> tuple[str, ...]:
    """Ids of what is done to warm up and to cool down."""
    return tuple(dict.fromkeys(prep.exercise_id for one in _sessions(program) for prep in (*one.warmup, *one.cooldown)))


def meant_in(program: Program, name: Name) -> tuple[str, ...]:
    """Ids of the exercises of a program that a name means: the one that is called so, or all of that kind."""
    trained = exercises_of(program)
    if name.exact in trained:
        return (name.exact,)
    found = tuple(id_ for id_ in trained if id_ in name.family)
    return found or tuple(id_ for id_ in preps_of(program) if id_ == name.exact or id_ in name.family)


def one_meant_in(program: Program, name: Name) -> str:
    """The one exercise of a program that a name means.

    Raises:
        NotUnderstood: there is none, or there are several.
    """
    found = meant_in(program, name)
    if not found:
        raise NotUnderstood(
            f"I do not find {name.words} in your program. Which exercise do you mean?",
            "the name of an exercise of the program",
        )
    if len(found) > 1:
        raise NotUnderstood(f"Which one do you mean: {_names(found)}?", "the name of one exercise of the program")
    return found[0]


def wanted(name: Name, instead_of: Exercise, person: Person) -> Exercise:
    """The exercise that a name means where it shall take another's place.

    Raises:
        NotUnderstood: there is none, there are several, or the person may not do it.
    """
    exact = catalogue().get(name.exact or "")
    if exact is not None:
        _check_allowed(exact, person)
        return exact
    kind = [catalogue()[id_] for id_ in name.family if person.allows(catalogue()[id_])]
    ranked = sorted(kind, key=lambda one: _distance(one, instead_of))
    if not ranked:
        raise NotUnderstood(
            f"I have no {name.words} that suits you. What else shall it be?", "the name of another exercise"
        )
    if len(ranked) > 1:
        options = _names([one.id for one in ranked])
        raise NotUnderstood(f"Which one do you mean: {options}?", "the name of one exercise")
    return ranked[0]


def choices(exercise: Exercise, person: Person, taken: AbstractSet[str], by: int = 0) -> tuple[str, ...]:
    """Ids of what may take an exercise's place, the best first.

    Args:
        taken: ids that may not.
        by: an easier one (-1), a harder one (1), or one like it (0).
    """
    found = (one for one in _ranked(exercise, by) if one.id != exercise.id and one.id not in taken)
    fitting = (one.id for one in found if _may_do(one, person))
    return tuple(dict.fromkeys(fitting))[:MOST_CHOICES]


def beside(program: Program, exercise_id: str) -> frozenset[str]:
    """Ids of all that is trained in the sessions that have an exercise, itself left out."""
    sessions = [one for one in _sessions(program) if any(item.exercise_id == exercise_id for item in one.items)]
    return frozenset(item.exercise_id for one in sessions for item in one.items) - {exercise_id}


def _sessions(program: Program) -> Iterator[Session]:
    return (session for week in program.weeks for session in week.sessions)


def _ranked(exercise: Exercise, by: int) -> Iterator[Exercise]:
    known = catalogue()
    others = sorted(of_pattern(exercise.pattern), key=lambda one: _distance(one, exercise))
    if by:
        written = exercise.regressions if by < 0 else exercise.progressions
        yield from (known[id_] for id_ in written)
        yield from (one for one in others if (one.difficulty < exercise.difficulty) is (by < 0))
        return
    yield from (known[id_] for id_ in exercise.substitutes)
    yield from others
    for related in RELATED.get(exercise.pattern, ()):
        yield from sorted(of_pattern(related), key=lambda one: _distance(one, exercise))


def _distance(one: Exercise, other: Exercise) -> tuple[object, ...]:
    """How unlike two exercises are; the smaller the more alike."""
    return (
        one.pattern != other.pattern,
        one.is_incline != other.is_incline,
        one.mechanic != other.mechanic,
        len({*one.primary} ^ {*other.primary}),
        one.is_hold != other.is_hold,
        one.is_loaded != other.is_loaded,
        abs(LEVELS.index(one.level) - LEVELS.index(other.level)),
        one.unilateral != other.unilateral,
        abs(one.skill - other.skill),
        one.id,
    )


def _may_do(exercise: Exercise, person: Person) -> bool:
    return person.allows(exercise) and not any(too_skilled(exercise, person))


def _check_allowed(exercise: Exercise, person: Person) -> None:
    fault = next(chain(why_not(exercise, person), too_skilled(exercise, person)), None)
    if fault is None and person.is_held_back and exercise.pattern is Pattern.POWER:
        raise NotUnderstood(
            f"{exercise.name} is too hard on you for now. What else shall it be?", "an exercise that is not explosive"
        )
    if fault is not None:
        raise NotUnderstood(
            f"{exercise.name} {fault.says.replace('_', ' ')}, so I leave it out. What else shall it be?",
            "an exercise that suits level, equipment and joints",
        )


def _names(ids: Iterable[str]) -> str:
    return listed([_as_spoken(catalogue()[id_].name) for id_ in ids][:MOST_NAMED], "or")


def _as_spoken(name: str) -> str:
    return name[:1].lower() + name[1:]
