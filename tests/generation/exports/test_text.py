"""Text of strangers on one line."""

import pytest
from hypothesis import given

from server.generation.exports.text import plain, shortened
from tests.generation.exports.sources import texts


@given(texts)
def test_plain_text_is_one_line_of_what_can_be_seen(text: str) -> None:
    """Without controls and without orders about direction; plain text stays as it is."""
    shown = plain(text)
    assert len(shown.splitlines()) <= 1
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in shown)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(shown)
    assert plain(shown) == shown == shown.strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\n\tb", "a b"),
        ("\u202egnp.exe", "gnp.exe"),
        ("مرحبا", "مرحبا"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("a\x00b\ufeff", "a b"),
        ("a\u00a0b", "a b"),
        ("lone \ud800", "lone"),
    ],
)
def test_what_is_seen_stays(text: str, shown: str) -> None:
    """Letters of any script, and what joins an emoji."""
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("short", 5, "short"),
        ("one two three", 9, "one two…"),
        ("wwwwwwwwww", 5, "wwww…"),
        ("a bcdefghijk", 8, "a bcdef…"),
    ],
)
def test_long_text_is_cut_behind_a_word(text: str, most: int, shown: str) -> None:
    """Where that does not lose half of it."""
    assert shortened(text, most) == shown
    assert len(shown) <= most
