"""What a speaker plays, and what it says was heard."""

from voice_client.realtime.audio.pcm import bytes_of
from voice_client.realtime.audio.play_queue import Played, PlayQueue

LOUD = (20_000).to_bytes(2, "little")


def speech(ms: float) -> bytes:
    return LOUD * (bytes_of(ms) // 2)


def test_items_are_played_one_behind_the_other() -> None:
    """A block that one item does not fill goes on with the next, and ends in silence."""
    queue = PlayQueue(prebuffer_ms=0)
    queue.put("a", speech(10))
    queue.put("b", LOUD[::-1] * 240)
    queue.finish("a")
    assert queue.take(bytes_of(30)) == speech(10) + LOUD[::-1] * 240 + bytes(bytes_of(10))


def test_playing_begins_when_some_audio_is_there() -> None:
    """Less than the prebuffer of an unfinished item waits; enough, or its end, begins it."""
    queue = PlayQueue(prebuffer_ms=120)
    queue.put("a", speech(100))
    assert queue.take(bytes_of(40)) == bytes(bytes_of(40))
    queue.put("a", speech(20))
    assert queue.take(bytes_of(40)) == speech(40)


def test_a_short_item_is_played_once_it_is_finished() -> None:
    """An item that never fills the prebuffer is heard all the same."""
    queue = PlayQueue(prebuffer_ms=120)
    queue.put("a", speech(20))
    queue.finish("a")
    assert queue.take(bytes_of(20)) == speech(20)
    assert queue.is_drained


def test_an_unfinished_item_is_not_drained() -> None:
    """Between two bursts of an item nothing plays, and the speaker is busy all the same."""
    queue = PlayQueue(prebuffer_ms=0)
    queue.put("a", speech(20))
    queue.take(bytes_of(40))
    assert not queue.is_drained
    queue.finish("a")
    assert queue.is_drained


def test_an_interruption_says_what_was_heard_and_fades() -> None:
    """Each item says how much of what had come was played; the sound dies away within the fade."""
    queue = PlayQueue(prebuffer_ms=0, fade_ms=12)
    queue.put("a", speech(100))
    queue.put("b", speech(50))
    queue.take(bytes_of(40))
    assert queue.interrupt() == [Played("a", 40, 100), Played("b", 0, 50)]
    fade = queue.take(bytes_of(20))
    assert 0 < int.from_bytes(fade[-bytes_of(9) : -bytes_of(9) + 2], "little", signed=True) < 20_000
    assert fade[bytes_of(12) :] == bytes(bytes_of(8))
    assert queue.is_drained


def test_an_item_that_had_not_begun_makes_no_sound_when_it_is_interrupted() -> None:
    """What waits for its prebuffer is forgotten without a fade."""
    queue = PlayQueue(prebuffer_ms=120)
    queue.put("a", speech(40))
    assert queue.interrupt() == [Played("a", 0, 40)]
    assert queue.is_drained
