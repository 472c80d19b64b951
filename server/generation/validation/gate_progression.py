"""Gate G9: no week asks for much more than the weeks before it. Pure."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.program import CardioItem, Finding, LoadType, StrengthItem
from server.generation.anatomy import Muscle
from server.generation.counting import running_minutes
from server.generation.exercises import catalogue
from server.generation.validation.gate_recovery import day_number
from server.generation.validation.muscles import MuscleSets
from server.generation.validation.sheet import SessionSheet, Sheet, WeekSheet

PCT_POINTS = 5
KG_SHARE = 1.1
SETS_SHARE = 1.2
SETS_SLACK = 2
"""Two sets more are never a jump, however few there were."""
USEFUL_SETS = 4
"""Nor is the least that is worth it [IVE]."""
LONGEST_RUN_SHARE = 1.1
RUN_SLACK_MIN = 1
WEEKLY_RUN_SHARE = 1.3
WEEKLY_RUN_SLACK_MIN = 5
MEMORY_DAYS = 30
MEMORY_WEEKS = 4

LoadKey = tuple[str, LoadType]


@dataclass(frozen=True, slots=True)
class Placed:
    """An item, and where it stands; ``amount`` is its load or its minutes."""

    amount: float
    session: SessionSheet
    item: StrengthItem | CardioItem


def jumps(sheet: Sheet) -> Iterator[Finding]:
    """G9: versus the last working week, %1RM up to 5 points more, sets up to 20 %, and running grows slowly [A09, L].

    A run is up to 110 % of the longest in 30 days [FR25], a week's running up to 130 % of the fullest of four [NIE].
    Loads are compared for each exercise with the last working week that has it, heaviest with heaviest, so that light
    and heavy days may differ; kilograms rise by a tenth, or by the smallest step that there is. Sets are compared for
    the week and for each muscle. Of small numbers a fifth is less than a set: two sets more are always fine, and so is
    what makes four. Nobody knows what was run before the program: its first runs are where it begins.
    """
    yield from _lifting(sheet)
    yield from _running(sheet)


def most_sets(before: float) -> float:
    """The most weekly sets after a working week with ``before``."""
    return max(SETS_SHARE * before, before + SETS_SLACK, USEFUL_SETS)


def most_load(exercise_id: str, kind: LoadType, before: float) -> float:
    """The heaviest load of an exercise after a week with ``before``, in the unit of its kind."""
    if kind is LoadType.PCT_1RM:
        return before + PCT_POINTS
    exercise = catalogue().get(exercise_id)
    return max(KG_SHARE * before, before + (0 if exercise is None else exercise.increment_kg))


def longest_run(before_min: float) -> float:
    """The longest run after one of so many minutes."""
    return max(LONGEST_RUN_SHARE * before_min, before_min + RUN_SLACK_MIN)


def most_running(before_min: float) -> float:
    """The most running in a week after one of so many minutes."""
    return max(WEEKLY_RUN_SHARE * before_min, before_min + WEEKLY_RUN_SLACK_MIN)


def heaviest_of(week: WeekSheet) -> Mapping[LoadKey, Placed]:
    """The heaviest load of each exercise of a week whose load is a number."""
    found: dict[LoadKey, Placed] = {}
    for session in week.sessions:
        for item in session.strength:
            kind, most = item.load.type, item.load.min if item.load.max is None else item.load.max
            if most is not None and kind in (LoadType.PCT_1RM, LoadType.KG):
                key = (item.exercise_id, kind)
                if key not in found or found[key].amount < most:
                    found[key] = Placed(most, session, item)
    return found


def _lifting(sheet: Sheet) -> Iterator[Finding]:
    loads: dict[LoadKey, float] = {}
    before: MuscleSets | None = None
    for week in sheet.weeks:
        heaviest = heaviest_of(week)
        for (exercise_id, kind), placed in heaviest.items():
            known = loads.get((exercise_id, kind))
            if known is not None and placed.amount > (most := most_load(exercise_id, kind, known)):
                unit = "%" if kind is LoadType.PCT_1RM else "kg"
                yield _in_item(placed, f"goes from {known:g} to {placed.amount:g} {unit}", f"up to {most:g} {unit}")
        if week.week.is_deload:
            continue
        if before is not None:
            yield from _more_sets(week, before)
        before = week.counted
        loads.update((key, placed.amount) for key, placed in heaviest.items())


def _more_sets(week: WeekSheet, before: MuscleSets) -> Iterator[Finding]:
    now = week.counted
    if now.total > most_sets(before.total):
        yield _in_week(week, "the sets", now.total, before.total)
    for muscle, sets in now.limited.items():
        had = before.limited.get(muscle, 0)
        if sets > most_sets(had):
            yield _in_week(week, f"the sets for the {muscle.replace('_', ' ')}", sets, had, muscle)


def _running(sheet: Sheet) -> Iterator[Finding]:
    runs = [(_day(placed.session), placed) for session in sheet.sessions for placed in _runs(session)]
    runs.sort(key=lambda run: run[0])
    yield from _long_runs(runs)
    weekly: dict[int, float] = {}
    for _, run in runs:
        weekly[run.session.week.index] = weekly.get(run.session.week.index, 0) + run.amount
    for index, minutes in weekly.items():
        had = max((weekly.get(index - back, 0) for back in range(1, MEMORY_WEEKS + 1)), default=0)
        if had and minutes > most_running(had):
            yield Finding(
                rule="G9",
                message=f"Week {index} has {minutes:g} minutes of running, after up to {had:g} in the weeks before.",
                value=minutes,
                bound=f"up to {most_running(had):g} minutes",
                week=index,
            )


def _long_runs(runs: list[tuple[int, Placed]]) -> Iterator[Finding]:
    remembered: deque[tuple[int, Placed]] = deque()
    for day, run in runs:
        while remembered and remembered[0][0] < day - MEMORY_DAYS:
            remembered.popleft()
        longest = max((earlier.amount for _, earlier in remembered), default=0)
        is_base = run.session.week.index == runs[0][1].session.week.index
        if longest and not is_base and run.amount > (most := longest_run(longest)):
            yield _in_item(
                run, f"has {run.amount:g} minutes of running, after up to {longest:g}", f"up to {most:g} min"
            )
        remembered.append((day, run))


def _runs(session: SessionSheet) -> Iterator[Placed]:
    for item in session.cardio:
        if minutes := running_minutes(item):
            yield Placed(minutes, session, item)


def _day(session: SessionSheet) -> int:
    return day_number(session.week.index, session.session.day_index, session.session.weekday)


def _in_item(placed: Placed, says: str, bound: str) -> Finding:
    return Finding(
        rule="G9",
        message=f"{placed.session.place}: {placed.item.name} {says}.",
        value=placed.amount,
        bound=bound,
        week=placed.session.week.index,
        day=placed.session.session.day_index,
        order=placed.item.order,
    )


def _in_week(week: WeekSheet, what: str, now: float, before: float, muscle: Muscle | None = None) -> Finding:
    index = week.week.index
    return Finding(
        rule="G9",
        message=f"Week {index}: {what} go from {before:g} to {now:g}.",
        value=now,
        bound=f"up to {most_sets(before):g} sets",
        week=index,
        muscle=muscle,
    )
