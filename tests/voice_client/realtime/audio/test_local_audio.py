"""The way of sound through the client, with a sound card whose time a test lets pass."""

import asyncio
from collections.abc import AsyncIterator
from threading import Thread

import pytest

from tests.support.spoken_audio import loudness, spoken, words
from tests.support.virtual_sound_card import BLOCK_BYTES, VirtualSoundCard
from tests.support.waiting import wait_until
from voice_client.realtime.audio.errors import AudioDeviceLost
from voice_client.realtime.audio.gates import FullDuplex, HalfDuplex
from voice_client.realtime.audio.heard_queue import MAX_BLOCKS
from voice_client.realtime.audio.local_audio import LocalAudio
from voice_client.realtime.audio.modes import Mode, open_audio
from voice_client.realtime.audio.pcm import bytes_of
from voice_client.realtime.audio.play_queue import FADE_MS, Played
from voice_client.realtime.audio.port import Heard, Hearing, Key

TALK = "a long story about squats"


@pytest.fixture
def card() -> VirtualSoundCard:
    return VirtualSoundCard()


@pytest.fixture
async def audio(card: VirtualSoundCard) -> AsyncIterator[LocalAudio]:
    async with open_audio(Mode.HEADSET, card) as running:
        yield running


async def next_heard(audio: LocalAudio, count: int) -> list[Heard]:
    heard = audio.heard()
    return [await anext(heard) for _ in range(count)]


async def settled() -> None:
    """All that was called into the loop so far is done."""
    await asyncio.sleep(0)


async def test_what_the_user_says_comes_block_by_block(card: VirtualSoundCard, audio: LocalAudio) -> None:
    """The samples of the microphone arrive as they were, in order."""
    card.say(spoken("hello"))
    card.tick(3)
    assert words(b"".join(block for block in await next_heard(audio, 3) if isinstance(block, bytes))) == "hello"


async def test_a_sound_card_calls_from_a_thread_of_its_own(card: VirtualSoundCard, audio: LocalAudio) -> None:
    """Blocks of another thread wake whoever listens in the loop, and what the loop says is played there."""
    card.say(spoken("hello"))
    audio.speaker.play("a", spoken("Hi."))
    audio.speaker.finish("a")
    drained = asyncio.Event()
    audio.on_drained(drained.set)
    listening = asyncio.create_task(next_heard(audio, 3))
    await settled()
    thread = Thread(target=card.tick, args=(3,))
    thread.start()
    assert words(b"".join(block for block in await listening if isinstance(block, bytes))) == "hello"
    await drained.wait()
    thread.join()
    assert words(bytes(card.played)) == "Hi."


