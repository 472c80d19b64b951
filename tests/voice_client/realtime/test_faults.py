"""What goes wrong beneath a conversation, and what its user notices of it: nothing, or a second of silence."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.conversations import BEGUN, DONE, HARMLESS, SPEED, coach, faster, has_been_in_order, talking
from tests.support.cutting_proxy import CuttingProxy
from tests.support.live_server import LiveServer
from tests.support.realtime_script import Say
from tests.support.realtime_server import RealtimeServer, realtime_server
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until
from tests.voice_client.realtime.scenario import CONFLICT, a_kill
from voice_client.realtime.errors import ModelRefused


@pytest.mark.parametrize("is_text", [True, False], ids=["text", "audio"])
async def test_a_cut_while_the_job_runs_loses_nothing(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer, is_text: bool
) -> None:
    """The next session knows what was said and how the job stands; the end is told in it, once."""
    async with talking(server.port, vendor, is_text=is_text) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        vendor.cut()
        await wait_until(lambda: len(vendor.sessions) == 2, "a second session")
        await talk.is_quiet()
        generator.release()
        await talk.hears(DONE)
        await has_been_in_order(talk)
        replayed = [(item["role"], item["content"][0].get("text")) for item in vendor.sessions[1].items[:4]]
        assert replayed[0] == ("user", "Make me a program, please.")
        assert [role for role, _ in replayed] == ["user", "system", "assistant", "system"]
        assert "worked on" in replayed[3][1]


async def test_the_cap_of_a_session_is_not_noticed(
    server: LiveServer, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """The API ends the session in the middle of the announcement; it is told in the next one."""
    async with talking(server.port, vendor) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        await talk.is_quiet()
        vendor.pace.may_end.clear()
        generator.release()
        await wait_until(lambda: vendor.sessions[0].active is not None, "it is being announced")
        await vendor.expire()
        vendor.pace.may_end.set()
        await talk.hears(DONE)
        await has_been_in_order(talk, refusals=HARMLESS | {"session_expired"})


async def test_an_output_for_a_session_that_is_gone_is_told_in_the_next(
    server: LiveServer, proxy: CuttingProxy, generator: ScriptedGenerator, vendor: RealtimeServer
) -> None:
    """The new session does not know the call: no output is sent for it, the result is."""
    async with talking(proxy.port, vendor, patience_s=20.0) as talk:
        await wait_until(lambda: talk.client.welcome is not None, "the agent is connected")
        proxy.is_refusing = True
        proxy.cut()
        await talk.say("Make me a program, please.")
        await wait_until(lambda: bool(talk.brain.arbiter._calls), "the call is being made")
        vendor.cut()
        await wait_until(lambda: len(vendor.sessions) == 2 and talk.brain.arbiter.is_connected, "a second session")
        proxy.is_refusing = False
        await wait_until(lambda: len(vendor.received("response.create")) > 1, "the result is spoken of")
        generator.release()
        await talk.is_quiet()
        assert vendor.outputs() == []
        notes = [item["content"][0]["text"] for item in vendor.sessions[1].items if item.get("role") == "system"]
        assert any('"status": "accepted"' in note for note in notes)
        assert await talk.submitted() == 1


@pytest.mark.parametrize("after_bytes", [600, 800])
async def test_a_wish_whose_answer_is_cut_off_is_one_job(
    server: LiveServer, proxy: CuttingProxy, generator: ScriptedGenerator, vendor: RealtimeServer, after_bytes: int
) -> None:
    """The server has it, and the agent does not know: it says it again, with the same key."""
    cuts = iter([after_bytes])
    proxy.after_bytes = lambda: next(cuts, None)
    async with talking(proxy.port, vendor, is_text=True) as talk:
        await talk.say("Make me a program, please.")
        await talk.hears(BEGUN)
        generator.release()
        await talk.hears(DONE)
        await has_been_in_order(talk)
        assert proxy.connections > 1


async def test_a_server_that_is_killed_before_it_answers(tmp_path: Path) -> None:
    """It had the wish: the user hears at once that it is passed on, and gets one program from the next server."""
    figures = await a_kill(tmp_path, speed=SPEED, latency_s=0.0)
    assert (figures.talked_over, figures.conflicts) == (0, 0)
    assert (figures.announcements, figures.submits, figures.outputs) == ([1], [1], [1])


async def test_a_response_that_nobody_asked_for_is_no_harm(server: LiveServer, vendor: RealtimeServer) -> None:
    """The API answers by itself in the moment in which the agent asks: the answer comes behind the conflict."""
    async with talking(server.port, vendor) as talk:
        vendor.pace.may_end.clear()
        vendor.sessions[0].respond({})
        vendor.latency_s = 0.02
        await talk.say("How much water should I drink?")
        vendor.pace.may_end.set()
        await talk.hears("Two litres")
        await has_been_in_order(talk, submits=0, announcements=0, refusals=HARMLESS | {CONFLICT})


async def test_a_conflict_whose_end_has_passed_is_waited_out(server: LiveServer, vendor: RealtimeServer) -> None:
    """The other response's end came before the conflict did: a watchdog asks again."""
    async with talking(server.port, vendor, is_text=True) as talk:
        session = vendor.sessions[0]
        session.conflicts = 1
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        assert session.refusals == [CONFLICT]


