"""Markdown: what stands in it, and that no text of a document is anything but text."""

import re

import pytest
from hypothesis import assume, example, given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from schemas.program import SafetyStatus
from server.generation.exports.as_markdown import as_markdown
from server.generation.exports.text import plain
from tests.generation.exports.sources import HOSTILE, TAME, many_texts, program_for, saying, source_of, texts
from tests.generation.exports.written import written_out
from tests.generation.valid_requests import items_of, sessions_of

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
"""With HTML let through, as most readers do."""


def _tokens(text: str) -> list[Token]:
    return [each for token in READER.parse(text) for each in (token, *(token.children or ()))]


def _shape(text: str) -> list[tuple[str, str]]:
    return [(token.type, token.tag) for token in _tokens(text) if token.type != "text"]


def _said(text: str) -> str:
    return "\n".join(token.content for token in _tokens(text) if token.type == "text")


@many_texts
@given(texts)
@example("a | b")
@example("0.")
@example("a  \n b")
def test_text_of_a_document_is_only_text(text: str) -> None:
    """The same headings, tables and lists, and no others, whatever the texts are; and they can be read as they were."""
    assume(plain(text))
    written = as_markdown(source_of(saying(text)))
    assert _shape(written) == _shape(as_markdown(source_of(saying(TAME))))
    shown = plain(text).rstrip(".")  # the end of a sentence is left out where others follow
    assert _said(written).count(shown) >= _said(as_markdown(source_of(saying(TAME)))).count(TAME)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_address_becomes_a_link(text: str) -> None:
    """Not even for readers that make links of bare addresses (GFM)."""
    written = as_markdown(source_of(saying(text)))
    assert not re.search(r"(?i)https?://|\bwww\.", written)


def test_safety_comes_before_any_session() -> None:
    """With what to stop at."""
    program = program_for()
    written = as_markdown(source_of(program))
    first = written.index("## Week 1")
    for said in (*program.safety.notices, *program.safety.stop_signs):
        assert written.index(said) < first


@pytest.mark.parametrize(
    ("status", "said"), [(SafetyStatus.NEEDS_CLEARANCE, "Ask a doctor"), (SafetyStatus.CAUTION, "Take care")]
)
def test_who_must_take_care_is_told_first(status: SafetyStatus, said: str) -> None:
    """In bold, above everything else that is said of safety."""
    program = program_for()
    safety = program.safety.model_copy(update={"status": status})
    written = as_markdown(source_of(program.model_copy(update={"safety": safety})))
    assert f"## Safety first\n\n**{said}" in written


def test_every_session_has_its_table() -> None:
    """A row an item, with a box a set; every week has its heading, lighter ones say so."""
    program = program_for()
    written = as_markdown(source_of(program))
    assert re.findall(r"^## Week (\d+)", written, re.MULTILINE) == [str(week.index) for week in program.weeks]
    lighter = re.findall(r"^## Week (\d+).*lighter$", written, re.MULTILINE)
    assert lighter == [str(week.index) for week in program.weeks if week.is_deload]
    assert written.count("| Done |") == len(list(sessions_of(program)))
    assert written.count("☐") == sum(getattr(item, "sets", 1) for item in items_of(program))


def _rows_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if re.match(r"\| \d", line)]


def test_a_row_says_all_that_is_done() -> None:
    """Sets and repetitions, effort, load, tempo, rest, cue; whatever kind of work it is."""
    rows = _rows_of(as_markdown(source_of(written_out())))
    assert rows[1:12] == [
        (
            "| 1 | Barbell bench press | 3 x 6-10 | 2-3 in reserve, 67-77 % 1RM, tempo 3-0-1-0 | 2 min | Steadily. "
            "| ☐ ☐ ☐ |"
        ),
        (
            "| 2A | Barbell curl | 2 x 8-12, the last one as many as you can | 2-3 in reserve, 22.5 kg | 1 min 15 s "
            "| Steadily. | ☐ ☐ |"
        ),
        "| 3A | Cable pushdown | 2 x 8-12, dropping the load in each | 2-3 in reserve | 1 min 15 s | Steadily. | ☐ ☐ |",
        "| 4 | Assisted pull-up | 2 x 8-12 | 2-3 in reserve, 20-25 kg of help | 1 min 15 s | Steadily. | ☐ ☐ |",
        "| 5 | Split squat | 2 x 8-12 a side | 2-3 in reserve, body weight | 1 min 15 s | Steadily. Slowly. | ☐ ☐ |",
        "| 6 | Suitcase carry | 2 x 40 m |  | 1 min 15 s | Steadily. | ☐ ☐ |",
        "| 7 | Plank | 2 x 30 s |  | 1 min 15 s | Steadily. | ☐ ☐ |",
        "| 8 | Barbell bench press | 1 x 8-12, to warm up |  | 1 min 15 s | Steadily. | ☐ |",
        (
            "| 1 | Walk and run | 21 min: 4 x 2 min, 1 min easy between "
            "| effort 3-4 of 10 (You can speak in whole sentences) |  | Easily. | ☐ |"
        ),
        (
            "| 1 | Walk and run | 32.5 min "
            "| effort 3-4 of 10 (You can speak in whole sentences), 40-59 % heart-rate reserve |  | Easily. | ☐ |"
        ),
        "| 1 | Child's pose | 2 x 45 s |  | 1 min 15 s | Steadily. | ☐ ☐ |",
    ]


def test_progression_and_substitutes_are_told_by_name() -> None:
    """Each rule with what to do when it does not go, and which exercises it is for."""
    written = as_markdown(source_of(written_out()))
    assert "**Longer.** Add minutes. Stay.\nFor: Walk and run.\n" in written
    assert "| Plank | Push-up, Plank |" in written
    assert "Lighter weeks, to recover: 2." in written


def test_what_was_assumed_is_told_at_the_end() -> None:
    """Each default by its sentence."""
    program = program_for()
    written = as_markdown(source_of(program))
    assert all(f"- {said}" in written for said in program.assumptions)


def test_what_is_different_stands_at_the_top() -> None:
    """Of a changed program; of a first one nothing is told."""
    program = program_for()
    assert "What is different" not in as_markdown(source_of(program))
    changed = program.model_copy(update={"changes": ("Your knee is spared.", "All exercises stay.")})
    written = as_markdown(source_of(changed))
    assert "## What is different\n\n- Your knee is spared.\n- All exercises stay.\n\n## Safety first" in written
