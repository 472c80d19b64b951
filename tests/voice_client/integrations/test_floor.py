"""Who has the floor, at times that the test says."""

import pytest

from voice_client.integrations.floor import ANSWER_S, SILENCE_S, Floor
from voice_client.integrations.owed import Owed
from voice_client.manners import BEGINS_WITHIN_S


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def owed(told: list[str]) -> Owed[str]:
    return Owed(told.append)


@pytest.fixture
def floor(owed: Owed[str]) -> Floor[str]:
    return Floor(owed)


def test_the_floor_is_free_after_a_while_of_silence(floor: Floor[str]) -> None:
    """Behind an answer that was all text: so long after its end."""
    floor.answer_began("a")
    floor.worded("a")
    assert floor.free_at_s(1.0) is None
    floor.answer_ended("a", 2.0)
    assert floor.free_at_s(2.0) == 2.0 + SILENCE_S


def test_the_floor_is_the_users_while_they_speak_and_until_they_are_answered(floor: Floor[str]) -> None:
    """An answer is owed to them once they stop; one that does not come is not waited for for ever."""
    floor.user_began(1.0)
    assert floor.free_at_s(60.0) is None
    floor.user_ended(60.0)
    assert floor.free_at_s(60.0) == 60.0 + ANSWER_S
    floor.answer_began("a")
    assert floor.free_at_s(61.0) is None


def test_the_floor_is_taken_while_there_is_sound_to_play(floor: Floor[str]) -> None:
    """A model makes its answer faster than it is heard."""
    floor.answer_began("a")
    floor.worded("a")
    floor.sounding(now_s=1.0, for_s=4.0)
    floor.sounding(now_s=1.5, for_s=4.0)
    floor.answer_ended("a", 2.0)
    assert floor.free_at_s(2.0) == 9.0
    assert floor.free_at_s(9.0) == 9.0 + SILENCE_S


def test_the_floor_is_taken_while_a_framework_says_that_it_plays(floor: Floor[str]) -> None:
    """It knows its speaker better than an estimate does."""
    floor.answer_began("a")
    floor.bot_began()
    floor.answer_ended("a", 2.0)
    assert floor.free_at_s(30.0) is None
    floor.bot_ended(31.0)
    assert floor.free_at_s(31.0) == 31.0 + SILENCE_S


def test_an_answer_that_was_asked_for_takes_the_floor_before_it_begins(floor: Floor[str]) -> None:
    """So that it is asked for once; one that was lost is asked for again."""
    floor.asked(1.0)
    assert floor.free_at_s(1.0) == 1.0 + BEGINS_WITHIN_S
    floor.answer_began("a")
    floor.worded("a")
    floor.answer_ended("a", 2.0)
    assert floor.free_at_s(2.0) == 2.0 + SILENCE_S


@pytest.mark.parametrize(
    ("words", "is_whole", "cut_s", "is_told"),
    [
        (True, True, None, True),
        (False, True, None, False),
        (True, False, None, False),
        (True, True, 1.5, False),
        (True, True, 3.0, False),
        (True, True, 5.5, True),
    ],
    ids=["heard", "without a word", "broken off", "talked over while made", "talked over while played", "afterwards"],
)
def test_a_result_is_told_by_an_answer_that_was_heard(
    floor: Floor[str], owed: Owed[str], told: list[str], words: bool, is_whole: bool, cut_s: float | None, is_told: bool
) -> None:
    """To the end of its sound, with words, in one piece; else it is owed again."""
    owed.noted("done")
    floor.answer_began("a")
    if words:
        floor.worded("a")
        floor.sounding(now_s=1.0, for_s=4.0)
    if cut_s is not None and cut_s < 2.0:
        floor.user_began(cut_s)
    floor.answer_ended("a", 2.0, is_whole=is_whole)
    if cut_s is not None and cut_s > 2.0:
        floor.user_began(cut_s)
    floor.free_at_s(10.0)
    assert told == (["done"] if is_told else [])
    assert owed.is_waiting is not is_told


def test_the_end_of_an_answer_that_is_over_is_no_news(floor: Floor[str]) -> None:
    """Frameworks say it twice, in two kinds of events."""
    floor.answer_began("a")
    floor.answer_ended("a", 2.0, is_whole=False)
    floor.answer_ended("a", 3.0)
    floor.worded("a")
    assert floor.free_at_s(3.0) == 3.2
