"""Starting a program by a tool, on a real server: the answer comes at once, and one wish is one job."""

import asyncio
import json

from schemas.job import JobStatus
from tests.support.live_server import LiveServer
from tests.support.samples import new_user
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.toolboxes import arguments, toolbox_on, updates_until
from tests.support.waiting import wait_until
from voice_client.tools import UpdateKind

GENERATE = "generate_workout_program"


async def test_a_program_is_started_and_told_when_it_is_ready(server: LiveServer, generator: ScriptedGenerator) -> None:
    """The output names the job; its end comes as an update with what there is to say."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        output = await toolbox.call(GENERATE, json.dumps(arguments()), "call-1")
        assert output["status"] == "accepted"
        assert output["say"] == "I have started on your program. I will tell you when it is ready."
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        assert end.job_id == output["job_id"]
        assert (end.facts["duration_weeks"], end.facts["days_per_week"]) == (4, 3)
        assert end.say == end.facts["spoken_summary"]
        assert toolbox.jobs[output["job_id"]].status is JobStatus.COMPLETED


async def test_the_same_call_is_one_output_and_one_job(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Also at the same time, and with its arguments in another order."""
    user = new_user()
    said = arguments()
    turned = dict(reversed(said.items()))
    async with toolbox_on(server.port, user) as toolbox:
        outputs = await asyncio.gather(*(toolbox.call(GENERATE, each, "call-1") for each in (said, turned, said)))
        outputs.append(await toolbox.call(GENERATE, said, "call-1"))
        assert outputs == [outputs[0]] * 4
        assert outputs[0]["status"] == "accepted"
        await wait_until(lambda: generator.holding == 1, "the job is at work")
        assert generator.begun == 1


async def test_ok_is_no_second_program(server: LiveServer, generator: ScriptedGenerator) -> None:
    """A model that calls again, in other words and another order, is told how far the first one is."""
    async with toolbox_on(server.port) as toolbox:
        first = await toolbox.call(GENERATE, arguments(), "call-1")
        await wait_until(lambda: toolbox.jobs[first["job_id"]].weeks_done == 2, "two weeks are written")
        said = dict(reversed(arguments(goal_raw="OK", days_per_week="3", duration_weeks=4.0).items()))
        again = await toolbox.call(GENERATE, said, "call-2")
        assert (again["status"], again["job_id"]) == ("already_running", first["job_id"])
        assert again["say"].endswith("2 of 4 weeks are written.")
        assert generator.begun == 1
