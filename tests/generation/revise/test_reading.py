"""What is understood of a change, as people say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.generation.revise.reading import ASKS, read
from server.generation.revise.tagging import tagged
from tests.generation.revise.phrasings import ASKED_BACK, UNDERSTOOD
from tests.generation.revise.told import told


@pytest.mark.parametrize(("change", "edits"), UNDERSTOOD.items())
def test_a_change_is_understood_however_it_is_said(change: str, edits: str) -> None:
    """Nothing of it is left over."""
    reading = read(change)
    assert (told(reading.edits), reading.unclear, reading.questions) == (edits, (), ())


@pytest.mark.parametrize(("change", "expected"), ASKED_BACK.items())
def test_what_is_not_clear_is_not_guessed(change: str, expected: tuple[str, tuple[str, ...]]) -> None:
    """There is a question, or a part that is not understood, or nothing that is."""
    reading = read(change)
    assert (told(reading.edits), reading.unclear) == expected
    assert reading.unclear or reading.questions or not reading.changes


@pytest.mark.parametrize("change", ["only three days", "no barbell, swap bench press", "my knee hurts"])
def test_marks_capitals_and_politeness_make_no_difference(change: str) -> None:
    """They are how it is said, not what."""
    plain = read(change)
    for said in (f"{change}.", change.upper(), f"Hi, could you please: {change}? Thanks!", f"  {change}\n"):
        assert told(read(said).changes).casefold() == told(plain.changes).casefold()
        assert read(said).unclear == ()


def test_two_changes_in_one_breath_are_two() -> None:
    """Joined by a comma, by "and", or in sentences of their own; in any order."""
    parts = ["three days a week", "no barbell", "8 weeks", "half an hour", "swap bench press", "a bit harder"]
    for one in parts:
        for other in parts:
            alone = {*read(one).edits, *read(other).edits}
            for joint in (", ", " and ", ". ", " but "):
                reading = read(f"{one}{joint}{other}")
                assert {*reading.edits} == alone, f"{one}{joint}{other}"
                assert reading.unclear == ()


def test_every_way_of_asking_is_tried() -> None:
    """Each pattern finds something in one of the examples."""
    texts = [tagged(change).text for change in (*UNDERSTOOD, *ASKED_BACK)]
    ways = [way for each in ASKS for way in each.ways]
    assert [way.pattern for way in ways if not any(way.search(text) for text in texts)] == []


@given(st.text(max_size=500))
def test_any_text_is_read(change: str) -> None:
    """Nothing that can be typed makes it fail."""
    reading = read(change)
    assert all(part == " ".join(part.split()) for part in reading.unclear)


WORDS = st.sampled_from([*" ".join((*UNDERSTOOD, *ASKED_BACK)).split(), ",", ".", "and", "not"])


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_words_of_changes_in_any_order_are_read(change: str) -> None:
    """Also where they make no sense together; tags never reach what is said back."""
    reading = read(change[:500])
    assert not any("@" in part or "\u00a4" in part for part in (*reading.unclear, told(reading.edits)))
