"""Conversations before an open loudspeaker, with keys, with a voice that is not a tone, and without audio at last."""

from tests.support.conversations import BEGUN, DONE, has_been_in_order, talking
from tests.support.live_server import LiveServer
from tests.support.realtime_server import RealtimeServer
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.speech import speech, transcript
from tests.support.waiting import wait_until
from voice_client.realtime.audio.gates import HOLD_MS
from voice_client.realtime.audio.modes import Mode
from voice_client.realtime.audio.port import Key

STARTED = "input_audio_buffer.speech_started"
ECHO = 0.5


async def test_before_an_open_loudspeaker_the_agent_hears_itself(server: LiveServer, vendor: RealtimeServer) -> None:
    """What the other modes are for: its own answer comes back as a turn that nobody spoke."""
    async with talking(server.port, vendor, echo=ECHO) as talk:
        await talk.say("How much water should I drink?")
        await wait_until(lambda: len(vendor.sent(STARTED)) > 1, "the API hears the agent")


async def test_half_duplex_hears_the_user_and_nobody_else(server: LiveServer, vendor: RealtimeServer) -> None:
    """Each turn is the user's, and no answer is broken off."""
    async with talking(server.port, vendor, mode=Mode.HALF, echo=ECHO) as talk:
        for times in (1, 2):
            await talk.say("How much water should I drink?", pause_ms=2 * HOLD_MS)
            await talk.hears("good start.", times=times)
            await talk.is_quiet()
        assert len(vendor.sent(STARTED)) == 2
        assert vendor.received("conversation.item.truncate") == []


async def test_a_turn_is_committed_once(server: LiveServer, vendor: RealtimeServer) -> None:
    """Keys that are pressed twice, or too shortly to say anything, commit nothing and block nothing."""
    async with talking(server.port, vendor, mode=Mode.PTT) as talk:
        device = talk.device
        assert device is not None
        for key in (Key.SEND, Key.TALK, Key.SEND, Key.TALK, Key.TALK):
            device.press(key)
        device.say("How much water should I drink?")
        await wait_until(lambda: not device.user_speaks, "it was said")
        for _ in range(2):
            device.press(Key.SEND)
        await talk.hears("Two litres")
        await talk.is_quiet()
        assert len(vendor.received("input_audio_buffer.commit")) == 1
        assert not vendor.sessions[0].refusals


async def test_who_only_tapped_the_key_is_not_waited_for(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """A turn that came to nothing is over: the end of the work is told."""
    async with talking(server.port, vendor, mode=Mode.PTT) as talk:
        talk.brain.type("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        assert talk.device is not None
        talk.device.press(Key.TALK)
        talk.device.press(Key.SEND)
        generator.release()
        await talk.hears(DONE)


async def test_a_voice_is_understood_over_the_announcement(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """Speech with its onsets and pauses begins and ends turns as tones do, and breaks in."""
    vendor.transcribe = transcript
    async with talking(server.port, vendor, voice=speech) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        generator.release()
        await talk.hears("Your muscle")
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        await talk.hears(DONE)
        await has_been_in_order(talk)
        assert len(vendor.received("conversation.item.truncate")) >= 1


async def test_a_lost_device_ends_speech_and_not_the_conversation(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """The agent says so, goes on in writing with all that it knows, and tells the end of the work there."""
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        assert talk.device is not None
        talk.device.card.unplug()
        await wait_until(lambda: len(vendor.sessions) == 2 and talk.brain.arbiter.is_connected, "a new session")
        talk.brain.type("How much water should I drink?")
        await wait_until(lambda: any("Two litres" in text for _, text in talk.lines), "the answer")
        generator.release()
        await wait_until(lambda: any(DONE in text for _, text in talk.lines), "the end is told")
        assert vendor.sessions[-1].config["output_modalities"] == ["text"]
        assert ("system", "The microphone has stopped; was it unplugged? The conversation goes on in writing.") in (
            talk.lines
        )


async def test_a_device_that_is_lost_in_an_announcement_has_it_read(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """What was not heard to its end is told again, in writing."""
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        generator.release()
        await talk.hears("Your")
        assert talk.device is not None
        talk.device.card.unplug()
        await wait_until(lambda: len(vendor.sessions) == 2, "a new session")
        told = len(talk.lines)
        await wait_until(lambda: any(DONE in text for _, text in talk.lines[told:]), "the end is told in writing")
