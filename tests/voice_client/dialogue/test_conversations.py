"""People in their own words, from the first sentence to the request that is made of it."""

import pytest

from tests.voice_client.dialogue.person import Conversation, conversations, held, misses
from voice_client.dialogue.understanding import Slot

KNOWN_MISSES = {
    "rambling": "What is your goal: muscle, strength, losing fat, endurance, or to be fit?",
}
"""Conversations that do not come to the right request: name to what is asked in the end."""
LEAST_RIGHT = 0.95
ALL = conversations()


@pytest.mark.parametrize("conversation", ALL, ids=lambda each: f"{each.file}: {each.name}")
def test_a_person_gets_what_they_asked_for(conversation: Conversation) -> None:
    """The request has what was told, or the conversation stands at a question that is known here."""
    outcome = held(conversation)
    if conversation.name in KNOWN_MISSES:
        assert outcome.asked == KNOWN_MISSES[conversation.name]
        assert outcome.asked.endswith("?")
        return
    assert outcome.request is not None, outcome.asked
    assert misses(conversation, outcome.request) == {}


def test_misses_are_few() -> None:
    """Of all people nearly all get what they asked for, and the misses are of people who are here."""
    names = [each.name for each in ALL]
    assert len(names) == len(set(names)) >= 70
    assert set(KNOWN_MISSES) <= set(names)
    assert len(KNOWN_MISSES) <= (1 - LEAST_RIGHT) * len(names)


def test_requests_have_no_other_fields() -> None:
    """What people are asked for is what a request has."""
    slots = {slot.value for slot in Slot}
    expected = {name for each in ALL for name in each.expect} - {"has_injuries", "goal_category", "units"}
    assert expected <= slots
