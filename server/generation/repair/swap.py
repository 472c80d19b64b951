"""Exercises that the person may not do, for the best that they may: what G2, G4 and G10 ask for. Pure."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from functools import lru_cache

from schemas.program import CardioItem, Item, Prep, StrengthItem
from server.generation.anatomy import Pattern
from server.generation.exercises import Exercise, called, catalogue, of_pattern
from server.generation.repair.dosing import endurance, hold_for, load_for, reps_for
from server.generation.repair.draft import Draft, DraftSession, DraftWeek, Move, changed
from server.generation.rules.progression import progression_of
from server.generation.rules.selection import candidates, substitutes
from server.generation.validation.gate_exercises import is_of_its_kind, too_skilled, why_not
from server.generation.validation.groups import BASE_PATTERNS

LEAST_SUBSTITUTES = 2
MOST_CANDIDATES = 40
CLOSE = 0.75
"""How much alike two ids are that mean the same, from 0 to 1."""
PREPS = ("march_in_place", "ankle_rock", "shoulder_circles", "cat_cow", "seated_march", "seated_twist")
"""What suits nearly everybody to warm up and to cool down with."""
SHORT_MINUTES = 10

Chosen = dict[tuple[str, str, str], Exercise]
"""What takes an exercise's place: by block, and by the id and the name that stood there."""


def swap(draft: Draft) -> None:
    """Put what may be done in the place of what may not; the same everywhere in a block, so that exercises stay."""
    chosen: Chosen = {}
    for week in draft.open:
        for session in week.sessions:
            _swap_items(draft, week, session, chosen)
            _swap_preps(draft, session)


def may_do(exercise: Exercise, draft: Draft) -> bool:
    """Whether an exercise may stand in the program."""
    is_too_fast = draft.is_gentle and exercise.pattern is Pattern.POWER
    faults = (*why_not(exercise, draft.person), *too_skilled(exercise, draft.person))
    return not faults and not is_too_fast


@lru_cache(maxsize=1024)
def meant(exercise_id: str, name: str) -> Exercise | None:
    """The exercise of the catalogue that an id and a name mean, also when they are only nearly right."""
    known = catalogue().get(exercise_id) or called(name) or called(exercise_id.replace("_", " "))
    if known is not None:
        return known
    close = get_close_matches(exercise_id, list(catalogue()), n=1, cutoff=CLOSE)
    return catalogue()[close[0]] if close else None


def as_exercise(item: Item, exercise: Exercise, draft: Draft) -> Item:
    """An item with another exercise: its sets or minutes stay, what belongs to the exercise comes with it."""
    if exercise.pattern is Pattern.CARDIO:
        return _as_endurance(item, exercise)
    if isinstance(item, CardioItem):
        raise TypeError("endurance work is swapped for endurance work")
    has_changed = item.exercise_id != exercise.id
    fields: dict[str, object] = {"exercise_id": exercise.id, "name": exercise.name}
    if has_changed:
        fields |= {
            "cue": exercise.cue,
            "per_side": exercise.unilateral,
            "progression_id": progression_of(exercise, draft.person),
            "load": load_for(exercise),
            "tempo": None if exercise.is_hold else item.tempo,
        }
        reps = (item.reps_min, item.reps_max) if item.reps_min else reps_for(exercise, item.role, draft.person)
        is_hold = exercise.is_hold
        fields |= {"reps_min": None if is_hold else reps[0], "reps_max": None if is_hold else reps[1]}
        fields |= {"duration_s": (item.duration_s or hold_for(exercise)) if is_hold else None, "distance_m": None}
    return changed(item, **fields)


def _as_endurance(item: Item, exercise: Exercise) -> CardioItem:
    if isinstance(item, StrengthItem):
        return endurance(exercise, SHORT_MINUTES, order=item.order)
    fields: dict[str, object] = {"exercise_id": exercise.id, "name": exercise.name}
    if item.exercise_id != exercise.id:
        modality = exercise.modality or exercise.pattern.value
        fields |= {"cue": exercise.cue, "modality": modality}
        fields |= {"intervals": None} if item.modality != modality else {}
    return changed(item, **fields)


