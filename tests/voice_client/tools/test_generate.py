"""Starting a program by a tool, on a real server: the answer comes at once, and one wish is one job."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from schemas.job import JobStatus, Speak
from schemas.model import JsonObject
from tests.support.live_server import LiveServer
from tests.support.samples import new_user
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.toolboxes import arguments, toolbox_on, updates_until
from tests.support.waiting import wait_until
from voice_client.tools import Toolbox, UpdateKind
from voice_client.tools.toolbox import MAX_CALLS

GENERATE = "generate_workout_program"


async def made(toolbox: Toolbox, **changes: object) -> JsonObject:
    """The output that started a program, once it is finished."""
    output = await toolbox.call(GENERATE, arguments(**changes), "the-first")
    await updates_until(toolbox, UpdateKind.COMPLETED)
    return output


async def test_a_program_is_started_and_told_when_it_is_ready(server: LiveServer, generator: ScriptedGenerator) -> None:
    """The output names the job; its end comes as an update with what there is to say."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        output = await toolbox.call(GENERATE, json.dumps(arguments()), "call-1")
        assert output["status"] == "accepted"
        assert output["say"] == "I have started on your program. I will tell you when it is ready."
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        assert (end.job_id, end.speak) == (output["job_id"], Speak.NOW)
        assert (end.facts["duration_weeks"], end.facts["days_per_week"]) == (4, 3)
        assert end.say == end.facts["spoken_summary"]
        assert toolbox.jobs[output["job_id"]].status is JobStatus.COMPLETED


