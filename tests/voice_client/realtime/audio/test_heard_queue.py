"""What waits between the microphone and the brain."""

import contextlib

import pytest

from voice_client.realtime.audio.errors import AudioDeviceLost
from voice_client.realtime.audio.heard_queue import HeardQueue
from voice_client.realtime.audio.port import Heard, Key

GONE = AudioDeviceLost("gone")


async def all_of(queue: HeardQueue) -> list[Heard]:
    """What a listener gets until the device is lost."""
    heard: list[Heard] = []
    queue.fail(GONE)
    with contextlib.suppress(AudioDeviceLost):
        async for each in queue:
            heard.append(each)  # noqa: PERF401 - a comprehension would lose them when it ends
    return heard


async def test_a_late_brain_misses_the_oldest_blocks_and_never_a_key() -> None:
    """Beyond its bound a block goes for each that comes, and is counted."""
    queue = HeardQueue(max_blocks=3)
    queue.press(Key.TALK)
    for number in range(5):
        queue.put(bytes([number]))
    queue.press(Key.SEND)
    assert await all_of(queue) == [Key.TALK, b"\2", b"\3", b"\4", Key.SEND]
    assert queue.dropped == 2


async def test_what_was_taken_makes_room() -> None:
    """Whoever listens in time misses nothing, however much comes."""
    queue = HeardQueue(max_blocks=1)
    heard: list[Heard] = []
    for number in range(3):
        queue.put(bytes([number]))
        heard.append(await anext(aiter(queue)))
    assert (heard, queue.dropped) == ([b"\0", b"\1", b"\2"], 0)


async def test_the_first_reason_for_an_end_stands() -> None:
    """A lost device is told of once, by what was known of it first."""
    queue = HeardQueue()
    queue.fail(GONE)
    queue.fail(AudioDeviceLost("again"))
    with pytest.raises(AudioDeviceLost, match="gone"):
        await anext(aiter(queue))
