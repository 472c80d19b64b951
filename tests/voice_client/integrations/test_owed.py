"""Results on their way to the user's ear, in the answers of a model."""

import pytest

from voice_client.integrations.owed import MOST_TRIES, Owed


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def owed(told: list[str]) -> Owed[str]:
    return Owed(told.append)


def test_the_next_answer_carries_what_is_owed(owed: Owed[str], told: list[str]) -> None:
    """Whoever asked for it: no other answer has to be asked for, and heard to its end it has told."""
    owed.noted("done")
    owed.began("answer")
    assert not owed.is_waiting
    owed.ended("answer", is_heard=True)
    assert told == ["done"]


def test_an_answer_from_before_the_note_does_not_carry_it(owed: Owed[str], told: list[str]) -> None:
    """It was made without the note, unless it is gone on with from the conversation as it is by then."""
    owed.began("answer")
    owed.noted("done")
    owed.ended("answer", is_heard=True)
    assert owed.is_waiting
    owed.began("second")
    owed.noted("also done")
    owed.reread()
    owed.ended("second", is_heard=True)
    assert told == ["done", "also done"]


def test_an_unheard_answer_leaves_it_owed(owed: Owed[str], told: list[str]) -> None:
    """It waits for another answer, and is given up, untold, when so many were not heard."""
    owed.noted("done")
    waits = []
    for _ in range(MOST_TRIES):
        waits.append(owed.is_waiting)
        owed.began("answer")
        owed.ended("answer", is_heard=False)
    assert waits == [True] * MOST_TRIES
    assert not owed.is_waiting
    assert told == []


def test_an_answer_that_nobody_began_carries_nothing(owed: Owed[str], told: list[str]) -> None:
    """Its end is no news."""
    owed.noted("done")
    owed.ended("another", is_heard=True)
    assert owed.is_waiting
    assert told == []
