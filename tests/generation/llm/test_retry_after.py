"""When a vendor wants to be asked again, however it says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.generation.llm.retry_after import by_words
from server.retry_after import LONGEST_S, by_headers

NOON = "Wed, 21 Oct 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "30"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "30"}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2026 12:00:30 GMT", "date": NOON}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2026 11:00:00 GMT", "date": NOON}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 12:00:30 GMT"}, None),
        ({"retry-after": "Wed, 21 Oct 2026 12:00:30 -0000", "date": NOON}, None),
        ({"retry-after": "Wed, 21 Oct 9999999999 12:00:00 GMT", "date": NOON}, None),
        ({"retry-after": "Wed, 21 Oct 2026 12:00:30 +9999999999", "date": NOON}, None),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e400"}, LONGEST_S),
        ({"retry-after": "a while"}, None),
    ],
)
def test_headers(headers: dict[str, str], wait_s: float | None) -> None:
    """Milliseconds before seconds, dates by the vendor's own clock, nonsense as nothing said."""
    assert by_headers(headers) == wait_s


@pytest.mark.parametrize(
    ("message", "wait_s"),
    [
        ("Rate limit reached for gpt-5-mini: Limit 30000. Please try again in 6.57s. Visit https://…", 6.57),
        ("Please try again in 120ms.", 0.12),
        ("Please try again in 1m30s.", 90.0),
        ("Try again in 2m.", 120.0),
        ("Please try again in 1h2m3s.", 3723.0),
        ("Please try again in 99999h.", LONGEST_S),
        ("Please try again in " + "9" * 5000 + "h.", None),
        ("Please try again in a bit.", None),
        ("Please try again later.", None),
        ("", None),
    ],
)
def test_words(message: str, wait_s: float | None) -> None:
    """As the vendor writes durations into its messages."""
    assert by_words(message) == wait_s


@given(st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms", "date"]), st.text()), st.text())
def test_nothing_that_a_vendor_says_is_harmful(headers: dict[str, str], message: str) -> None:
    """Any text gives a wait between nothing and a day, or none."""
    for wait_s in (by_headers(headers), by_words(message), by_words(f"try again in {message}")):
        assert wait_s is None or 0 <= wait_s <= LONGEST_S
