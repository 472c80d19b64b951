"""A program with some of its exercises exchanged, and nothing else. Pure.

What stays is the very same: sets, repetitions, effort, rests, order. What comes with an exercise comes with the new
one: its load, its cue, how it is counted, what may take its place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemas.program import CardioItem, Item, LoadType, Prep, Program, Session, StrengthItem, Week
from server.generation.anatomy import Pattern
from server.generation.exercises import Exercise, catalogue
from server.generation.person import Person
from server.generation.repair.dosing import hold_for, load_for, reps_for
from server.generation.revise.exchanges import beside, choices, exercises_of, may_do
from server.generation.rules.progression import progression_of
from server.generation.timing import estimated_minutes

LEAST_SUBSTITUTES = 2
MOST_FOCUS = 4


class NothingSuits(Exception):
    """An exercise has to go, and nothing can take its place."""


def forbidden_in(program: Program, person: Person, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Ids of the exercises that have to go, with what may take their place.

    Args:
        wanted: those that shall go anyway; beside them go those that the person may not do.

    Raises:
        NothingSuits: nothing can take the place of one of them.
    """
    goes, trained = dict(wanted), exercises_of(program)
    for id_ in trained:
        exercise = catalogue().get(id_)
        if id_ in goes or exercise is None or may_do(exercise, person):
            continue
        taken = beside(program, id_) | goes.keys() | {ids[0] for ids in goes.values()}
        goes[id_] = choices(exercise, person, taken, trained=frozenset(trained))
        if not goes[id_]:
            raise NothingSuits
    return goes


def exchanged(program: Program, goes: Mapping[str, str], person: Person) -> Program:
    """The program with other exercises in the place of those that go, everywhere.

    Args:
        goes: ids of exercises that go, and of what takes their place.
    """
    exchange = _Exchange(goes, person)
    return program.model_copy(update={"weeks": tuple(map(exchange.week, program.weeks))})


@dataclass(slots=True)
class _Exchange:
    """What is exchanged once is remembered: weeks repeat their items."""

    goes: Mapping[str, str]
    person: Person
    items: dict[Item, Item] = field(default_factory=dict)
    preps: dict[tuple[Prep, ...], tuple[Prep, ...]] = field(default_factory=dict)

    def week(self, week: Week) -> Week:
        sessions = tuple(map(self.session, week.sessions))
        is_same = all(new is old for new, old in zip(sessions, week.sessions, strict=True))
        return week if is_same else week.model_copy(update={"sessions": sessions})

    def session(self, session: Session) -> Session:
        items = tuple(map(self.item, session.items))
        changed: dict[str, object] = {}
        if any(new is not old for new, old in zip(items, session.items, strict=True)):
            changed["items"] = items
        if any(new.exercise_id != old.exercise_id for new, old in zip(items, session.items, strict=True)):
            changed |= {"est_minutes": estimated_minutes(items, self.person.minutes), "focus": _focus(session, items)}
        for name in ("warmup", "cooldown"):
            before = getattr(session, name)
            if (after := self.prepared(before)) != before:
                changed[name] = after
        return session.model_copy(update=changed) if changed else session

    def item(self, item: Item) -> Item:
        if item not in self.items:
            new_id = self.goes.get(item.exercise_id)
            new = item if new_id is None else as_exercise(item, catalogue()[new_id], self.person)
            self.items[item] = self._with_substitutes(new)
        return self.items[item]

    def prepared(self, preps: tuple[Prep, ...]) -> tuple[Prep, ...]:
        if preps not in self.preps:
            self.preps[preps] = tuple(self._prepared(preps))
        return self.preps[preps]

    def _prepared(self, preps: tuple[Prep, ...]) -> Iterator[Prep]:
        taken = {prep.exercise_id for prep in preps}
        for prep in preps:
            exercise = catalogue().get(prep.exercise_id)
            if exercise is None or (prep.exercise_id not in self.goes and may_do(exercise, self.person)):
                yield prep
                continue
            for id_ in choices(exercise, self.person, taken)[:1]:
                other = catalogue()[id_]
                taken.add(id_)
                yield Prep(exercise_id=id_, name=other.name, duration_s=prep.duration_s, cue=other.cue)

    def _with_substitutes(self, item: Item) -> Item:
        """An item with substitutes that may be done, at least as many as make a choice."""
        exercise = catalogue().get(item.exercise_id)
        fine = [id_ for id_ in item.substitutes if id_ in catalogue() and may_do(catalogue()[id_], self.person)]
        fine = [id_ for id_ in fine if id_ != item.exercise_id]
        if exercise is not None and len(fine) < LEAST_SUBSTITUTES:
            more = choices(exercise, self.person, frozenset(fine))
            fine += more[: LEAST_SUBSTITUTES - len(fine)]
        return item if item.substitutes == tuple(fine) else item.model_copy(update={"substitutes": tuple(fine)})


def as_exercise(item: Item, exercise: Exercise, person: Person) -> Item:
    """An item of another exercise: sets, effort and rest stay, or the minutes do."""
    named = {"exercise_id": exercise.id, "name": exercise.name, "cue": exercise.cue}
    if isinstance(item, CardioItem):
        modality = exercise.modality or exercise.pattern.value
        is_other = modality != item.modality
        return item.model_copy(update={**named, "modality": modality} | ({"intervals": None} if is_other else {}))
    before = catalogue()[item.exercise_id]
    return item.model_copy(
        update={
            **named,
            **_counted(item, before, exercise, person),
            "per_side": exercise.unilateral,
            "tempo": None if exercise.is_hold else item.tempo,
            "progression_id": progression_of(exercise, person),
        }
    )


def _counted(item: StrengthItem, before: Exercise, exercise: Exercise, person: Person) -> dict[str, object]:
    """How much of it, and how heavy: the same, where the two are counted alike."""
    if exercise.is_hold:
        duration_s = item.duration_s if before.is_hold else hold_for(exercise)
        return {"reps_min": None, "reps_max": None, "duration_s": duration_s, "load": load_for(exercise)}
    is_alike = item.reps_min is not None and before.is_loaded is exercise.is_loaded
    low, high = (item.reps_min, item.reps_max) if is_alike else reps_for(exercise, item.role, person)
    keeps_load = item.load.type is LoadType.PCT_1RM and exercise.is_main_lift and is_alike
    load = item.load if keeps_load else load_for(exercise)
    return {"reps_min": low, "reps_max": high, "duration_s": None, "distance_m": None, "load": load}


def _focus(session: Session, items: tuple[Item, ...]) -> tuple[str, ...]:
    """The muscles that a session is for, where it names muscles."""
    known = [catalogue()[item.exercise_id] for item in items if item.exercise_id in catalogue()]
    muscles = tuple(dict.fromkeys(muscle.value for one in known for muscle in one.primary))
    is_named_so = all(one.pattern is not Pattern.CARDIO for one in known) and set(session.focus) & set(muscles)
    return muscles[:MOST_FOCUS] if is_named_so else session.focus
