"""Jobs that are taken up again by `hello`, over a real socket."""

from pathlib import Path

from schemas.model import JsonObject
from server.push.log_source import STATES_AT_ONCE
from tests.gateway.conftest import EITHER_WAY
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import submit
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until


async def _submit(client: RawClient, request: JsonObject | None = None) -> str:
    accepted = await client.ask("job.submit", kind="generate", request=request or program_request())
    assert accepted["type"] == "job.accepted", accepted
    return str(accepted["job_id"])


@EITHER_WAY
async def test_resuming_takes_up_every_job_where_it_was(
    server: LiveServer, client: RawClient, generator: ScriptedGenerator
) -> None:
    """A hello with cursors is answered with what follows, and what is not there is told."""
    jobs = [await _submit(client) for _ in range(3)]
    await wait_until(lambda: generator.holding == 3, "all are being made")
    generator.release()
    logs = [await client.to_the_end_of(job_id) for job_id in jobs]
    absent = new_user()
    points = [{"job_id": job_id, "after": after} for job_id, after in zip(jobs, (0, 5, 9), strict=True)]
    greeting = {"resume": [*points, {"job_id": absent, "after": 1}]}
    async with raw_client(server.socket_url, greeting=greeting) as again:
        welcome = again.frames[0]
        assert [(each["job_id"], each["after"], each["recovered"]) for each in welcome["resumed"]] == [
            (job_id, after, True) for job_id, after in zip(jobs, (0, 5, 9), strict=True)
        ]
        assert all("id" not in each for each in welcome["resumed"])
        missing = await again.until("error")
        assert (missing["code"], missing["details"]["job_id"]) == ("not_found", absent)
        for log, after in zip(logs, (0, 5, 9), strict=True):
            assert await again.to_the_end_of(log[0]["job_id"]) == log[after:]


async def _finished(server: LiveServer, count: int) -> list[str]:
    async with raw_client(server.socket_url) as client:
        jobs = [await _submit(client, program_request(duration_weeks=1)) for _ in range(count)]
        for job_id in jobs:
            await client.to_the_end_of(job_id)
    return jobs


@EITHER_WAY
async def test_more_states_than_fit_into_a_greeting_come_behind_it(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """Each once, however often the hello names its job."""
    generator.release()
    jobs = await _finished(server, STATES_AT_ONCE + 2)
    points = [{"job_id": job_id, "after": 999} for job_id in jobs]
    async with raw_client(server.socket_url, greeting={"resume": points * 3}) as client:
        (welcome,) = client.frames
        assert [each["job_id"] for each in welcome["resumed"]] == jobs[:STATES_AT_ONCE]
        late = [await client.next(), await client.next()]
        assert (await client.ask("ping"))["type"] == "pong"
    assert [(each["job_id"], each["recovered"], "id" in each) for each in late] == [
        (job_id, False, False) for job_id in jobs[STATES_AT_ONCE:]
    ]
    assert all(len(each["snapshot"]["weeks"]) == 1 for each in [*welcome["resumed"], *late])


async def test_a_hello_takes_up_no_more_jobs_than_a_socket_may_follow(
    tmp_path: Path, generator: ScriptedGenerator
) -> None:
    """The others are told by name; one that is followed already may be subscribed again."""
    async with live_server(tmp_path, generator, max_subscriptions=2) as server:
        jobs = [(await submit(server.parts, program_request())).job.job_id for _ in range(3)]
        points = [{"job_id": job_id, "after": 0} for job_id in jobs]
        async with raw_client(server.socket_url, greeting={"resume": points}) as client:
            error = await client.until("error")
            assert [each["job_id"] for each in client.frames[0]["resumed"]] == jobs[:2]
            assert (error["code"], error["details"]["job_id"]) == ("too_many_subscriptions", jobs[2])
            again = await client.ask("job.subscribe", job_id=jobs[0], after=0)
            assert again["type"] == "job.subscribed"
        generator.release()
