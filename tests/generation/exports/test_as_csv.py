"""CSV: a row a set, as RFC 4180 has it, and no cell that is a formula."""

import csv
from io import StringIO

from hypothesis import given

from server.generation.exports.as_csv import BYTE_ORDER_MARK, COLUMNS, FORMULA_STARTS, as_csv, guarded
from server.generation.exports.text import plain
from tests.generation.exports.sources import TAME, many_texts, program_for, saying, source_of, texts
from tests.generation.exports.written import written_out
from tests.generation.valid_requests import items_of


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), strict=True))


@many_texts
@given(texts)
def test_no_text_breaks_out_of_its_cell(text: str) -> None:
    """As many rows and cells as with harmless words; nothing that a spreadsheet would calculate."""
    written = as_csv(source_of(saying(text)))
    rows = _rows(written)
    assert len(rows) == len(_rows(as_csv(source_of(saying(TAME)))))
    for row in rows:
        assert list(row) == list(COLUMNS)
        assert not any(cell.startswith(FORMULA_STARTS) for cell in row.values())
        assert row["cue"].removeprefix("'") == plain(text).removeprefix("'")


def test_lines_end_as_the_rfc_has_it() -> None:
    """CRLF, the last one too, and none inside."""
    written = as_csv(source_of(saying("a\r\nb\rc\nd")))
    assert written.endswith("\r\n")
    assert written.count("\r") == written.count("\n") == written.count("\r\n")


def test_excel_is_told_the_encoding() -> None:
    """By the mark at the beginning, before the names of the columns."""
    assert as_csv(source_of(program_for())).startswith("\ufeffweek,block,")


def test_a_formula_is_text() -> None:
    """The apostrophe in front makes it so; other text is left alone."""
    assert guarded("=1+1") == "'=1+1"
    assert guarded(" \t-2") == "'-2"
    assert guarded("3-4 = fine") == "3-4 = fine"


def test_every_set_has_a_row() -> None:
    """Endurance work is one; what was done has free columns."""
    program = program_for()
    rows = _rows(as_csv(source_of(program)))
    assert len(rows) == sum(getattr(item, "sets", 1) for item in items_of(program))
    assert {row["done_amount"] + row["done_load"] + row["done_rir"] for row in rows} == {""}
    lighter = {str(week.index) for week in program.weeks if week.is_deload}
    assert {row["week"] for row in rows if row["lighter_week"] == "yes"} == lighter


def test_a_row_has_each_number_by_itself() -> None:
    """Ranges in two cells: a spreadsheet would take 6-10 for a date."""
    row = _rows(as_csv(source_of(written_out())))[2]
    assert {name: cell for name, cell in row.items() if cell} == {
        "week": "1",
        "block": "Build",
        "lighter_week": "no",
        "day": "1",
        "weekday": "mon",
        "session": "Upper body",
        "session_type": "resistance",
        "order": "1",
        "exercise": "Barbell bench press",
        "exercise_id": "barbell_bench_press",
        "role": "main",
        "set": "3",
        "set_type": "normal",
        "reps_min": "6",
        "reps_max": "10",
        "per_side": "no",
        "load_type": "pct_1rm",
        "load_min": "67",
        "load_max": "77",
        "rir_min": "2",
        "rir_max": "3",
        "rest_s": "120",
        "tempo": "3-0-1-0",
        "cue": "Steadily.",
    }


def test_every_kind_of_work_has_its_columns() -> None:
    """Holds in seconds, distances in metres, endurance in minutes and intervals, loads as they are."""
    rows = {row["exercise_id"] + row["weekday"]: row for row in _rows(as_csv(source_of(written_out())))}
    assert rows["suitcase_carrymon"]["metres"] == "40"
    assert rows["plankmon"]["seconds"] == "30"
    assert (rows["barbell_curlmon"]["superset"], rows["barbell_curlmon"]["load_min"]) == ("A", "22.5")
    assert rows["walk_runfri"]["minutes"] == "32.5"
    run = rows["walk_runwed"]
    assert [run[name] for name in COLUMNS[26:32]] == ["22", "3", "4", "4", "120", "60"]
