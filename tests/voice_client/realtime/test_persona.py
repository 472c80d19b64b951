"""What a response is told to say."""

import pytest

from voice_client.realtime.effects import Create, Kind, Subject
from voice_client.realtime.persona import PERSONA, instructions_for

READY = Subject("job", 9, "It is\nready.")


def test_a_turn_needs_no_more_than_the_session_is_told() -> None:
    """Nothing is said again that the model knows."""
    assert instructions_for(Create("ask_1", Kind.TURN)) is None


@pytest.mark.parametrize("kind", Kind)
def test_the_persona_stays(kind: Kind) -> None:
    """Instructions of a response replace the session's, so that they begin with them."""
    instructions = instructions_for(Create("ask_1", kind, (READY,)))
    assert instructions is not None
    assert instructions.startswith(PERSONA)
    assert len(instructions) > len(PERSONA) + 10


def test_what_is_to_be_mentioned_is_listed_in_one_line_each() -> None:
    """Behind the answer, where the user waits for one."""
    instructions = instructions_for(Create("ask_1", Kind.TURN, (READY, Subject("other", 4, "Another one.")))) or ""
    assert instructions.splitlines()[-2:] == ["- It is ready.", "- Another one."]
    assert "Answer the user first" in instructions


def test_an_output_is_not_told_twice() -> None:
    """What the output says of an end stands in the conversation already."""
    assert "It is ready" not in (instructions_for(Create("ask_1", Kind.ACK, (READY,))) or "")