async def test_a_response_that_fails_is_tried_again(server: LiveServer, vendor: RealtimeServer) -> None:
    """The user gets the answer a little later."""
    async with talking(server.port, vendor, is_text=True) as talk:
        vendor.pace.may_end.clear()
        await talk.say("How much water should I drink?")
        await wait_until(lambda: vendor.sessions[0].active is not None, "it begins to answer")
        vendor.sessions[0].fail("rate_limit_exceeded")
        vendor.pace.may_end.set()
        await talk.hears("a good start.")
        assert len(vendor.received("response.create")) == 2


async def test_without_quota_it_ends(server: LiveServer, vendor: RealtimeServer) -> None:
    """No try can help, so none is made."""
    vendor.pace.may_end.clear()

    async def ask() -> None:
        async with talking(server.port, vendor, is_text=True) as talk:
            await talk.say("How much water should I drink?")
            await wait_until(lambda: vendor.sessions[0].active is not None, "it begins to answer")
            vendor.sessions[0].fail("insufficient_quota")
            await wait_until(talk.running.done, "the brain gives up")

    with pytest.raises(ModelRefused, match="the response failed"):
        await ask()
    assert len(vendor.sessions) == 1


async def test_an_outage_of_the_vendor_is_waited_out(server: LiveServer, vendor: RealtimeServer) -> None:
    """What was typed meanwhile is answered once there is a session."""
    async with talking(server.port, vendor, is_text=True) as talk:
        vendor.is_refusing = True
        vendor.cut()
        await wait_until(lambda: not talk.brain.arbiter.is_connected, "the session is gone")
        await talk.say("How much water should I drink?")
        vendor.is_refusing = False
        await talk.hears("Two litres")


async def test_who_may_not_use_the_api_is_told_so(server: LiveServer) -> None:
    """A key that the API does not take is not tried twice."""
    async with realtime_server(coach()) as vendor:
        vendor.is_locked = True
        with pytest.raises(ModelRefused, match="401"):
            async with talking(server.port, vendor, is_text=True):
                pass
        assert vendor.sessions == []


async def test_an_old_session_is_left_for_a_new_one(server: LiveServer, vendor: RealtimeServer) -> None:
    """When nothing is said; what was said before is known after."""
    timing = replace(faster(SPEED), rotate_after_s=0.3)
    async with talking(server.port, vendor, is_text=True, timing=timing) as talk:
        await talk.say("How much water should I drink?")
        await talk.hears("Two litres")
        await wait_until(lambda: len(vendor.sessions) > 1, "a second session")
        vendor.model = lambda prompt: [Say(f"I know {len(prompt.items)} lines.")]
        await talk.say("What do you know?")
        await talk.hears("I know 3 lines.")
