"""People in their own words, from the first sentence to the request that is made of it."""

import pytest

from tests.voice_client.dialogue.person import held
from tests.voice_client.dialogue.telling import Conversation, conversations, misses
from voice_client.dialogue.understanding import Slot

LEAST_STRAIGHT = 0.9
"""Of so many all was right when it was read back. A judgement."""
ALL = conversations()


@pytest.mark.parametrize("conversation", ALL, ids=lambda each: f"{each.file}: {each.name}")
def test_a_person_gets_what_they_asked_for(conversation: Conversation) -> None:
    """The request has what was told; where it was read back otherwise, the person could put it right."""
    outcome = held(conversation)
    assert outcome.request is not None, outcome.asked
    assert misses(conversation, outcome.request) == {}


def test_most_is_understood_at_once() -> None:
    """Of most people everything is right when it is read back for the first time."""
    names = [each.name for each in ALL]
    assert len(names) == len(set(names)) >= 70
    straight = [each for each in ALL if not held(each).corrections]
    assert len(straight) >= LEAST_STRAIGHT * len(ALL)


def test_requests_have_no_other_fields() -> None:
    """What people are asked for is what a request has."""
    slots = {slot.value for slot in Slot}
    expected = {name for each in ALL for name in each.expect} - {"has_injuries", "goal_category", "units"}
    assert expected <= slots
