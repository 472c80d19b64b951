"""What a user lives through, from the wish to the word that it is done: in text and aloud."""

import pytest

from tests.support.conversations import (
    ANOTHER_WAY_TO_SAY_IT,
    BEGUN,
    DONE,
    GENERATE,
    ROGUE,
    SPEED,
    WISH,
    coach,
    faster,
    has_been_in_order,
    talking,
)
from tests.support.live_server import LiveServer
from tests.support.realtime_response import messages
from tests.support.realtime_script import Call, Rule
from tests.support.realtime_server import RealtimeServer, realtime_server
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until
from voice_client.told import ToldInMemory


@pytest.mark.parametrize("is_text", [True, False], ids=["text", "audio"])
async def test_from_the_wish_to_the_word(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer, is_text: bool
) -> None:
    """The wish is acknowledged at once; one can talk of other things; the end is told once, unasked."""
    async with talking(server.port, vendor, is_text=is_text) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        generator.release()
        await talk.hears(DONE)
        await has_been_in_order(talk)
        kinds = [frame["response"]["metadata"]["kind"] for frame in vendor.received("response.create")]
        assert kinds == ["turn", "ack", "turn", "announce"]


@pytest.mark.parametrize("is_text", [True, False], ids=["text", "audio"])
async def test_ok_is_no_new_wish_even_to_a_rogue(
    server: LiveServer, generator: ScriptedGenerator, is_text: bool
) -> None:
    """A model that answers "OK" by calling again, in other words, gets the same job, and the user one program."""
    async with realtime_server(coach(ROGUE)) as vendor, talking(server.port, vendor, is_text=is_text) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.say("OK.")
        await talk.hears("I am on it.")
        await talk.say("OK.")
        await talk.hears("I am on it.", times=2)
        generator.release()
        await talk.hears(DONE)
        await has_been_in_order(talk)
        assert len(vendor.outputs()) == 3


async def test_two_calls_in_one_response_are_one_program_and_two_outputs(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """The model says the same wish twice in one breath; the user hears of one, once."""
    twice = Rule("program", [Call(GENERATE, WISH), Call(GENERATE, ANOTHER_WAY_TO_SAY_IT)])
    async with realtime_server(coach(twice)) as vendor, talking(server.port, vendor, is_text=True) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears("I am on it.")
        generator.release()
        await talk.hears(DONE)
        await has_been_in_order(talk)
        assert len(vendor.outputs()) == 2
        kinds = [frame["response"]["metadata"]["kind"] for frame in vendor.received("response.create")]
        assert kinds == ["turn", "ack", "announce"]


async def test_who_speaks_into_the_announcement_hears_it_again(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """The agent stops at once, answers, and tells it behind the answer; the model knows how little was heard."""
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        generator.release()
        await talk.hears("Your muscle")
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        await talk.hears(DONE)
        await has_been_in_order(talk)
        (cut,) = vendor.received("conversation.item.truncate")
        assert cut["audio_end_ms"] > 0
        assert vendor.received("response.create")[-1]["response"]["metadata"]["kind"] == "turn"


@pytest.mark.parametrize("latency_s", [0.0, 0.03])
async def test_who_speaks_when_it_is_about_to_be_told_is_answered_first(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer, latency_s: float
) -> None:
    """An announcement that is on its way meets a user who has begun: it is not heard, and told behind the answer."""
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        vendor.latency_s = latency_s
        assert talk.device is not None
        generator.release()
        asked = len(vendor.received("response.create"))

        def is_due() -> bool:
            return bool(talk.brain.arbiter.owed.news) or len(vendor.received("response.create")) > asked

        await wait_until(is_due, "it is done")
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        await talk.hears(DONE)
        await has_been_in_order(talk)


def ends(vendor: RealtimeServer) -> list[str | None]:
    """Why each response ended before its end."""
    responses = [frame["response"] for frame in vendor.sent("response.done")]
    return [(response["status_details"] or {}).get("reason") for response in responses]


@pytest.mark.parametrize("more", ["", " And what of salt? And of tea?" * 20], ids=["is done", "still speaks"])
async def test_what_was_asked_for_before_the_user_was_heard_of_is_not_heard(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer, more: str
) -> None:
    """The announcement was on its way when the user began: it is cancelled, and told behind the answer."""
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        asked, turns = len(vendor.received("response.create")), len(vendor.sent("input_audio_buffer.speech_started"))
        assert talk.device is not None
        vendor.may_tell.clear()
        vendor.pace.may_end.clear()
        talk.device.say("How much water should I drink?" + more)
        await wait_until(lambda: len(vendor.sent("input_audio_buffer.speech_started")) > turns, "the user speaks")
        generator.release()
        await wait_until(lambda: len(vendor.received("response.create")) > asked, "the agent does not know it")
        vendor.may_tell.set()
        await wait_until(lambda: "client_cancelled" in ends(vendor), "the announcement is cancelled")
        vendor.pace.may_end.set()
        await talk.hears("Two litres")
        await talk.hears(DONE)
        await has_been_in_order(talk)


async def test_who_asks_and_hears_that_it_is_ready_is_not_told_again(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """The answer to a question tells the end as well as an announcement does."""
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        assert talk.device is not None
        talk.device.say("Is it ready? " * 12)  # and keeps asking, until it is
        generator.release()
        await talk.hears(DONE)
        await has_been_in_order(talk)


async def test_a_call_that_is_broken_off_is_not_made(server: LiveServer, vendor: RealtimeServer) -> None:
    """The API sends the arguments of a call that the user has spoken into, too."""
    vendor.pace.may_end.clear()
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await wait_until(lambda: bool(vendor.sent("response.function_call_arguments.delta")), "it is about to call")
        vendor.model = coach()
        await talk.say("No, wait.")
        vendor.pace.may_end.set()
        await talk.hears("I see.")
        assert vendor.sent("response.function_call_arguments.done")
        await has_been_in_order(talk, submits=0, announcements=0)
        assert vendor.outputs() == []


async def test_an_end_is_told_once_over_all_conversations(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """Who hangs up before it is done hears it when they call again, and not a third time."""
    told = ToldInMemory()
    async with talking(server.port, vendor, is_text=True, told=told) as talk:
        user_id = talk.toolbox.user_id
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
    generator.release()
    async with talking(server.port, vendor, is_text=True, told=told, user_id=user_id) as talk:
        await talk.hears(DONE)
        await has_been_in_order(talk)
    async with talking(server.port, vendor, is_text=True, told=told, user_id=user_id) as talk:
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        await has_been_in_order(talk, announcements=0)


async def test_the_model_is_told_how_far_it_is_without_a_word(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """A milestone is a silent note, short, and no response is asked for."""
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()

        def notes() -> list[str]:
            items = [frame["item"] for frame in vendor.received("conversation.item.create")]
            return [item["content"][0]["text"] for item in items if item.get("role") == "system"]

        await wait_until(lambda: any("2 of 4 weeks" in note for note in notes()), "the model knows of the half")
        assert all(len(note) <= 600 for note in notes())
        assert not any("weeks" in text for text in messages(vendor.sessions[0].items))
        generator.release()
        await talk.hears(DONE)
        await has_been_in_order(talk)


async def test_a_long_silence_is_broken_by_how_far_it_is(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """Once, in a sentence; and the end is told all the same."""
    async with talking(server.port, vendor, timing=faster(SPEED, has_remarks=True)) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears("2 of 4 weeks are written so far.")
        generator.release()
        await talk.hears(DONE)
        await has_been_in_order(talk)
