"""A call is answered in time while the server is away, and what becomes of it is told later, once."""

import asyncio

import pytest

from schemas.job import JobStatus, Speak
from tests.support.cutting_proxy import CuttingProxy
from tests.support.live_server import LiveServer
from tests.support.push_clients import push_client
from tests.support.samples import new_user
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.toolboxes import NO_PATIENCE_S, arguments, toolbox_on, updates_until
from tests.support.waiting import wait_until
from voice_client.tools import Toolbox, UpdateKind

GENERATE = "generate_workout_program"


async def test_a_call_while_the_server_is_away_is_made_good_later(
    proxy: CuttingProxy, generator: ScriptedGenerator
) -> None:
    """Also when the user asks twice: one job, and its beginning is told once."""
    async with toolbox_on(proxy.port, patience_s=NO_PATIENCE_S) as toolbox:
        proxy.is_refusing = True
        proxy.cut()
        for call_id in ("call-1", "call-2"):
            output = await toolbox.call(GENERATE, arguments(), call_id)
            assert output == {
                "status": "submitting",
                "say": "I am passing that on; I will tell you once the work has begun.",
            }
        assert await toolbox.call(GENERATE, arguments(), "call-1") == output
        proxy.is_refusing = False
        begun = await updates_until(toolbox, UpdateKind.ACCEPTED)
        await wait_until(lambda: generator.holding == 1, "the job is at work")
        generator.release()
        told = begun + await updates_until(toolbox, UpdateKind.COMPLETED)
        spoken = [(update.kind, update.job_id) for update in told if update.speak is Speak.NOW]
        job_id = told[-1].job_id
        assert spoken == [(UpdateKind.ACCEPTED, job_id), (UpdateKind.COMPLETED, job_id)]
        assert generator.begun == 1


async def test_a_submission_without_an_answer_is_one_job(proxy: CuttingProxy, generator: ScriptedGenerator) -> None:
    """It is said again on the next connection, by the same key."""
    async with toolbox_on(proxy.port, patience_s=NO_PATIENCE_S) as toolbox:
        await wait_until(lambda: toolbox._desk._tasks == set(), "the conversation is open")
        proxy.silence()
        assert (await toolbox.call(GENERATE, arguments(), "call-1"))["status"] == "submitting"
        proxy.cut()
        (accepted,) = await updates_until(toolbox, UpdateKind.ACCEPTED)
        assert (accepted.facts["status"], accepted.facts["job_id"]) == ("accepted", accepted.job_id)
        assert accepted.tool == GENERATE
        await wait_until(lambda: generator.holding == 1, "the job is at work")
        assert generator.begun == 1


async def test_a_late_refusal_is_told(proxy: CuttingProxy) -> None:
    """With the question that has to be asked."""
    async with toolbox_on(proxy.port, patience_s=NO_PATIENCE_S) as toolbox:
        proxy.is_refusing = True
        proxy.cut()
        output = await toolbox.call(GENERATE, arguments(weight_kg=220), "call-1")
        assert output["status"] == "submitting"
        proxy.is_refusing = False
        (refused,) = await updates_until(toolbox, UpdateKind.REFUSED)
        assert refused.say == "Is your weight 220 kilograms, or is that pounds?"
        assert (refused.job_id, refused.speak, refused.facts["ask"]) == (None, Speak.NOW, "weight_kg")


async def test_while_the_server_is_away_the_last_that_is_known_is_said(
    proxy: CuttingProxy, generator: ScriptedGenerator
) -> None:
    """As what it is; and of what was never known nothing is made up."""
    async with toolbox_on(proxy.port) as toolbox:
        job_id = (await toolbox.call(GENERATE, arguments(), "call-1"))["job_id"]
        await wait_until(lambda: toolbox.jobs[job_id].weeks_done == 2, "two weeks are written")
        toolbox._patience_s = NO_PATIENCE_S
        proxy.is_refusing = True
        proxy.cut()
        for call_id, named in (("call-2", {}), ("call-3", {"job_id": job_id})):
            output = await toolbox.call("get_program_status", named, call_id)
            assert (output["weeks_done"], output["is_current"]) == (2, False)
            assert output["say"].startswith("I do not reach the server right now. When I last heard: ")
        unknown = await toolbox.call("get_program_status", {"job_id": new_user()}, "call-4")
        assert unknown["status"] == "unreachable"
        assert (await toolbox.call("list_programs", "{}", "call-5"))["status"] == "unreachable"
        stopping = await toolbox.call("cancel_program", "{}", "call-6")
        assert stopping == {"status": "submitting", "say": "I am passing that on; I will tell you once it is stopped."}
        proxy.is_refusing = False
        told = await updates_until(toolbox, UpdateKind.ACCEPTED)
        assert told[-1].facts["status"] in ("cancelling", "cancelled")
        assert told[-1].tool == "cancel_program"
        await wait_until(lambda: toolbox.jobs[job_id].status is JobStatus.CANCELLED, "it is cancelled")


async def test_a_server_that_is_gone_for_good_is_told_of(server: LiveServer) -> None:
    """Whoever waits for a program hears that nothing more will be heard of it."""
    async with push_client(server.port, max_retries=0) as client, Toolbox(client, new_user()) as toolbox:
        toolbox._patience_s = 20.0
        job_id = (await toolbox.call(GENERATE, arguments(), "call-1"))["job_id"]
        server.uvicorn.should_exit = True
        *_, lost = await updates_until(toolbox, UpdateKind.LOST)
        assert (lost.job_id, lost.speak) == (job_id, Speak.NOW)
        assert (await toolbox.call(GENERATE, arguments(), "call-2"))["status"] == "unreachable"
        assert (await toolbox.call("get_program_status", "", "call-3"))["status"] == "unreachable"


async def test_a_closed_toolbox_ends_its_updates_and_answers(server: LiveServer) -> None:
    """Nobody hangs on it."""
    async with toolbox_on(server.port) as toolbox:
        output = await toolbox.call("list_programs", "{}", "call-1")
    assert [update async for update in toolbox.updates()] == []
    assert await toolbox.call("list_programs", "{}", "call-1") == output
    assert (await toolbox.call("list_programs", "{}", "call-2"))["status"] == "unreachable"


async def test_who_waits_for_an_answer_when_the_toolbox_is_closed_gets_one(proxy: CuttingProxy) -> None:
    """And goes on: it was not they who were cancelled."""
    async with toolbox_on(proxy.port) as toolbox:
        proxy.is_refusing = True
        proxy.cut()
        waiting = asyncio.create_task(toolbox.call(GENERATE, arguments(), "call-1"))
        await wait_until(lambda: any(t.get_name().startswith("work-") for t in toolbox._desk._tasks), "it is at work")
    assert (await waiting)["status"] == "unreachable"


def test_a_user_that_is_none_is_refused_at_once() -> None:
    """Not only when the first program is asked for."""
    with pytest.raises(ValueError, match="badly formed"):
        Toolbox(push_client(1), "somebody")
