"""Changing a program by a tool: the newest finished one, in the user's own words, and never twice by accident."""

from tests.support.live_server import LiveServer
from tests.support.samples import new_user
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.toolboxes import arguments, toolbox_on, updates_until
from tests.support.waiting import wait_until
from voice_client.tools import Toolbox, UpdateKind

GENERATE, REVISE = "generate_workout_program", "revise_workout_program"


async def program_in(toolbox: Toolbox) -> str:
    await toolbox.call(GENERATE, arguments(), "call-1")
    *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
    return str(end.facts["program_id"])


async def test_the_newest_program_is_changed(server: LiveServer, generator: ScriptedGenerator) -> None:
    """What is different is told with the end."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        program_id = await program_in(toolbox)
        begun = await toolbox.call(REVISE, {"change": "only half an hour"}, "call-2")
        assert begun["say"] == "I have started on that change. I will tell you when it is ready."
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        assert (end.job_id, end.facts["days_per_week"]) == (begun["job_id"], 3)
        assert end.facts["changes"][0] == "A session takes up to 30 minutes now, not 60."
        assert end.facts["program_id"] != program_id


async def test_a_change_that_is_not_clear_is_asked_back(server: LiveServer, generator: ScriptedGenerator) -> None:
    """In the server's words."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        await program_in(toolbox)
        unclear = await toolbox.call(REVISE, {"change": "9 days"}, "call-2")
        assert (unclear["status"], unclear["ask"]) == ("needs_details", "change")
        assert unclear["say"] == "On how many days a week can you train, from one to seven?"
        no_text = await toolbox.call(REVISE, {"change": "three\x00days"}, "call-3")
        assert (no_text["status"], no_text["ask"]) == ("needs_details", "change")


async def test_there_must_be_something_to_change(server: LiveServer, generator: ScriptedGenerator) -> None:
    """One that is still being made cannot be; what is not there is not found."""
    async with toolbox_on(server.port) as toolbox:
        change = {"change": "three days now"}
        assert (await toolbox.call(REVISE, change, "call-1"))["status"] == "none"
        for call_id, program_id in (("call-2", "the first"), ("call-3", new_user())):
            assert (await toolbox.call(REVISE, change | {"program_id": program_id}, call_id))["status"] == "not_found"
        job_id = (await toolbox.call(GENERATE, arguments(), "call-4"))["job_id"]
        await wait_until(lambda: toolbox.jobs[job_id].weeks_done == 2, "two weeks are written")
        early = await toolbox.call(REVISE, change, "call-5")
        assert (early["status"], early["weeks_done"]) == ("not_finished", 2)
        assert (await toolbox.call(REVISE, change | {"program_id": job_id}, "call-6"))["status"] == "not_found"


async def test_the_same_change_is_asked_about_before_it_is_made_again(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """The words “longer”, twice, may be meant, or may be a model that repeats itself."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        program_id = await program_in(toolbox)
        longer = {"change": "one week longer"}
        await toolbox.call(REVISE, longer, "call-2")
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        for call_id, said in (("call-3", longer), ("call-4", {"change": "One week longer", "program_id": program_id})):
            again = await toolbox.call(REVISE, said, call_id)
            assert (again["status"], again["job_id"]) == ("already_done", end.job_id)
            assert again["say"].endswith("Shall I do that once more?")
        sure = await toolbox.call(REVISE, longer | {"replace": True}, "call-5")
        assert sure["status"] == "accepted"
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        assert end.facts["duration_weeks"] == 6


async def test_a_change_while_another_program_is_made_is_asked_about(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """After a yes the change is made instead."""
    generator.release()
    async with toolbox_on(server.port) as toolbox:
        await program_in(toolbox)
        generator.hold()
        other = await toolbox.call(GENERATE, arguments(duration_weeks=8), "call-2")
        await wait_until(lambda: toolbox.jobs[other["job_id"]].weeks_done == 2, "two weeks are written")
        asked = await toolbox.call(REVISE, {"change": "no mondays"}, "call-3")
        assert (asked["status"], asked["job_id"]) == ("needs_confirmation", other["job_id"])
        sure = await toolbox.call(REVISE, {"change": "no mondays", "replace": True}, "call-4")
        assert (sure["status"], sure["replaced"]) == ("accepted", [other["job_id"]])
