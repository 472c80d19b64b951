"""Whoever speaks with a key: push to talk, and a key for quiet."""

from tests.support.conversations import BEGUN, DONE, Talk, has_been_in_order, talking
from tests.support.live_server import LiveServer
from tests.support.realtime_server import RealtimeServer
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until
from voice_client.realtime.audio.modes import Mode
from voice_client.realtime.audio.port import Key


async def push_to_talk(talk: Talk, text: str) -> None:
    """Press, speak, release."""
    device = talk.device
    assert device is not None
    device.press(Key.TALK)
    device.say(text)
    await wait_until(lambda: not device.user_speaks, f"{text!r} was said")
    device.press(Key.SEND)


async def test_a_turn_is_what_is_said_while_the_key_is_held(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """The API detects nothing; pressed into the announcement, the key stops it."""
    async with talking(server.port, vendor, mode=Mode.PTT) as talk:
        await push_to_talk(talk, "Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        generator.release()
        await talk.hears("Your muscle")
        await push_to_talk(talk, "How much water should I drink?")
        await talk.hears("Two litres")
        await talk.hears(DONE)
        await has_been_in_order(talk)
        assert vendor.sent("input_audio_buffer.speech_started") == []
        assert len(vendor.received("conversation.item.truncate")) >= 1


async def test_a_cut_while_the_key_is_held_does_not_end_the_turn(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """The end of the work waits for the key, and is told behind the answer."""
    async with talking(server.port, vendor, mode=Mode.PTT) as talk:
        await push_to_talk(talk, "Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        device = talk.device
        assert device is not None
        device.press(Key.TALK)
        await wait_until(lambda: talk.brain.arbiter.user_speaks, "the user speaks")
        vendor.cut()
        await wait_until(lambda: len(vendor.sessions) == 2 and talk.brain.arbiter.is_connected, "a second session")
        assert talk.brain.arbiter.user_speaks
        generator.release()
        await wait_until(lambda: bool(talk.brain.arbiter.owed.news), "the end is known")
        device.say("How much water should I drink?")
        await wait_until(lambda: not device.user_speaks, "it was said")
        device.press(Key.SEND)
        await talk.hears("Two litres")
        await talk.hears(DONE)
        await has_been_in_order(talk)
        assert vendor.received("response.create")[-1]["response"]["metadata"]["kind"] == "turn"


async def test_quiet_is_kept_for_a_while(server: LiveServer, vendor: RealtimeServer) -> None:
    """What was being said stops, and is not begun again for the user's sake."""
    async with talking(server.port, vendor) as talk:
        vendor.pace.delta_s = 0.02
        await talk.say("How much water should I drink?")
        await talk.hears("Two")
        assert talk.device is not None
        talk.device.press(Key.HUSH)
        await talk.is_quiet()
        assert "good start" not in talk.heard
        await wait_until(lambda: len(vendor.received("conversation.item.truncate")) == 1, "the model knows")
        assert len(vendor.received("response.create")) == 1