async def test_the_same_call_is_one_output_and_one_job(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Also at the same time, and with its arguments in another order."""
    said = arguments()
    turned = dict(reversed(said.items()))
    async with toolbox_on(server.port) as toolbox:
        outputs = await asyncio.gather(*(toolbox.call(GENERATE, each, "call-1") for each in (said, turned, said)))
        outputs.append(await toolbox.call(GENERATE, said, "call-1"))
        assert outputs == [outputs[0]] * 4
        assert outputs[0]["status"] == "accepted"
        await wait_until(lambda: generator.holding == 1, "the job is at work")
        assert generator.begun == 1


async def test_two_calls_for_the_same_at_the_same_time_are_one_job(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """One starts it, the other is told that it runs."""
    async with toolbox_on(server.port) as toolbox:
        calls = (toolbox.call(GENERATE, arguments(goal_raw=words), words) for words in ("get big", "more muscle"))
        outputs = await asyncio.gather(*calls)
        assert [output["status"] for output in outputs] == ["accepted", "already_running"]
        assert outputs[0]["job_id"] == outputs[1]["job_id"]
        await wait_until(lambda: generator.holding == 1, "the job is at work")
        assert generator.begun == 1


async def test_the_same_call_after_a_restart_is_the_same_job(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Of the same conversation; a framework that replays its context starts nothing anew, even once it is finished."""
    generator.release()
    user = new_user()
    async with toolbox_on(server.port, user, conversation_id="c") as toolbox:
        first = await made(toolbox)
    much_later = datetime.now(UTC) + timedelta(hours=2)  # nothing is recent any more
    async with toolbox_on(server.port, user, conversation_id="c", now=lambda: much_later) as toolbox:
        again = await toolbox.call(GENERATE, arguments(), "the-first")
        assert (again["status"], again["job_id"]) == ("already_done", first["job_id"])
        assert generator.begun == 1
        other = await toolbox.call(GENERATE, arguments(), "another")
        assert other["status"] == "accepted"
        assert other["job_id"] != first["job_id"]


async def test_the_same_call_for_what_was_stopped_says_so(server: LiveServer, generator: ScriptedGenerator) -> None:
    """It is neither made behind the user's back, nor said to be ready."""
    user = new_user()
    async with toolbox_on(server.port, user, conversation_id="c") as toolbox:
        first = await toolbox.call(GENERATE, arguments(), "call-1")
        await toolbox.call("cancel_program", {}, "call-2")
        await updates_until(toolbox, UpdateKind.CANCELLED)
    async with toolbox_on(server.port, user, conversation_id="c") as toolbox:
        again = await toolbox.call(GENERATE, arguments(), "call-1")
        assert (again["status"], again["job_id"]) == ("cancelled", first["job_id"])


async def test_who_stops_waiting_does_not_stop_the_job(server: LiveServer, generator: ScriptedGenerator) -> None:
    """A response that is cut off by the user had called for it all the same."""
    async with toolbox_on(server.port) as toolbox:
        waiting = asyncio.create_task(toolbox.call(GENERATE, arguments(), "call-1"))
        await asyncio.sleep(0)
        waiting.cancel()
        output = await toolbox.call(GENERATE, arguments(), "call-1")
        assert (waiting.cancelled(), output["status"]) == (True, "accepted")
        await wait_until(lambda: generator.holding == 1, "the job is at work")
        assert generator.begun == 1


async def test_ok_is_no_second_program(server: LiveServer, generator: ScriptedGenerator) -> None:
    """A model that calls again, in other words, spelling and order, is told how far the first one is."""
    async with toolbox_on(server.port) as toolbox:
        first = await toolbox.call(GENERATE, arguments(), "call-1")
        await wait_until(lambda: toolbox.jobs[first["job_id"]].weeks_done == 2, "two weeks are written")
        words = {"goal_raw": "OK", "goal_category": None, "days_per_week": "3", "duration_weeks": 4.0, "notes": "go on"}
        for call_id, said in (("call-2", arguments(**words)), ("call-3", arguments(replace=True))):
            again = await toolbox.call(GENERATE, dict(reversed(said.items())), call_id)
            assert (again["status"], again["job_id"]) == ("already_running", first["job_id"])
            assert again["say"].endswith("2 of 4 weeks are written.")
        assert generator.begun == 1


async def test_what_is_made_already_is_not_made_again(server: LiveServer, generator: ScriptedGenerator) -> None:
    """The user is told what there is, and asked; the next conversation knows it too."""
    generator.release()
    user = new_user()
    async with toolbox_on(server.port, user) as toolbox:
        first = await made(toolbox)
        for call_id, words in (("call-2", "OK"), ("call-3", "get bigger")):
            again = await toolbox.call(GENERATE, arguments(goal_raw=words), call_id)
            assert (again["status"], again["job_id"]) == ("already_done", first["job_id"])
            assert again["program"]["spoken_summary"] in again["say"]
            assert again["say"].endswith("Shall I make it anew?")
    async with toolbox_on(server.port, user) as toolbox:
        again = await toolbox.call(GENERATE, arguments(), "call-1")
        assert (again["status"], again["job_id"]) == ("already_done", first["job_id"])
        toolbox.mark_told(again["job_id"], again["seq"])
        told = await toolbox.call(GENERATE, arguments(), "call-2")
        assert told["say"] == "That is done already. Your 4-week program is ready. Shall I make it anew?"
    assert generator.begun == 1


@pytest.mark.parametrize(
    "words", [{"replace": True}, {"notes": "my knee hurts now"}, {"days_per_week": 4}], ids=["yes", "news", "other"]
)
async def test_it_is_made_again_when_that_is_wished(
    server: LiveServer, generator: ScriptedGenerator, words: JsonObject
) -> None:
    """After a yes, with something new in the notes, or with other details."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        first = await made(toolbox)
        again = await toolbox.call(GENERATE, arguments(**words), "call-2")
        assert again["status"] == "accepted"
        assert again["job_id"] != first["job_id"]


async def test_other_details_in_flight_are_asked_about(server: LiveServer, generator: ScriptedGenerator) -> None:
    """After a yes the old job is cancelled, without a word, and the new one starts."""
    async with toolbox_on(server.port) as toolbox:
        first = await toolbox.call(GENERATE, arguments(), "call-1")
        await wait_until(lambda: toolbox.jobs[first["job_id"]].weeks_done == 2, "two weeks are written")
        asked = await toolbox.call(GENERATE, arguments(duration_weeks=6), "call-2")
        assert (asked["status"], asked["job_id"]) == ("needs_confirmation", first["job_id"])
        assert asked["say"] == (
            "I am still making another program. 2 of 4 weeks are written. Shall I stop that and do this instead?"
        )
        assert generator.begun == 1
        second = await toolbox.call(GENERATE, arguments(duration_weeks=6, replace=True), "call-3")
        assert (second["status"], second["replaced"]) == ("accepted", [first["job_id"]])
        *_, end = await updates_until(toolbox, UpdateKind.CANCELLED)
        assert (end.job_id, end.speak) == (first["job_id"], Speak.SILENT)
        generator.release()
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        assert end.job_id == second["job_id"]


async def test_what_the_server_asks_about_is_handed_on(server: LiveServer, generator: ScriptedGenerator) -> None:
    """And taken as it is once it is confirmed."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        asked = await toolbox.call(GENERATE, arguments(weight_kg=220), "call-1")
        assert (asked["status"], asked["ask"]) == ("needs_details", "weight_kg")
        assert asked["say"] == "Is your weight 220 kilograms, or is that pounds?"
        assert "confirmed" in asked["if_right"]
        sure = await toolbox.call(GENERATE, arguments(weight_kg=220, confirmed=["weight_kg"]), "call-2")
        assert sure["status"] == "accepted"


async def test_wrong_arguments_are_answered_without_the_server(server: LiveServer) -> None:
    """With what to ask first, and all that is wrong."""
    async with toolbox_on(server.port) as toolbox:
        output = await toolbox.call(GENERATE, '{"goal_raw": "muscle", "colour": 1}', "call-1")
        assert (output["status"], output["ask"]) == ("needs_details", "height_cm")
        wrong = [error["parameter"] for error in output["errors"]]
        assert wrong == ["height_cm", "weight_kg", "duration_weeks", "days_per_week", "fitness_level", "colour"]
        assert (await toolbox.call(GENERATE, "{", "call-2"))["ask"] == "arguments"
        assert (await toolbox.call("order_pizza", "{}", "call-3"))["status"] == "no_such_tool"


async def test_the_last_calls_are_remembered_and_no_more(server: LiveServer) -> None:
    """As many as are promised, however many there were; a call that is forgotten is a new one."""
    async with toolbox_on(server.port) as toolbox:
        for number in range(MAX_CALLS + 3):
            await toolbox.call("order_pizza", "{}", f"call-{number}")
            assert len(toolbox._calls) == min(number + 1, MAX_CALLS)
