"""Changing a program over a real socket."""

from schemas.model import JsonObject
from tests.support.live_server import LiveServer
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator


async def _program(client: RawClient, generator: ScriptedGenerator, user: str) -> str:
    generator.release()
    accepted = await client.ask("job.submit", kind="generate", request=program_request(user))
    return str((await client.to_the_end_of(accepted["job_id"]))[-1]["program_id"])


async def _revise(client: RawClient, program_id: str, change: str, **fields: object) -> JsonObject:
    request = {"program_id": program_id, "change_request": change}
    return await client.ask("job.submit", kind="revise", request=request, **fields)


async def test_a_change_is_pushed_like_any_job(client: RawClient, generator: ScriptedGenerator) -> None:
    """From the first frame, which has what was asked, to the last, which has what is different."""
    program_id = await _program(client, generator, new_user())
    accepted = await _revise(client, program_id, "I can only train three days now")
    assert (accepted["type"], accepted["duplicate"]) == ("job.accepted", False)
    frames = await client.to_the_end_of(accepted["job_id"])
    assert (frames[0]["type"], frames[0]["kind"]) == ("job.created", "revise")
    assert frames[0]["request"]["change_request"] == "I can only train three days now"
    weeks = [frame["week"] for frame in frames if frame["type"] == "job.week_ready"]
    assert [len(week["sessions"]) for week in weeks] == [3] * 12
    assert frames[-1]["program_id"] != program_id
    assert frames[-1]["changes"][0] == "You train on 3 days a week now, not 4."


async def test_a_question_comes_back_at_once(client: RawClient, generator: ScriptedGenerator) -> None:
    """On the field of the change, to be spoken."""
    program_id = await _program(client, generator, new_user())
    error = await _revise(client, program_id, "three days and more cardio")
    assert (error["type"], error["code"]) == ("error", "invalid_request")
    (field,) = error["details"]["errors"]
    assert (field["field"], field["code"]) == ("change_request", "not_accepted")
    assert field["say"] == "I understood 3 days a week, but not “more cardio”. Could you say that another way?"


async def test_a_token_changes_its_users_programs_only(
    server: LiveServer, client: RawClient, generator: ScriptedGenerator
) -> None:
    """Another's is answered like one that is not there; naming another user is forbidden."""
    user, other = new_user(), new_user()
    mine, theirs = await _program(client, generator, user), await _program(client, generator, other)
    token = server.parts.doorkeeper.issue(user).token
    async with raw_client(server.socket_url, greeting={"token": token}) as bound:
        assert (await _revise(bound, mine, "make it 8 weeks"))["type"] == "job.accepted"
        hidden = await _revise(bound, theirs, "make it 8 weeks")
        absent_id = new_user()
        absent = await _revise(bound, absent_id, "make it 8 weeks")
        assert hidden["code"] == absent["code"] == "not_found"
        assert hidden["message"].replace(theirs, "*") == absent["message"].replace(absent_id, "*")
        request = {"program_id": theirs, "change_request": "make it 8 weeks", "user_id": other}
        assert (await bound.ask("job.submit", kind="revise", request=request))["code"] == "forbidden"
