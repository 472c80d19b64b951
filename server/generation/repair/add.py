"""Sets for the muscles that have less than they need, where there is room: what the volume rule asks for. Pure."""

from collections.abc import Callable, Collection

from schemas.program import StrengthItem
from server.generation.counting import is_work
from server.generation.repair.draft import Draft, DraftWeek, Move
from server.generation.validation.asked import asked_of
from server.generation.validation.gate_volume import SESSION_SETS
from server.generation.validation.groups import Group, worth_for_groups

MOST_TRIALS = 12
MOST_SETS = 5
"""Of an exercise; beyond it another exercise is better."""

Line = tuple[int, str]
"""An exercise of a day, the same in all weeks that have it: ``day_index`` and id."""


def add(draft: Draft, passes_gates: Callable[[Draft], bool], before: Collection[Group] = ()) -> bool:
    """Give lines that train what is short a further set in each working week, as long as no gate breaks.

    Args:
        draft: is changed.
        passes_gates: whether it may be as it is.
        before: what was short before anything was mended, and may stay so.

    Returns:
        whether anything was added.
    """
    full: set[Line] = set()
    has_added = False
    for _ in range(MOST_TRIALS):
        groups = [group for group in short_groups(draft) if group not in before]
        line = next((one for group in groups for one in _lines(draft, group) if one not in full), None)
        if line is None:
            break
        kept = [(session, list(session.items)) for week in draft.open for session in week.sessions]
        name = _grow(draft, line)
        if name is not None and passes_gates(draft):
            draft.note(Move.ADD, f"{name} has more sets.")
            has_added = True
        else:
            full.add(line)
            for session, items in kept:
                session.items = items
    return has_added


def short_groups(draft: Draft) -> list[Group]:
    """The muscle groups that get less than they need in a working week, those that lack most first."""
    asked, weeks = asked_of(draft.person), _working(draft)
    if not weeks:
        return []
    sets: dict[Group, float] = dict.fromkeys(Group, 0.0)
    for week in weeks:
        for session in week.sessions:
            for item in session.work:
                for group, share in worth_for_groups(item.exercise_id).items():
                    sets[group] += share * item.sets / len(weeks)
    days = max(sum(bool(session.work) for session in week.sessions) for week in weeks)
    floor = asked.floor_sets(max(asked.least_resistance_days, days))
    return sorted((group for group in asked.possible.groups if sets[group] < floor), key=lambda group: sets[group])


def _lines(draft: Draft, group: Group) -> list[Line]:
    """What trains a group first, in sessions that have room and time; the fewest sets first."""
    found: dict[Line, int] = {}
    for week in _working(draft):
        for session in week.sessions:
            has_room = session.counted.total < SESSION_SETS and session.minutes(draft.person) < draft.person.minutes
            for item in session.work if has_room else ():
                if worth_for_groups(item.exercise_id).get(group) == 1 and item.sets < MOST_SETS:
                    found.setdefault((session.of.day_index, item.exercise_id), item.sets)
    return sorted(found, key=lambda line: (found[line], line))


def _grow(draft: Draft, line: Line) -> str | None:
    """One set more in each working week in which a line has room for it; the name of its exercise, if there is any."""
    day, exercise_id = line
    name = None
    for week in _working(draft):
        for session in week.sessions:
            if session.of.day_index != day:
                continue
            for place, item in enumerate(session.items):
                is_it = item.exercise_id == exercise_id and is_work(item)
                if is_it and isinstance(item, StrengthItem) and item.sets < MOST_SETS:
                    session.items[place] = item.model_copy(update={"sets": item.sets + 1})
                    name = item.name
    return name


def _working(draft: Draft) -> list[DraftWeek]:
    return [week for week in draft.open if not week.is_deload]
