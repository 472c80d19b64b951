"""All forms together: pure, deterministic, and whole for every text."""

import json

import pytest
from hypothesis import given

from schemas.exports import ExportFormat
from schemas.program import Program
from server.generation.exports.table import EXPORTS
from tests.generation.exports.sources import many_texts, program_for, saying, source_of, texts


def test_every_form_is_made() -> None:
    """With a media type and an ending of its own."""
    assert set(EXPORTS) == set(ExportFormat)
    assert len({export.media_type for export in EXPORTS.values()}) == len(EXPORTS)
    assert len({export.extension for export in EXPORTS.values()}) == len(EXPORTS)


@pytest.mark.parametrize("form", ExportFormat)
def test_the_same_program_gives_the_same_file(form: ExportFormat) -> None:
    """To the last byte."""
    source = source_of(program_for())
    assert EXPORTS[form].make(source) == EXPORTS[form].make(source)


@many_texts
@given(texts)
def test_every_form_is_utf_8_without_controls(text: str) -> None:
    """Line ends and the mark at the beginning of a spreadsheet are the only ones; JSON has its own escapes."""
    source = source_of(saying(text))
    for form, export in EXPORTS.items():
        written = export.make(source).encode().decode().removeprefix("\ufeff")
        assert not [c for c in written if (c < " " and c not in "\r\n") or (form != "json" and "\x7f" <= c <= "\x9f")]


def test_json_is_the_document() -> None:
    """It reads back as the same program."""
    program = program_for()
    written = EXPORTS[ExportFormat.JSON].make(source_of(program))
    assert Program.model_validate(json.loads(written)) == program


@many_texts
@given(texts)
def test_json_keeps_every_text_as_it_was(text: str) -> None:
    """It is the one form that changes nothing."""
    program = saying(text)
    assert Program.model_validate_json(EXPORTS[ExportFormat.JSON].make(source_of(program))) == program
