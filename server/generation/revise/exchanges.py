"""Which exercise of a program is meant by a name, and what may take its place. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from types import MappingProxyType

from schemas.program import LoadType, Program, Session
from server.generation.anatomy import Pattern
from server.generation.exercises import LEVELS, Exercise, catalogue, of_pattern
from server.generation.person import Person
from server.generation.revise.edits import Name
from server.generation.revise.not_understood import NotUnderstood
from server.generation.revise.questions import listed
from server.generation.rules.selection import RELATED
from server.generation.validation.gate_exercises import too_skilled, why_not

LOADS: Mapping[LoadType, int] = MappingProxyType(
    {LoadType.NONE: 0, LoadType.BODYWEIGHT: 0, LoadType.BAND: 1, LoadType.ASSISTED_KG: 2, LoadType.KG: 3}
)
"""How finely a load can be chosen."""
UNLIKE: tuple[tuple[int, Callable[[Exercise, Exercise], int]], ...] = (
    (6, lambda one, other: one.pattern != other.pattern),
    (3, lambda one, other: max(0, LOADS[other.load_type] - LOADS[one.load_type])),
    (2, lambda one, other: max(0, LOADS[one.load_type] - LOADS[other.load_type])),
    (4, lambda one, other: one.is_hold != other.is_hold),
    (4, lambda one, other: one.mechanic != other.mechanic),
    (3, lambda one, other: one.is_incline != other.is_incline),
    (2, lambda one, other: len({*one.primary} ^ {*other.primary})),
    (2, lambda one, other: abs(LEVELS.index(one.level) - LEVELS.index(other.level))),
    (2, lambda one, other: abs(one.ease - other.ease)),
    (1, lambda one, other: one.unilateral != other.unilateral),
    (1, lambda one, other: abs(one.skill - other.skill)),
)
"""What makes two exercises unlike, and how much each of it counts [J]: the movement, the load, then what it trains."""
WRITTEN_DOWN = 3
"""By how much what a coach wrote down is more alike than it looks."""
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
    ranked = sorted(kind, key=lambda one: distance(one, instead_of))
    if not ranked:
        raise NotUnderstood(
            f"I have no {name.words} that suits you. What else shall it be?", "the name of another exercise"
        )
    if len(ranked) > 1:
        options = _names([one.id for one in ranked])
        raise NotUnderstood(f"Which one do you mean: {options}?", "the name of one exercise")
    return ranked[0]


def choices(
    exercise: Exercise,
    person: Person,
    taken: AbstractSet[str],
    *,
    trained: AbstractSet[str] = frozenset(),
    by: int = 0,
) -> tuple[str, ...]:
    """Ids of what may take an exercise's place, the best first.

    Args:
        taken: ids that may not.
        trained: ids that the program has elsewhere; what it has not goes before them.
        by: an easier one (-1), a harder one (1), or one like it (0).
    """
    found = (one for one in _ranked(exercise, by) if one.id != exercise.id and one.id not in taken)
    fitting = dict.fromkeys(one.id for one in found if may_do(one, person))
    return tuple(sorted(fitting, key=lambda id_: id_ in trained)[:MOST_CHOICES])


def beside(program: Program, exercise_id: str) -> frozenset[str]:
    """Ids of all that is trained in the sessions that have an exercise, itself left out."""
    sessions = [one for one in _sessions(program) if any(item.exercise_id == exercise_id for item in one.items)]
    return frozenset(item.exercise_id for one in sessions for item in one.items) - {exercise_id}


def _sessions(program: Program) -> Iterator[Session]:
    return (session for week in program.weeks for session in week.sessions)


def _ranked(exercise: Exercise, by: int) -> list[Exercise]:
    """What may take its place, the most alike first; what a coach wrote down for that counts as more alike."""
    written = {-1: exercise.regressions, 0: exercise.substitutes, 1: exercise.progressions}[by]
    patterns = (exercise.pattern, *(() if by else RELATED.get(exercise.pattern, ())))
    found = [catalogue()[id_] for id_ in written]
    found += [one for name in patterns for one in of_pattern(name) if by * _harder(one, exercise) >= abs(by)]

    def unlike(one: Exercise) -> tuple[int, str]:
        amount, id_ = distance(one, exercise)
        return amount - WRITTEN_DOWN * (id_ in written), id_

    return sorted(found, key=unlike)


def _harder(one: Exercise, other: Exercise) -> int:
    """1 for a harder exercise than the other, -1 for an easier one, 0 for one as hard."""
    return (one.difficulty > other.difficulty) - (one.difficulty < other.difficulty)


def distance(one: Exercise, other: Exercise) -> tuple[int, str]:
    """How unlike two exercises are; the smaller the more alike. What has the smaller id goes first of equals."""
    return sum(weight * amount(one, other) for weight, amount in UNLIKE), one.id


def may_do(exercise: Exercise, person: Person) -> bool:
    """Whether somebody may do an exercise, and would."""
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
