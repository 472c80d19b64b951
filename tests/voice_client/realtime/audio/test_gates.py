"""What of the microphone's sound is passed on, by mode."""

import pytest

from voice_client.realtime.audio.gates import FullDuplex, Gate, HalfDuplex, PushToTalk
from voice_client.realtime.audio.pcm import bytes_of
from voice_client.realtime.audio.port import Key

BLOCK = b"\1\0" * (bytes_of(40) // 2)


def blocks_until_open(gate: Gate, delay_ms: float = 0) -> int:
    """How many blocks are held back from now on."""
    return next(count for count in range(100) if gate.captured(BLOCK, delay_ms))


def test_with_a_headset_the_user_is_heard_over_the_agent() -> None:
    """Every block is passed on, playing or not."""
    gate = FullDuplex()
    gate.rendered(BLOCK, 0, is_playing=True)
    assert gate.captured(BLOCK, 0) == BLOCK


def test_half_duplex_is_deaf_while_the_agent_speaks_and_for_200_ms() -> None:
    """The hold is counted in blocks of the microphone, from the last that was played."""
    gate = HalfDuplex()
    assert gate.captured(BLOCK, 0) == BLOCK
    for _ in range(10):
        gate.rendered(BLOCK, 0, is_playing=True)
        assert gate.captured(BLOCK, 0) == b""
    assert blocks_until_open(gate) == 200 // 40 - 1
    gate.rendered(BLOCK, 0, is_playing=False)
    assert gate.captured(BLOCK, 0) == BLOCK


def test_half_duplex_waits_for_the_hardware_too() -> None:
    """What lies in the buffers of the loudspeaker and the microphone is held back as well."""
    gate = HalfDuplex()
    gate.rendered(BLOCK, 80, is_playing=True)
    assert blocks_until_open(gate, delay_ms=40) == (200 + 80 + 40) // 40


@pytest.mark.parametrize("gate", [FullDuplex(), HalfDuplex()])
def test_where_turns_are_detected_the_only_key_is_to_hush(gate: Gate) -> None:
    """Keys of push-to-talk mean nothing to an API that listens all the time."""
    assert [gate.press(key) for key in (Key.HUSH, Key.TALK, Key.SEND)] == [Key.HUSH, None, None]


def test_push_to_talk_passes_on_what_is_said_between_two_keys() -> None:
    """Before the first key and behind the second the microphone is off."""
    gate = PushToTalk()
    assert gate.captured(BLOCK, 0) == b""
    assert gate.press(Key.TALK) is Key.TALK
    assert [gate.captured(BLOCK, 0) for _ in range(3)] == [BLOCK] * 3
    assert gate.press(Key.SEND) is Key.SEND
    assert gate.captured(BLOCK, 0) == b""


def test_a_key_that_is_pressed_twice_counts_once() -> None:
    """A turn begins once and is committed once."""
    gate = PushToTalk()
    assert gate.press(Key.SEND) is None
    assert [gate.press(Key.TALK), gate.press(Key.TALK)] == [Key.TALK, None]
    for _ in range(3):
        gate.captured(BLOCK, 0)
    assert [gate.press(Key.SEND), gate.press(Key.SEND)] == [Key.SEND, None]


def test_a_turn_that_the_api_would_refuse_is_not_committed() -> None:
    """Less than 100 ms comes to nothing said, each time anew."""
    gate = PushToTalk()
    for _ in range(2):
        gate.press(Key.TALK)
        gate.captured(BLOCK, 0)
        gate.captured(BLOCK, 0)
        assert gate.press(Key.SEND) is Key.HUSH
        assert gate.captured(BLOCK, 0) == b""


def test_whoever_hushes_the_agent_does_not_talk() -> None:
    """The microphone is off behind that key."""
    gate = PushToTalk()
    gate.press(Key.TALK)
    assert gate.press(Key.HUSH) is Key.HUSH
    assert gate.captured(BLOCK, 0) == b""