def _swap_items(draft: Draft, week: DraftWeek, session: DraftSession, chosen: Chosen) -> None:
    kept: list[Item] = []
    for item in session.items:
        exercise = meant(item.exercise_id, item.name)
        if exercise is None or not may_do(exercise, draft) or not _can_become(item, exercise):
            taken = {other.exercise_id for other in (*session.items, *kept) if other is not item}
            exercise = _instead(draft, (week.of.block, item.exercise_id, item.name), item, exercise, taken, chosen)
        if exercise is None:
            draft.note(Move.SWAP, f"{item.name} is left out: nothing can take its place.", week, session)
            continue
        if exercise.id != item.exercise_id:
            draft.note(Move.SWAP, f"{exercise.name} takes the place of {item.name}.", week, session)
        kept.append(_with_substitutes(draft, _as(item, exercise, draft)))
    session.items = kept


def _as(item: Item, exercise: Exercise, draft: Draft) -> Item:
    is_right = item.exercise_id == exercise.id and item.name == exercise.name and is_of_its_kind(item, exercise)
    return item if is_right else as_exercise(item, exercise, draft)


def _can_become(item: Item, exercise: Exercise) -> bool:
    """Sets of endurance work are made minutes; minutes of anything else are not made sets."""
    return exercise.pattern is Pattern.CARDIO or isinstance(item, StrengthItem)


def _instead(
    draft: Draft,
    key: tuple[str, str, str],
    item: Item,
    exercise: Exercise | None,
    taken: AbstractSet[str],
    chosen: Chosen,
) -> Exercise | None:
    """What takes an item's place: what took it elsewhere in the block, if the session has not got that already."""
    known = chosen.get(key)
    if known is not None and known.id not in taken:
        return known
    found = next((one for one in _candidates(draft, item, exercise) if one.id not in taken), None)
    if found is not None:
        chosen.setdefault(key, found)
    return found


def _candidates(draft: Draft, item: Item, exercise: Exercise | None) -> Iterator[Exercise]:
    """What may take an item's place, the best first; for what nobody knows, any base movement."""
    named = (catalogue()[id_] for id_ in item.substitutes if id_ in catalogue())
    is_endurance = isinstance(item, CardioItem) or (exercise is not None and exercise.pattern is Pattern.CARDIO)
    if is_endurance:
        found: Iterable[Exercise] = (*named, *_ways(exercise))
    elif exercise is None:
        found = (*named, *(one for pattern in BASE_PATTERNS for one in candidates(pattern, draft.person)))
    else:
        found = (*(catalogue()[id_] for id_ in substitutes(exercise, draft.person, MOST_CANDIDATES)), *named)
    return (one for one in found if may_do(one, draft) and (one.pattern is Pattern.CARDIO) is is_endurance)


def _ways(exercise: Exercise | None) -> list[Exercise]:
    """Ways to move, those like the one that stands there first, then those that are easy on the joints."""
    modality = None if exercise is None else exercise.modality
    return sorted(of_pattern(Pattern.CARDIO), key=lambda one: (one.modality != modality, one.impact))


def _with_substitutes(draft: Draft, item: Item) -> Item:
    """An item whose substitutes may be done, at least two of them where there are so many."""
    own = [id_ for id_ in item.substitutes if id_ in catalogue() and id_ != item.exercise_id]
    kept = [id_ for id_ in own if may_do(catalogue()[id_], draft)]
    if len(kept) < LEAST_SUBSTITUTES:
        more = _candidates(draft, item, catalogue()[item.exercise_id])
        kept = list(dict.fromkeys((*kept, *(one.id for one in more if one.id != item.exercise_id))))
        kept = kept[: max(LEAST_SUBSTITUTES, len(own))]
    if tuple(kept) == item.substitutes:
        return item
    draft.note(Move.SWAP, f"What may take the place of {item.name} is chosen anew.")
    return item.model_copy(update={"substitutes": tuple(kept)})


def _swap_preps(draft: Draft, session: DraftSession) -> None:
    for part, preps in (("warmup", session.of.warmup), ("cooldown", session.of.cooldown)):
        mended = tuple(_prep(draft, prep) for prep in preps)
        kept = tuple(prep for prep in dict.fromkeys(mended) if prep is not None)
        if kept != preps:
            draft.note(Move.SWAP, "Warm-up and cool-down are made of what may be done.", session=session)
            session.set(**{part: kept})


def _prep(draft: Draft, prep: Prep) -> Prep | None:
    exercise = meant(prep.exercise_id, prep.name)
    if exercise is None or not may_do(exercise, draft):
        drills = (catalogue()[id_] for id_ in PREPS)
        exercise = next((drill for drill in drills if may_do(drill, draft)), None)
    if exercise is None:
        return None
    if (prep.exercise_id, prep.name) == (exercise.id, exercise.name):
        return prep
    return prep.model_copy(update={"exercise_id": exercise.id, "name": exercise.name, "cue": exercise.cue})
