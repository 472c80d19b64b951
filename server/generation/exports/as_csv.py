"""A row a set, for spreadsheets: RFC 4180, with columns left free to write down what was done."""

import csv
from collections.abc import Iterator
from io import StringIO

from schemas.program import CardioItem, Session, StrengthItem, Week
from server.generation.exports.source import Source
from server.generation.exports.text import plain

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes the file for the machine's own code page, and breaks every letter beyond ASCII."""

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the wide ones are meant
"""What makes a cell a formula (owasp.org/www-community/attacks/CSV_Injection)."""

COLUMNS = (
    "week", "block", "lighter_week", "day", "weekday", "session", "session_type", "order", "exercise", "exercise_id",
    "role", "superset", "set", "set_type", "reps_min", "reps_max", "seconds", "metres", "per_side", "load_type",
    "load_min", "load_max", "rir_min", "rir_max", "rest_s", "tempo", "minutes", "rpe_min", "rpe_max", "interval_reps",
    "interval_work_s", "interval_recover_s", "cue", "note", "done_amount", "done_load", "done_rir",
)  # fmt: skip

Cell = str | float | None


def as_csv(source: Source) -> str:
    """All sets of all weeks; endurance work is one row."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for week in source.program.weeks:
        for session in week.sessions:
            writer.writerows(_rows(week, session))
    return BYTE_ORDER_MARK + out.getvalue()


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: the apostrophe in front says that it is text."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(FORMULA_STARTS) else shown


def _rows(week: Week, session: Session) -> Iterator[list[Cell]]:
    where: list[Cell] = [
        week.index,
        guarded(week.block),
        _yes(week.is_deload),
        session.day_index,
        session.weekday or "",
        guarded(session.name),
        session.type,
    ]
    for item in session.items:
        what: list[Cell] = [item.order, guarded(item.name), guarded(item.exercise_id), item.role]
        said: list[Cell] = [guarded(item.cue), guarded(item.note), None, None, None]
        if isinstance(item, CardioItem):
            yield [*where, *what, *_endurance(item), *said]
            continue
        group, dose = guarded(item.superset_group or ""), _dose(item)
        for number in range(1, item.sets + 1):
            yield [*where, *what, group, number, *dose, *said]


def _dose(item: StrengthItem) -> list[Cell]:
    return [
        item.set_type,
        item.reps_min,
        item.reps_max,
        item.duration_s,
        item.distance_m,
        _yes(item.per_side),
        item.load.type,
        _short(item.load.min),
        _short(item.load.max),
        item.rir_min,
        item.rir_max,
        item.rest_s,
        item.tempo,
        *[None] * 6,
    ]


def _endurance(item: CardioItem) -> list[Cell]:
    found = item.intervals
    times: list[Cell] = [found.reps, found.work_s, found.recover_s] if found else [None] * 3
    return [None, 1, *[None] * 13, _short(item.duration_min), _short(item.rpe_min), _short(item.rpe_max), *times]


def _short(number: float | None) -> Cell:
    """Whole numbers without their ``.0``."""
    return None if number is None else f"{number:g}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
