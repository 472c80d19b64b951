"""What is different in a program from the one that it was made of, in sentences that can be spoken. Pure.

The most important first; each has at most `MOST_WORDS` words, and there are at most `MOST_SENTENCES`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from schemas.program import Program
from schemas.request import Effort, Equipment, Weekday
from server.generation.anatomy import Muscle
from server.generation.counting import muscle_sets
from server.generation.exercises import catalogue
from server.generation.person import Person
from server.generation.revise.draft import PIECES as ALL_PIECES
from server.generation.revise.exchanges import distance, exercises_of, preps_of
from server.generation.revise.questions import PIECES, listed, spoken_count, spoken_days

MOST_SENTENCES = 8
MOST_WORDS = 20
MOST_REPLACED = 3
"""Told one by one; more are told together."""
MOST_NAMED = 4
CLOSER, FURTHER = "you work closer to your limit", "you stay further from your limit"


@dataclass(frozen=True, slots=True)
class Version:
    """A program, and the person that it was made for."""

    program: Program
    person: Person


def changes_between(old: Version, new: Version) -> tuple[str, ...]:
    """What is different, and what stays; at least one sentence."""
    told = [
        *_amounts(old, new),
        *_weekdays(old, new),
        *_aims(old, new),
        *_joints(old, new),
        *_equipment(old, new),
        *_exercises(old, new),
    ]
    stays = _staying(old, new)
    return (*told[: MOST_SENTENCES - 1], stays) if stays else tuple(told[:MOST_SENTENCES])


def _amounts(old: Version, new: Version) -> Iterator[str]:
    before, after = old.person.request, new.person.request
    if after.days_per_week != before.days_per_week:
        yield f"You train on {spoken_count(after.days_per_week, 'day')} a week now, not {before.days_per_week}."
    if after.duration_weeks != before.duration_weeks:
        yield f"The program has {spoken_count(after.duration_weeks, 'week')} now, not {before.duration_weeks}."
    if after.session_minutes != before.session_minutes:
        yield f"A session takes up to {after.session_minutes} minutes now, not {before.session_minutes}."


def _weekdays(old: Version, new: Version) -> Iterator[str]:
    before, after = _days_of(old.program), _days_of(new.program)
    if after != before and after:
        yield f"Your days are {spoken_days(after)}."
        return
    was_out, is_out = ({*version.person.request.unavailable_days} for version in (old, new))
    if is_out - was_out:
        yield f"No session falls on {_in_order(is_out - was_out)}."
    if was_out - is_out:
        yield f"It may use {_in_order(was_out - is_out)} again."


def _in_order(days: Collection[Weekday]) -> str:
    return spoken_days(day for day in Weekday if day in days)


def _aims(old: Version, new: Version) -> Iterator[str]:
    before, after = old.person.request, new.person.request
    if after.goal_category != before.goal_category:
        yield f"The goal is {after.goal_category.replace('_', ' ')} now."
    if muscles := new.person.focus - old.person.focus:
        yield _focus(muscles, old.program, new.program)
    if after.fitness_level != before.fitness_level:
        yield f"It is made for the {after.fitness_level} level now."
    elif after.effort != before.effort:
        efforts = list(Effort)
        is_harder = efforts.index(after.effort) > efforts.index(before.effort)
        yield f"It is a step harder: {CLOSER}." if is_harder else f"It is a step easier: {FURTHER}."
    if new.person.most_rpe < old.person.most_rpe:
        yield "The effort stays moderate from now on, after what you told me of your health."


def _focus(muscles: Iterable[Muscle], old: Program, new: Program) -> str:
    before, after = _fullest(old), _fullest(new)
    more = sorted(muscle.replace("_", " ") for muscle in muscles if after[muscle] > before[muscle])
    if more:
        return f"More sets a week for {listed(more)}."
    return f"As many sets as fit are there already for {listed(sorted(one.replace('_', ' ') for one in muscles))}."


def _fullest(program: Program) -> Counter[Muscle]:
    """Of each muscle, the sets of the week that has most of them."""
    most: Counter[Muscle] = Counter()
    for week in program.weeks:
        most |= muscle_sets(week.sessions)
    return most


def _joints(old: Version, new: Version) -> Iterator[str]:
    if spared := new.person.injured - old.person.injured:
        yield f"Your {listed(_joint_names(spared))} {'is' if len(spared) == 1 else 'are'} spared."
    if healed := old.person.injured - new.person.injured:
        yield f"Your {listed(_joint_names(healed))} may be loaded again."
    if new.person.conditions - old.person.conditions:
        yield "What you told me of your health rules some exercises out."


def _equipment(old: Version, new: Version) -> Iterator[str]:
    before, after = old.person.equipment & ALL_PIECES, new.person.equipment & ALL_PIECES
    if after != before and not after:
        yield "It needs no equipment any more."
    elif after == ALL_PIECES != before:
        yield "Everything in a full gym may be used now."
    elif after != before and len(before - after) > MOST_NAMED:
        yield f"It needs only {listed(_piece_names(after))} now."
    else:
        if gone := before - after:
            yield f"It needs no {listed(_plain_names(gone), 'or')} any more."
        if new_ones := after - before:
            yield f"It may use {listed(_piece_names(new_ones))} now."


def _exercises(old: Version, new: Version) -> Iterator[str]:
    before, after = exercises_of(old.program), exercises_of(new.program)
    pairs = _aligned(old.program, new.program)
    is_aligned = pairs is not None
    if pairs is None:
        pairs = dict(_pairs([id_ for id_ in before if id_ not in after], [id_ for id_ in after if id_ not in before]))
    if len(pairs) <= MOST_REPLACED:
        yield from (f"{_name(out)} is replaced by {_plain_name(into)}." for out, into in pairs.items())
    else:
        yield _naming(f"{len(pairs)} exercises are replaced, among them ", pairs)
    if left := [id_ for id_ in before if id_ not in after and id_ not in pairs]:
        yield _naming("No longer in it: ", left)
    if added := [id_ for id_ in after if id_ not in before and id_ not in pairs.values()]:
        yield _naming("New in it: ", added)
    if is_aligned and (prepared := [id_ for id_ in preps_of(old.program) if id_ not in preps_of(new.program)]):
        yield _naming("No longer in warm-up and cool-down: ", prepared)


def _staying(old: Version, new: Version) -> str:
    before, after = exercises_of(old.program), exercises_of(new.program)
    staying = [id_ for id_ in before if id_ in after]
    if old.program.weeks == new.program.weeks or (staying and len(staying) == len(before) == len(after)):
        return "All exercises stay." if old.program.weeks != new.program.weeks else "Everything else stays as it is."
    if not staying:
        return ""
    return f"{len(staying)} of {len(before)} exercises stay."


def _aligned(old: Program, new: Program) -> dict[str, str] | None:
    """What takes the place of what, where both programs have the same places in all weeks; None where they have not."""
    before, after = ([session for week in one.weeks for session in week.sessions] for one in (old, new))
    if [len(session.items) for session in before] != [len(session.items) for session in after]:
        return None
    items = zip(
        (item for session in before for item in session.items),
        (item for session in after for item in session.items),
        strict=True,
    )
    pairs: dict[str, str] = {}
    for out, into in items:
        if pairs.setdefault(out.exercise_id, into.exercise_id) != into.exercise_id:
            return None
    return {out: into for out, into in pairs.items() if out != into}


def _pairs(gone: list[str], come: list[str]) -> Iterator[tuple[str, str]]:
    """What takes the place of what: the most alike of the same movement."""
    known, free = catalogue(), list(come)
    for out in gone:
        alike = [into for into in free if out in known and known[into].pattern == known[out].pattern]
        if alike:
            into = min(alike, key=lambda id_: distance(known[id_], known[out]))
            free.remove(into)
            yield out, into


def _days_of(program: Program) -> tuple[Weekday, ...]:
    return tuple(session.weekday for session in program.weeks[0].sessions if session.weekday is not None)


def _naming(opening: str, ids: Iterable[str]) -> str:
    """A sentence that ends with names: as many as may be said in one breath."""
    names = [_plain_name(id_) for id_ in ids]
    for count in range(min(len(names), MOST_NAMED), 0, -1):
        more = len(names) - count
        sentence = f"{opening}{listed([*names[:count], f'{more} more'] if more else names)}."
        if len(sentence.split()) <= MOST_WORDS:
            return sentence
    return f"{opening}{len(names)} exercises."


def _name(id_: str) -> str:
    exercise = catalogue().get(id_)
    return id_.replace("_", " ").capitalize() if exercise is None else exercise.name


def _plain_name(id_: str) -> str:
    name = _name(id_)
    return name[:1].lower() + name[1:]


def _joint_names(joints: Iterable[str]) -> list[str]:
    return sorted(joint.replace("low_back", "lower back") for joint in joints)


def _piece_names(pieces: Iterable[Equipment]) -> list[str]:
    return sorted(PIECES[piece] for piece in pieces)


def _plain_names(pieces: Iterable[Equipment]) -> list[str]:
    return [name.removeprefix("a ") for name in _piece_names(pieces)]
