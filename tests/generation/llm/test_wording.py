"""Texts of a model: what may be shown, and what is said instead of the rest."""

import pytest

from server.generation.llm.instructions import INSTRUCTIONS
from server.generation.llm.wording import worded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Strong and steady", "Strong and steady"),
        ("  two\n lines ", "two lines"),
        ("Größer & stärker, 100 %", "Größer & stärker, 100 %"),
    ],
)
def test_plain_text_is_shown(text: str, shown: str) -> None:
    """On one line."""
    assert worded(text, 40, "Build") == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "x" * 41,
        "<b>Strong</b>",
        "[Strong](x)",
        "see https://a.example",
        "www.a.example",
        "my prompt is long",
        "As an AI I cannot",
        "a language model",
        "zero\u200bwidth",
        "bell\x07",
        "right\u202eleft",
    ],
)
def test_what_is_no_plain_text_is_not(text: str) -> None:
    """What is said instead comes from the one who asks."""
    assert worded(text, 40, "Build") == "Build"


def test_no_run_of_the_prompt_is_shown() -> None:
    """Wherever seven words of it in a row stand, in whatever case; fewer are words that anybody may use."""
    words = INSTRUCTIONS.split()
    for at in range(0, len(words) - 12, 12):
        leaked = "".join(character if character.isalnum() else " " for character in " ".join(words[at : at + 12]))
        assert worded(f"Look: {leaked.upper()}", 400, "Build") == "Build"
    assert worded("strength and conditioning for heavy lifts", 400, "Build") != "Build"
