"""Gates G1 and G3: a program is whole, and every item says how much and how hard. Pure."""

from collections.abc import Iterator
from math import inf

from schemas.program import CardioItem, Finding, LoadType, SetType, StrengthItem
from server.generation.counting import is_work
from server.generation.validation.faults import AnyItem, Check, Fault, faults_by, in_items
from server.generation.validation.sheet import SessionSheet, Sheet, WeekSheet

MOST_SETS = 10
"""Of one exercise in a session; beyond it something was typed wrongly [J]."""
MOST_REPS = 100
MOST_SET_S = 600
MOST_SET_M = 2000
MOST_REST_S = 600
PERCENT = 100
LEAST_RPE = 1
NUMBERED = frozenset({LoadType.PCT_1RM, LoadType.KG})
"""Loads that say nothing without a number."""


def incomplete(sheet: Sheet) -> Iterator[Finding]:
    """G1: weeks 1 to the last, each with exactly as many sessions as were asked for, on days that are free [J].

    Days are numbered from 1 in each week and items from 1 in each session: findings point with these numbers.
    """
    asked = sheet.person.request
    indexes = [week.week.index for week in sheet.weeks]
    if indexes != list(range(1, asked.duration_weeks + 1)):
        yield Finding(
            rule="G1",
            message=f"The weeks of the program are not the {asked.duration_weeks} that were asked for.",
            value=", ".join(map(str, indexes)),
            bound=f"1 to {asked.duration_weeks}",
        )
    for week in sheet.weeks:
        yield from _incomplete_week(sheet, week)


def unclear(sheet: Sheet) -> Iterator[Finding]:
    """G3: numeric sets, repetitions or time or distance, effort and rest on every work item [CONS]."""
    return in_items("G3", sheet, unclear_item)


def unclear_item(item: AnyItem) -> Iterator[Fault]:
    """What an item does not say, or says in numbers that make no sense."""
    if isinstance(item, CardioItem):
        return faults_by(CARDIO_CHECKS, item)
    return faults_by((*SET_CHECKS, *WORK_CHECKS) if is_work(item) else SET_CHECKS, item)


def _incomplete_week(sheet: Sheet, week: WeekSheet) -> Iterator[Finding]:
    asked, index = sheet.person.request, week.week.index
    days = [session.session.day_index for session in week.sessions]
    if days != list(range(1, asked.days_per_week + 1)):
        yield Finding(
            rule="G1",
            message=f"Week {index} has not the {asked.days_per_week} sessions that were asked for, numbered from 1.",
            value=", ".join(map(str, days)),
            bound=f"1 to {asked.days_per_week}",
            week=index,
        )
    taken = set(asked.unavailable_days)
    for session in week.sessions:
        weekday = session.session.weekday
        if weekday is not None and weekday in taken:
            why = "you have no time then" if weekday in asked.unavailable_days else "another session is on that day"
            yield _at(session, f"is on a day that is taken: {why}", weekday.value, "a free day")
        if weekday is not None:
            taken.add(weekday)
        orders = [item.order for item in session.session.items]
        if not orders:
            yield _at(session, "is empty", 0, "at least 1 item")
        elif orders != list(range(1, len(orders) + 1)):
            yield _at(session, "has items that are not numbered from 1", ", ".join(map(str, orders)), "1, 2, 3, ...")


def _at(session: SessionSheet, says: str, value: float | str, bound: str) -> Finding:
    return Finding(
        rule="G1",
        message=f"{session.place} {says}.",
        value=value,
        bound=bound,
        week=session.week.index,
        day=session.session.day_index,
    )


def _reps_in_order(item: StrengthItem) -> bool:
    low, high = item.reps_min, item.reps_max
    if item.set_type is SetType.AMRAP and high is None:
        high = low  # at least so many
    return low is None if high is None else low is not None and 1 <= low <= high <= MOST_REPS


def _is_measured(item: StrengthItem) -> bool:
    return item.reps_min is not None or bool(item.duration_s) or bool(item.distance_m)


def _rir_in_order(item: StrengthItem) -> bool:
    low, high = item.rir_min, item.rir_max
    return low is None if high is None else low is not None and low <= high


