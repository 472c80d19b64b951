"""From week to week: no dips that make the next week a jump, and no jumps: what G6, G7, G8 and G9 ask for. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from schemas.program import StrengthItem
from server.generation.repair.draft import Draft, DraftSession, DraftWeek, Move
from server.generation.repair.trim import (
    Before,
    trim_day_after,
    trim_deload,
    trim_rise,
    trim_sessions,
    trim_week,
)
from server.generation.validation.gate_progression import LoadKey, most_load, most_sets
from server.generation.validation.gate_recovery import day_number
from server.generation.validation.gate_structure import NUMBERED
from server.generation.validation.muscles import MuscleSets

DIP_SHARE = 0.6
"""Of the sets of both neighbours: a working week that has less is an accident."""

Loads = dict[LoadKey, StrengthItem]
"""The item with the heaviest load of each exercise whose load is a number."""


def fill_dips(draft: Draft) -> None:
    """A working week that has far less than its neighbours repeats one of them, so that the next is no jump."""
    working = [week for week in draft.weeks if not week.is_deload]
    before: DraftWeek | None = None
    for week, following in pairwise(working):
        if week.index > draft.closed:
            if _is_dip(week.counted, following.counted, None if before is None else before.counted):
                _repeat(week, before or following)
                draft.note(Move.ADD, "A week that has far less than those around it is filled up.", week)
            if before is not None:
                _fill_loads(draft, week, heaviest_of(before), heaviest_of(following))
        before = week


def hold_back(draft: Draft) -> None:
    """Week by week, take off what is too much for a session, for two days in a row, for the week, for a rise."""
    before: MuscleSets | None = None
    sets: Before = {}
    loads: Loads = {}
    last: tuple[int, DraftSession] | None = None
    is_dated = any(session.of.weekday is not None for week in draft.weeks for session in week.sessions)
    for week in draft.weeks:
        if week.index > draft.closed:
            trim_sessions(draft, week)
            trim_week(draft, week)
            _rest_a_day(draft, week, last, is_dated=is_dated)
            if before is not None and week.is_deload:
                trim_deload(draft, week, before)
            elif before is not None:
                trim_rise(draft, week, before, sets, most_sets)
            _hold_loads(draft, week, loads)
        last = max(_dated(week, is_dated=is_dated), key=lambda dated: dated[0], default=last)
        if not week.is_deload:
            before, sets = week.counted, _sets_of(week)
            loads |= heaviest_of(week)


def heaviest_of(week: DraftWeek) -> Loads:
    """The item with the heaviest load of each exercise whose load is a number."""
    found: Loads = {}
    for item in _loaded(week):
        key = (item.exercise_id, item.load.type)
        if key not in found or heaviness(found[key]) < heaviness(item):
            found[key] = item
    return found


def heaviness(item: StrengthItem) -> float:
    """The number of its load, the higher one."""
    return item.load.max or item.load.min or 0


def _loaded(week: DraftWeek) -> Iterator[StrengthItem]:
    return (item for _, _, item in week.items() if isinstance(item, StrengthItem) and item.load.type in NUMBERED)


def _is_dip(now: MuscleSets, following: MuscleSets, before: MuscleSets | None) -> bool:
    """Whether a week has far less than the next, and than the one before; of the first only all sets together count."""
    around = following.total if before is None else min(before.total, following.total)
    if now.total < DIP_SHARE * around and following.total > most_sets(now.total):
        return True
    if before is None:
        return False
    usual = {muscle: min(sets, before.limited.get(muscle, 0)) for muscle, sets in following.limited.items()}
    return any(
        now.limited.get(muscle, 0) < DIP_SHARE * sets
        and following.limited[muscle] > most_sets(now.limited.get(muscle, 0))
        for muscle, sets in usual.items()
    )


def _repeat(week: DraftWeek, source: DraftWeek) -> None:
    for session, other in zip(week.sessions, source.sessions, strict=False):
        session.items = list(other.items)


def _fill_loads(draft: Draft, week: DraftWeek, before: Loads, following: Loads) -> None:
    """A load that dips between two weeks that are no jump from each other is that of the week before."""
    now = heaviest_of(week)
    for key in now.keys() & before.keys() & following.keys():
        next_load = heaviness(following[key])
        if next_load > most_load(*key, heaviness(now[key])) and next_load <= most_load(*key, heaviness(before[key])):
            _prescribe(draft, week, now[key], before[key])


def _hold_loads(draft: Draft, week: DraftWeek, loads: Loads) -> None:
    """A load that jumps is the one that was lifted last, for as many repetitions."""
    for key, before in loads.items():
        for item in [one for one in _loaded(week) if (one.exercise_id, one.load.type) == key]:
            if heaviness(item) > most_load(*key, heaviness(before)):
                _prescribe(draft, week, item, before)


def _prescribe(draft: Draft, week: DraftWeek, item: StrengthItem, like: StrengthItem) -> None:
    fields = ("reps_min", "reps_max", "duration_s", "distance_m", "rir_min", "rir_max", "load")
    for session, place, other in list(week.items()):
        if other is item:
            session.items[place] = item.model_copy(update={field: getattr(like, field) for field in fields})
            draft.note(Move.SCALE, f"{item.name} gets heavier more slowly.", week, session)


def _rest_a_day(draft: Draft, week: DraftWeek, last: tuple[int, DraftSession] | None, *, is_dated: bool) -> None:
    dated = _dated(week, is_dated=is_dated)
    for (day, before), (next_day, after) in pairwise([last, *dated] if last is not None else dated):
        if next_day - day == 1:
            trim_day_after(draft, week, before, after)


def _dated(week: DraftWeek, *, is_dated: bool) -> list[tuple[int, DraftSession]]:
    known = [session for session in week.sessions if not is_dated or session.of.weekday is not None]
    days = [(day_number(week.index, one.of.day_index, one.of.weekday), one) for one in known]
    return sorted(days, key=lambda dated: dated[0])


def _sets_of(week: DraftWeek) -> Before:
    return {
        (session.of.day_index, item.exercise_id): item.sets
        for session, _, item in week.items()
        if isinstance(item, StrengthItem)
    }