async def test_an_interruption_is_heard_within_one_block(card: VirtualSoundCard, audio: LocalAudio) -> None:
    """The next block holds a fade, those behind it nothing; the report is of what was given to the loudspeaker."""
    pcm = spoken(TALK)
    audio.speaker.play("a", pcm)
    card.tick(2)
    (cut,) = audio.speaker.interrupt()
    assert cut == Played("a", played_ms=80, received_ms=len(pcm) // bytes_of(1))
    assert cut.played_ms <= cut.received_ms
    after = card.tick(3)
    assert loudness(after[: bytes_of(FADE_MS)]) > 0
    assert after[bytes_of(FADE_MS) :] == bytes(3 * BLOCK_BYTES - bytes_of(FADE_MS))


async def test_the_brain_is_told_once_when_all_is_played(card: VirtualSoundCard, audio: LocalAudio) -> None:
    """Not at a pause between bursts of an item, not again in the silence behind it."""
    told: list[bool] = []
    audio.on_drained(lambda: told.append(audio.speaker.is_drained))
    audio.speaker.play("a", spoken(TALK))
    card.tick(20)
    await settled()
    assert told == []
    audio.speaker.finish("a")
    await settled()
    assert told == [True]
    card.tick(5)
    await settled()
    assert told == [True]


async def test_an_interruption_is_not_an_end_of_playing(card: VirtualSoundCard, audio: LocalAudio) -> None:
    """Whoever stopped it knows; what comes next is told of again."""
    told: list[str] = []
    audio.on_drained(lambda: told.append("drained"))
    audio.speaker.play("a", spoken(TALK))
    card.tick(2)
    audio.speaker.interrupt()
    card.tick(2)
    await settled()
    assert told == []
    audio.speaker.play("b", spoken("Yes."))
    audio.speaker.finish("b")
    card.tick(3)
    await settled()
    assert told == ["drained"]


async def test_a_brain_that_does_not_listen_costs_no_memory(card: VirtualSoundCard, audio: LocalAudio) -> None:
    """Two seconds wait, and the rest is counted."""
    card.tick(MAX_BLOCKS + 7)
    await settled()
    assert audio.dropped_blocks == 7


async def test_a_key_comes_behind_the_blocks_before_it(card: VirtualSoundCard) -> None:
    """What was heard before the user pressed it is before it, though it came by another thread."""
    async with open_audio(Mode.PTT, card) as audio:
        audio.press(Key.TALK)
        card.say(spoken("hello"))
        card.tick(3)
        audio.press(Key.SEND)
        card.tick(3)
        talk, *blocks, send = await next_heard(audio, 5)
    assert (talk, send) == (Key.TALK, Key.SEND)
    assert words(b"".join(block for block in blocks if isinstance(block, bytes))) == "hello"


async def test_half_duplex_sends_nothing_of_its_own_voice(card: VirtualSoundCard) -> None:
    """With half of the loudspeaker's sound in the microphone, what is passed on is silence and the user."""
    card.echo = 0.5
    async with LocalAudio(card, HalfDuplex(), Hearing()) as audio:
        audio.speaker.play("a", spoken(TALK))
        audio.speaker.finish("a")
        card.tick(20)
        assert loudness(bytes(card.captured)) > 0
        card.say(spoken("hello"))
        card.tick(3)
        blocks = await next_heard(audio, 1)
        while words(blocks[-1] if isinstance(blocks[-1], bytes) else b"") != "o":
            blocks += await next_heard(audio, 1)
    passed = b"".join(block for block in blocks if isinstance(block, bytes))
    assert passed.strip(b"\0") == spoken("hello")


async def test_a_device_that_is_unplugged_ends_what_is_heard(card: VirtualSoundCard, audio: LocalAudio) -> None:
    """Whoever listens gets the blocks before it, and then the reason."""
    card.tick()
    card.unplug()
    heard = audio.heard()
    assert await anext(heard) == bytes(BLOCK_BYTES)
    with pytest.raises(AudioDeviceLost, match="microphone"):
        await anext(heard)


async def test_a_device_that_falls_silent_is_lost(card: VirtualSoundCard) -> None:
    """Where hardware says nothing of its end, blocks that stop are noticed."""
    async with LocalAudio(card, FullDuplex(), Hearing(), stall_s=0.01) as audio:
        with pytest.raises(AudioDeviceLost, match="microphone has fallen silent"):
            await next_heard(audio, 1)


async def test_an_end_that_falls_silent_is_enough(card: VirtualSoundCard) -> None:
    """A loudspeaker that goes on playing does not hide a microphone that has stopped, nor the other way round."""
    card.is_deaf = True
    async with LocalAudio(card, FullDuplex(), Hearing(), stall_s=0.1) as audio, asyncio.TaskGroup() as time:
        time.create_task(card.run(speed=40))
        with pytest.raises(AudioDeviceLost, match="microphone has fallen silent"):
            await next_heard(audio, 1)
        card.stop()
    assert card.played


async def test_a_closed_device_is_quiet(card: VirtualSoundCard) -> None:
    """The hardware is given back when the block ends."""
    async with open_audio(Mode.HEADSET, card):
        assert card.is_running
    assert not card.is_running


async def test_time_passes_by_itself_where_it_should(card: VirtualSoundCard, audio: LocalAudio) -> None:
    """On a clock of its own the card plays what it is given."""
    audio.speaker.play("a", spoken(TALK))
    audio.speaker.finish("a")
    async with asyncio.TaskGroup() as time:
        time.create_task(card.run(speed=40))
        await wait_until(lambda: audio.speaker.is_drained, "all is played")
        card.stop()
    assert words(bytes(card.played)) == TALK
