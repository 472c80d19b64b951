"""The protocol as users read it says everything that the models say."""

from pathlib import Path

import pytest

from schemas.asyncapi import CLIENT_FRAMES, SERVER_FRAMES
from schemas.close_codes import CloseCode, may_reconnect
from schemas.errors import ErrorCode
from schemas.exports import ExportFormat
from schemas.model import WireModel
from schemas.request import ProgramRequest, ReviseRequest

TEXT = (Path(__file__).parents[2] / "schemas" / "README.md").read_text(encoding="utf-8")
COMMON = {"type", "id", "job_id", "user_id", "seq", "at", "attempt", "status", "progress"}
OWN_CODES = [code for code in CloseCode if code >= CloseCode.SERVER_ERROR]


def _rows(name: str) -> str:
    told = (line for line in TEXT.splitlines() if line.startswith(("|", "Without a number")))
    return "\n".join(line for line in told if f"`{name}`" in line or f"`{name} " in line)


@pytest.mark.parametrize("frame", [*CLIENT_FRAMES, *SERVER_FRAMES], ids=lambda frame: frame.__name__)
def test_every_frame_is_there_with_its_fields(frame: type[WireModel]) -> None:
    """Those that all numbered frames have are named once for all."""
    rows = _rows(frame.model_fields["type"].default)
    assert rows
    missing = [name for name in frame.model_fields if name not in COMMON and name not in rows]
    assert missing == []


@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_code_is_there(code: ErrorCode) -> None:
    """With when it comes."""
    assert _rows(code)


@pytest.mark.parametrize("form", ExportFormat)
def test_every_form_of_a_program_is_there(form: ExportFormat) -> None:
    """With what it is for."""
    assert _rows(form)


@pytest.mark.parametrize("code", OWN_CODES)
def test_every_close_code_is_there_with_its_verdict(code: CloseCode) -> None:
    """As the range has it."""
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| {code.value} |")]
    assert f"| {code.name.lower()} |" in row
    assert ("connect again" in row) == may_reconnect(code)


@pytest.mark.parametrize(
    ("model", "begin", "end"), [(ProgramRequest, "`generate`", "Of "), (ReviseRequest, "Of ", "(")]
)
def test_every_field_of_a_request_is_there(model: type[WireModel], begin: str, end: str) -> None:
    """With a star where it must be."""
    section = TEXT.partition("## Submitting")[2].partition(begin)[2].partition(end)[0]
    for name, field in model.model_fields.items():
        assert f"`{name}`" in section
        assert (f"`{name}`\\*" in section) == field.is_required(), name
