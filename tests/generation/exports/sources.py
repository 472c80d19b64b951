"""Programs to export: real ones, and such as somebody wrote who means harm."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from schemas.program import Program
from server.generation.exports.source import Source
from tests.generation.exports.written import written_out
from tests.generation.valid_requests import made_for

PROGRAM_ID = "3f0e7b0c-5a8e-4d5e-9a35-0d6f3f9f2a11"
MADE_ON_A_WEDNESDAY = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)

FREE_TEXT = frozenset(
    {
        "name", "description", "goal_raw", "cue", "note", "aim", "rule", "on_failure", "block", "split", "talk_test",
        "notices", "stop_signs", "assumptions", "warnings", "superset_group", "modality", "spoken_summary",
        "changes",
    }
)  # fmt: skip

TAME = "Plain words"

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+1-1",
    "\t=1+1",
    "＝1+1",  # noqa: RUF001 - spreadsheets take the wide one too
    "<script>alert(1)</script>",
    "</title></svg><svg onload=alert(1)>",
    "]]> &amp; &#x3c; \"quoted\" 'too'",
    "![x](javascript:alert(1)) [y](http://evil.example) <http://evil.example>",
    "http://evil.example www.evil.example somebody@evil.example",
    "```\ncode",
    "    code",
    "| a | b |\n| --- | --- |",
    "# Heading #",
    "1. one\n2. two",
    "- item\n---\n===",
    "> quoted **bold** _em_ ~~gone~~ `code` $x$",
    "backslash \\",
    "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VEVENT;X=1,2:\\n",
    "Squat / 3x8 / progress: custom() {~ weights = 1 ~}",
    "# Week 9\n## Day 1\nSquat / 9x9",
    "...Squat[1]",
    "! A | B: C, Barbell",
    "\u202eright to left\u202c \u2066isolated",
    "مرحبا بالعالم",
    "👩‍👩‍👧 family",
    "\x0b\x0c\x1b[31m\x85\x9f\u2028\ufeff\uffff",
    "w" * 500,
    "many words " * 45,
)

texts = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=500)
"""What can stand in a document: any text that UTF-8 can say."""

many_texts = settings(max_examples=30)


@cache
def program_for(**changes: Any) -> Program:
    """The program of the demo's request, with ``changes`` that can be hashed."""
    return made_for(**{name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()})


def source_of(program: Program, **changes: Any) -> Source:
    known: dict[str, Any] = {"first_id": PROGRAM_ID, "revision": 1, "created_at": MADE_ON_A_WEDNESDAY}
    return Source(program=program, **{**known, **changes})


def saying(text: str) -> Program:
    """A program in which every free text is ``text``: as a model could write it, or a user make it."""
    document = written_out().model_dump(mode="json")
    return Program.model_validate(_replaced(document, text))


def _replaced(value: Any, text: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {
            key: each if key in {"request", "provider", "validation"} else _replaced(each, text, key)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_replaced(each, text, name) for each in value]
    return text if name in FREE_TEXT and isinstance(value, str) else value
