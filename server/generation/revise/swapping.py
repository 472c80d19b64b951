"""Which exercises of a program go, and what may take their places: the edits that name exercises. Pure."""

from collections.abc import Iterable

from server.generation.anatomy import Pattern
from server.generation.exercises import Exercise, catalogue
from server.generation.person import Person
from server.generation.revise.draft import Draft
from server.generation.revise.edits import Avoid, Edit, Name, Swap, Wants
from server.generation.revise.exchanges import beside, choices, exercises_of, meant_in, one_meant_in, wanted
from server.generation.revise.not_understood import NotUnderstood
from server.generation.wishes import ids_avoided

HOW = {-1: "easier than", 0: "to take the place of", 1: "harder than"}


def settle_exercises(draft: Draft, edits: tuple[Edit, ...]) -> None:
    """Write into the draft which exercises go, for which others; from now on they are avoided.

    Raises:
        NotUnderstood: there is no such exercise, there are several, or nothing suits in its place.
    """
    going: dict[str, Swap | None] = {}
    unseen: list[str] = []
    for edit in edits:
        match edit:
            case Avoid(name):
                found = meant_in(draft.program, _kind(name))
                going |= dict.fromkeys(found)
                (_avoid(draft, name.words) if found else unseen.append(name.words))
            case Swap(name):
                id_ = one_meant_in(draft.program, name)
                going[id_] = edit
                _avoid(draft, id_)
            case Wants(name):
                _wanted(draft, name)
    _welcome(draft, [edit.into for edit in going.values() if edit is not None and edit.into is not None])
    draft.idle += [f"I do not find {words} in your program." for words in unseen]
    if draft.fields:  # who changes other things is spared these from now on, too
        _avoid(draft, *(words for words in unseen if ids_avoided(words)))
    person = draft.person()
    for id_, swap in going.items():
        draft.goes[id_] = _instead(draft, id_, swap, person, going.keys())


def _kind(name: Name) -> Name:
    """Everything that is called so: who wants no deadlifts wants none of any kind."""
    return Name(name.words, None, name.family | ({name.exact} if name.exact else frozenset()))


def _avoid(draft: Draft, *names: str) -> None:
    draft.fields |= {"avoid": tuple(dict.fromkeys((*draft.get("avoid"), *names)))} if names else {}


def _welcome(draft: Draft, names: Iterable[Name]) -> None:
    """What is asked for is avoided no more."""
    exact = {name.exact for name in names}
    left = tuple(one for one in draft.get("avoid") if ids_avoided(one).isdisjoint(exact))
    if left != draft.get("avoid"):
        draft.fields["avoid"] = left


def _wanted(draft: Draft, name: Name) -> None:
    if not meant_in(draft.program, name):
        raise NotUnderstood(
            f"I can put {name.words} in the place of another exercise. Which one shall go?",
            "the name of an exercise of the program",
        )
    draft.idle.append(f"There are {name.words} in your program already.")


def _instead(draft: Draft, id_: str, swap: Swap | None, person: Person, going: Iterable[str]) -> tuple[str, ...]:
    """Ids of what may take an exercise's place."""
    exercise = catalogue()[id_]
    taken = beside(draft.program, id_) | {*going} | {ids[0] for ids in draft.goes.values()}
    if swap is not None and swap.into is not None:
        into = wanted(swap.into, exercise, person)
        _check_place(exercise, into, taken)
        return (into.id,)
    by = 0 if swap is None else swap.by
    found = choices(exercise, person, taken, trained=frozenset(exercises_of(draft.program)), by=by)
    if not found:
        raise NotUnderstood(
            f"I know nothing {HOW[by]} {exercise.name} that suits you. Which exercise shall it be?",
            "the name of another exercise",
        )
    return found


def _check_place(exercise: Exercise, into: Exercise, taken: Iterable[str]) -> None:
    if (exercise.pattern is Pattern.CARDIO) is not (into.pattern is Pattern.CARDIO):
        raise NotUnderstood(
            f"{into.name} cannot take the place of {exercise.name}: one has sets, the other minutes. "
            "What else shall it be?",
            "an exercise of the same kind",
        )
    if into.id in taken:
        raise NotUnderstood(
            f"{into.name} is in that session already. What else shall it be?", "an exercise that is not there yet"
        )
