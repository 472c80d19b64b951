"""Gate G8: a muscle that worked hard rests a day, and a week of seven sessions has one to recover on. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from schemas.program import CardioItem, Finding, SessionType
from schemas.request import Weekday
from server.generation.validation.sheet import SessionSheet, Sheet

DAYS_OF_A_WEEK = 7
HARD_SETS = 6
EASY_RPE = 5
WEEKDAYS = tuple(Weekday)


def unrested(sheet: Sheet) -> Iterator[Finding]:
    """G8: no muscle with 6 or more sets on each of two days in a row; in seven days one to recover on [A11: 48 h].

    A week's last day and the next week's first are two days in a row as well.
    Days are those of the calendar where the program says them. Where it says none, sessions are on the day of the week
    with their number; of a program that says some, those without a day can be anywhere, and are left out.
    """
    for before, after in pairwise(_dated(sheet)):
        if after[0] - before[0] == 1:
            yield from _twice_in_a_row(before[1], after[1])
    for week in sheet.weeks:
        if len(week.sessions) == DAYS_OF_A_WEEK and not any(map(is_recovery, week.sessions)):
            yield Finding(
                rule="G8",
                message=f"Week {week.week.index} has seven sessions, and none to recover on.",
                value=0,
                bound="at least 1 easy session of type recovery",
                week=week.week.index,
            )


def is_recovery(session: SessionSheet) -> bool:
    """Whether one recovers on it: called so, without sets that train muscles, and easy."""
    is_easy = all(item.rpe_max <= EASY_RPE for item in session.session.items if isinstance(item, CardioItem))
    return session.session.type is SessionType.RECOVERY and not session.done and is_easy


def day_number(week: int, day_index: int, weekday: Weekday | None) -> int:
    """Days since the program's first Monday; a session without a weekday is on the day with its number."""
    place = day_index - 1 if weekday is None else WEEKDAYS.index(weekday)
    return (week - 1) * DAYS_OF_A_WEEK + place


def _dated(sheet: Sheet) -> list[tuple[int, SessionSheet]]:
    is_dated = any(session.session.weekday is not None for session in sheet.sessions)
    known = [session for session in sheet.sessions if not is_dated or session.session.weekday is not None]
    numbered = [(day_number(one.week.index, one.session.day_index, one.session.weekday), one) for one in known]
    return sorted(numbered, key=lambda dated: dated[0])


def _twice_in_a_row(before: SessionSheet, after: SessionSheet) -> Iterator[Finding]:
    first = before.counted.limited
    for muscle, sets in after.counted.limited.items():
        if sets >= HARD_SETS and first.get(muscle, 0) >= HARD_SETS:
            earlier = "the day before" if before.week is after.week else "the last day of the week before"
            yield Finding(
                rule="G8",
                message=(
                    f"{after.place} has {sets:g} sets for the {muscle.replace('_', ' ')}, "
                    f"which had {first[muscle]:g} {earlier}."
                ),
                value=min(sets, first[muscle]),
                bound=f"fewer than {HARD_SETS} sets on one of two days in a row",
                week=after.week.index,
                day=after.session.day_index,
                muscle=muscle,
            )
