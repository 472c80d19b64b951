"""What a user lives through, from the wish to the word that it is done: in text and aloud, with all that goes wrong."""

from collections.abc import AsyncIterator

import pytest

from tests.support.conversations import coach, talking
from tests.support.live_server import LiveServer
from tests.support.realtime_server import RealtimeServer, realtime_server
from tests.support.scripted_generator import ScriptedGenerator

DONE = "weeks"


@pytest.fixture
async def vendor() -> AsyncIterator[RealtimeServer]:
    async with realtime_server(coach()) as running:
        yield running


@pytest.mark.parametrize("is_text", [True, False], ids=["text", "audio"])
async def test_from_the_wish_to_the_word(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer, is_text: bool
) -> None:
    """The wish is acknowledged at once; one can talk of other things; the end is told once, unasked."""
    async with talking(server.port, vendor, is_text=is_text) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears("I have started on your program.")
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        generator.release()
        await talk.hears("ready")
        await talk.is_quiet()
        print(talk.heard, vendor.sessions[0].refusals)
        assert await talk.submitted() == 1
        assert len(vendor.outputs()) == 1