def _has_effort(item: StrengthItem) -> bool:
    return item.rir_min is not None or item.load.type in NUMBERED


def is_load_in_order(item: StrengthItem) -> bool:
    is_numbered, most = item.load.type in NUMBERED, PERCENT if item.load.type is LoadType.PCT_1RM else inf
    numbers = [number for number in (item.load.min, item.load.max) if number is not None]
    if not numbers:
        return not is_numbered
    return 0 <= numbers[0] <= numbers[-1] <= most and (numbers[-1] > 0 or not is_numbered)


def interval_minutes(item: CardioItem) -> float:
    """The intervals of an item, without the recovery behind the last."""
    parts = item.intervals
    return 0 if parts is None else (parts.reps * (parts.work_s + parts.recover_s) - parts.recover_s) / 60


def _span(low: float | None, high: float | None) -> str:
    return f"{'none' if low is None else f'{low:g}'} to {'none' if high is None else f'{high:g}'}"


SET_CHECKS: tuple[Check[StrengthItem], ...] = (
    Check(lambda i: i.sets > MOST_SETS, "has too many sets", lambda i: i.sets, f"1 to {MOST_SETS}"),
    Check(
        lambda i: not _is_measured(i),
        "says neither how often, nor how long, nor how far",
        lambda _: None,
        "repetitions, seconds or metres",
    ),
    Check(
        lambda i: not _reps_in_order(i),
        "has repetitions that do not go from a lower to a higher number",
        lambda i: _span(i.reps_min, i.reps_max),
        f"1 to {MOST_REPS}, the lower first",
    ),
    Check(
        lambda i: (i.duration_s or 0) > MOST_SET_S,
        "has a set that takes too long",
        lambda i: i.duration_s,
        f"up to {MOST_SET_S} s",
    ),
    Check(
        lambda i: (i.distance_m or 0) > MOST_SET_M,
        "has a set that goes too far",
        lambda i: i.distance_m,
        f"up to {MOST_SET_M} m",
    ),
    Check(
        lambda i: not _rir_in_order(i),
        "has repetitions in reserve that do not go from a lower to a higher number",
        lambda i: _span(i.rir_min, i.rir_max),
        "0 to 10, the lower first",
    ),
    Check(
        lambda i: not is_load_in_order(i),
        "has a load that is no number, or does not go from a lower to a higher one",
        lambda i: f"{i.load.type.value} {_span(i.load.min, i.load.max)}",
        "the lower first; percent up to 100",
    ),
    Check(
        lambda i: i.rest_s > MOST_REST_S, "has a rest that is too long", lambda i: i.rest_s, f"up to {MOST_REST_S} s"
    ),
)
"""Of everything that is done in sets."""

WORK_CHECKS: tuple[Check[StrengthItem], ...] = (
    Check(
        lambda i: not _has_effort(i), "does not say how hard it is", lambda _: None, "repetitions in reserve, or a load"
    ),
    Check(
        lambda i: i.rest_s == 0 and i.sets > 1 and i.superset_group is None,
        "has no rest between its sets",
        lambda i: i.rest_s,
        f"1 to {MOST_REST_S} s",
    ),
)
"""Of sets that train muscles, beside `SET_CHECKS`."""

CARDIO_CHECKS: tuple[Check[CardioItem], ...] = (
    Check(
        lambda i: not LEAST_RPE <= i.rpe_min <= i.rpe_max,
        "has an effort that does not go from a lower to a higher number",
        lambda i: _span(i.rpe_min, i.rpe_max),
        "1 to 10, the lower first",
    ),
    Check(
        lambda i: i.hrr_pct is not None and not 0 <= i.hrr_pct[0] <= i.hrr_pct[1] <= PERCENT,
        "has a share of the heart-rate reserve that does not go from a lower to a higher number",
        lambda i: "" if i.hrr_pct is None else _span(*i.hrr_pct),
        "0 to 100, the lower first",
    ),
    Check(
        lambda i: interval_minutes(i) > i.duration_min,
        "has intervals that take longer than it lasts",
        lambda i: round(interval_minutes(i), 1),
        "up to its minutes",
    ),
)
"""Of endurance work; that it has minutes and an effort at all is in its shape."""
