"""Asking about programs by a tool, and stopping them: what is said is what is so."""

from pathlib import Path

from schemas.job import Speak
from server.generation.generator import GenerationFailed
from tests.support.live_server import LiveServer, live_server
from tests.support.push_clients import push_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Fail, Hold, ScriptedGenerator
from tests.support.toolboxes import arguments, toolbox_on, updates_until
from tests.support.waiting import wait_until
from voice_client.tools import UpdateKind

GENERATE, STATUS, CANCEL, LIST = "generate_workout_program", "get_program_status", "cancel_program", "list_programs"


async def test_before_the_first_program_there_is_nothing_to_tell(server: LiveServer) -> None:
    """And nothing is made up; an id that the model made up is not found."""
    async with toolbox_on(server.port) as toolbox:
        none = {"status": "none", "say": "There is no program yet. Shall we make one?"}
        assert await toolbox.call(STATUS, "", "call-1") == none
        assert await toolbox.call(CANCEL, {}, "call-2") == none
        assert (await toolbox.call(LIST, "{}", "call-3"))["say"] == "You have no finished program yet."
        for call_id, job_id in (("call-4", "job-1"), ("call-5", new_user())):
            assert (await toolbox.call(STATUS, {"job_id": job_id}, call_id))["status"] == "not_found"


async def test_progress_is_the_weeks_that_are_written(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Of the newest program; when it is finished, its summary."""
    async with toolbox_on(server.port) as toolbox:
        job_id = (await toolbox.call(GENERATE, arguments(), "call-1"))["job_id"]
        await wait_until(lambda: toolbox.jobs[job_id].weeks_done == 2, "two weeks are written")
        half = await toolbox.call(STATUS, "", "call-2")
        assert (half["status"], half["weeks_done"], half["weeks_total"]) == ("in_progress", 2, 4)
        assert half["say"] == "Your 4-week program is being worked on. 2 of 4 weeks are written."
        generator.release()
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        done = await toolbox.call(STATUS, "", "call-3")
        assert (done["status"], done["seq"], done["say"]) == ("completed", end.seq, end.say)
        by_program = await toolbox.call(STATUS, {"job_id": end.facts["program_id"]}, "call-4")
        assert by_program == done


async def test_a_finished_program_of_an_earlier_conversation_is_summed_up(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """It is read from the end of its log."""
    generator.release()
    user = new_user()
    async with push_client(server.port) as client:
        job = await client.submit(program_request(user, duration_weeks=3))
        await job.result()
    async with toolbox_on(server.port, user) as toolbox:
        done = await toolbox.call(STATUS, {"job_id": job.job_id}, "call-1")
        assert done["program"]["spoken_summary"] == done["say"]
        assert (done["program"]["duration_weeks"], done["program"]["days_per_week"]) == (3, 4)


async def test_a_failure_is_told_with_its_reason(server: LiveServer, generator: ScriptedGenerator) -> None:
    """In the words that the server has for it, by the update and whenever it is asked for."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        await toolbox.call(GENERATE, arguments(notes="I have chest pain when I walk"), "call-1")
        *_, end = await updates_until(toolbox, UpdateKind.FAILED)
        assert (end.facts["code"], end.speak) == ("needs_clearance", Speak.NOW)
        told = await toolbox.call(STATUS, "", "call-2")
        assert (told["status"], told["say"]) == ("failed", end.say)
        assert "doctor" in end.say


async def test_stopping_is_told_as_it_is_and_may_be_said_again(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """Whoever stopped it here is not told of it as news."""
    async with toolbox_on(server.port) as toolbox:
        job_id = (await toolbox.call(GENERATE, arguments(), "call-1"))["job_id"]
        await wait_until(lambda: generator.holding == 1, "it is at work")
        first = await toolbox.call(CANCEL, {}, "call-2")
        assert (first["status"], first["job_id"]) in [("cancelling", job_id), ("cancelled", job_id)]
        *_, end = await updates_until(toolbox, UpdateKind.CANCELLED)
        assert end.speak is Speak.SILENT
        again = await toolbox.call(CANCEL, {}, "call-3")
        assert (again["status"], again["say"]) == ("cancelled", "That was stopped already.")
        assert (await toolbox.call(STATUS, {}, "call-4"))["say"] == "The work on that program was stopped."


async def test_what_is_finished_is_not_stopped(server: LiveServer, generator: ScriptedGenerator) -> None:
    """It is told that it is ready."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        await toolbox.call(GENERATE, arguments(), "call-1")
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        output = await toolbox.call(CANCEL, {"job_id": end.job_id}, "call-2")
        assert output["status"] == "completed"
        assert output["say"] == "There is nothing to stop. Your 4-week program is ready."


async def test_programs_are_listed_by_name_newest_first(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Few of them, and only finished ones."""
    generator.release()
    user = new_user()
    async with push_client(server.port) as client:
        for weeks in range(1, 7):
            await (await client.submit(program_request(user, duration_weeks=weeks))).result()
    async with toolbox_on(server.port, user) as toolbox:
        output = await toolbox.call(LIST, "{}", "call-1")
        assert len(output["programs"]) == 5
        names = [each["name"] for each in output["programs"]]
        assert output["say"] == f"Your newest programs are {names[0]}, {names[1]} and {names[2]}."
        newest = await toolbox.call(STATUS, {"job_id": output["programs"][0]["program_id"]}, "call-2")
        assert newest["weeks_total"] == 6


async def test_a_hiccup_is_told_and_the_work_goes_on(tmp_path: Path) -> None:
    """As what it is, not as a failure."""
    error = GenerationFailed(code="model_unavailable", message="down", say="Sorry.", retryable=True)
    script = ScriptedGenerator([[Fail(error)], [Hold()]])
    async with live_server(tmp_path, script) as server, toolbox_on(server.port) as toolbox:
        await toolbox.call(GENERATE, arguments(), "call-1")
        *_, hiccup = await updates_until(toolbox, UpdateKind.RETRIED)
        assert hiccup.say == "There was a hiccup with your program; the work on it begins again."
        script.release()
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        assert end.job_id == hiccup.job_id
