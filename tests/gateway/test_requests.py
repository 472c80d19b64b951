"""Every request of the protocol and its reply, over a real socket."""

import json
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from schemas.model import JsonObject
from server.storage.transaction import LogFrame
from tests.gateway.conftest import EITHER_WAY
from tests.support.live_server import LiveServer
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until

pytestmark = EITHER_WAY


async def _submit(client: RawClient, request: JsonObject | None = None) -> str:
    accepted = await client.ask("job.submit", kind="generate", request=request or program_request())
    assert accepted["type"] == "job.accepted", accepted
    return str(accepted["job_id"])


async def test_hello_is_answered_with_what_the_house_allows(server: LiveServer) -> None:
    """The welcome has the version of the protocol and every limit."""
    async with raw_client(server.socket_url, hello=False) as client:
        welcome = await client.ask("hello", client={"name": "agent", "version": "1"})
        assert client.socket.subprotocol == "repcast.v1"
    assert welcome["protocol"] == "repcast.v1"
    assert welcome["server"]["name"] == "repcast"
    assert welcome["heartbeat_s"] == 20
    assert welcome["resumed"] == []
    assert welcome["limits"] == {
        "max_frame_bytes": 65536,
        "max_subscriptions": 1024,
        "max_active_jobs": 20,
        "submits_per_minute": 60,
    }
    assert datetime.fromisoformat(welcome["time"]).utcoffset() == timedelta(0)


async def test_a_client_that_offers_no_subprotocol_is_served(server: LiveServer) -> None:
    """Websocat and wscat speak v1."""
    async with raw_client(server.socket_url, subprotocols=None) as client:
        assert client.socket.subprotocol is None
        assert (await client.ask("ping"))["type"] == "pong"


async def test_a_client_may_offer_other_subprotocols_beside_ours(server: LiveServer) -> None:
    """Ours is chosen."""
    async with raw_client(server.socket_url, subprotocols=["other", "repcast.v1"]) as client:
        assert client.socket.subprotocol == "repcast.v1"


async def test_a_job_from_its_submission_to_its_end(client: RawClient, generator: ScriptedGenerator) -> None:
    """Accepted, then every frame in order: created, started, progress, twelve weeks, completion."""
    generator.release()
    job_id = await _submit(client)
    accepted = client.frames[-1]
    assert (accepted["status"], accepted["seq"], accepted["duplicate"]) == ("pending", 1, False)
    frames = await client.to_the_end_of(job_id)
    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
    assert [frame["week"]["index"] for frame in frames if frame["type"] == "job.week_ready"] == list(range(1, 13))
    assert all(len(frame["week"]["sessions"]) == 4 for frame in frames if frame["type"] == "job.week_ready")
    assert frames[-1]["type"] == "job.completed"
    assert frames[-1]["program"]["duration_weeks"] == 12
    assert len(frames[-1]["program"]["spoken_summary"].split()) <= 80
    assert all("id" not in frame for frame in frames)


async def test_the_same_submission_again_is_told_as_a_duplicate(client: RawClient) -> None:
    """The second answer names the first job, and its frames are not doubled."""
    request = program_request()
    job_id = await _submit(client, request)
    again = await client.ask("job.submit", kind="generate", request={**request, "goal_raw": "OK"})
    assert (again["job_id"], again["duplicate"]) == (job_id, True)
    await client.until("job.week_ready", weeks_done=2)
    seqs = [frame["seq"] for frame in client.log_of(job_id)]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_a_second_client_that_submits_the_same_follows_from_there(
    server: LiveServer, client: RawClient, generator: ScriptedGenerator
) -> None:
    """The accepted frame says from which seq on, and everything from it on comes."""
    request = program_request()
    job_id = await _submit(client, request)
    await client.until("job.week_ready", weeks_done=2)
    async with raw_client(server.socket_url) as other:
        accepted = await other.ask("job.submit", kind="generate", request=request)
        assert accepted["duplicate"] is True
        generator.release()
        frames = await other.to_the_end_of(job_id)
    assert frames[0]["seq"] == accepted["seq"]


async def test_subscribing_replays_and_goes_on(
    server: LiveServer, client: RawClient, generator: ScriptedGenerator
) -> None:
    """Another client gets the exact log."""
    job_id = await _submit(client)
    await client.until("job.week_ready", weeks_done=2)
    async with raw_client(server.socket_url) as other:
        subscribed = await other.ask("job.subscribe", job_id=job_id, after=0)
        assert (subscribed["recovered"], subscribed["after"]) == (True, 0)
        generator.release()
        theirs = await other.to_the_end_of(job_id)
    assert theirs == await client.to_the_end_of(job_id)


async def test_subscribing_without_a_cursor_brings_the_state(server: LiveServer, client: RawClient) -> None:
    """With the weeks that are ready."""
    job_id = await _submit(client)
    await client.until("job.week_ready", weeks_done=2)
    async with raw_client(server.socket_url) as other:
        subscribed = await other.ask("job.subscribe", job_id=job_id)
    assert subscribed["recovered"] is False
    assert [week["index"] for week in subscribed["snapshot"]["weeks"]] == [1, 2]


async def test_unsubscribing_ends_the_frames(client: RawClient, generator: ScriptedGenerator) -> None:
    """What comes later of that job does not come here; other jobs do."""
    job_id = await _submit(client)
    other = await _submit(client)
    await client.until("job.week_ready", job_id=job_id, weeks_done=2)
    assert await client.ask("job.unsubscribe", job_id=job_id) == {
        "type": "job.unsubscribed",
        "id": "r4",
        "job_id": job_id,
    }
    before = len(client.log_of(job_id))
    generator.release()
    await client.to_the_end_of(other)
    assert (await client.ask("job.get", job_id=job_id))["type"] == "job.snapshot"
    assert len(client.log_of(job_id)) == before


async def test_a_job_can_be_looked_at(client: RawClient) -> None:
    """The snapshot has everything but the weeks."""
    request = program_request()
    job_id = await _submit(client, request)
    await client.until("job.week_ready", weeks_done=2)
    snapshot = (await client.ask("job.get", job_id=job_id))["snapshot"]
    assert (snapshot["status"], snapshot["weeks_done"], snapshot["weeks_total"]) == ("in_progress", 2, 12)
    assert snapshot["request"] == request
    assert "weeks" not in snapshot


async def test_a_job_can_be_cancelled(client: RawClient) -> None:
    """The wish is acknowledged, the end is pushed with the reason."""
    job_id = await _submit(client)
    await client.until("job.week_ready", weeks_done=2)
    accepted = await client.ask("job.cancel", job_id=job_id, reason="no time")
    assert (accepted["type"], accepted["status"]) == ("job.cancel_accepted", "in_progress")
    cancelled = await client.until("job.cancelled")
    assert (cancelled["status"], cancelled["reason"]) == ("cancelled", "no time")
    assert (await client.ask("job.cancel", job_id=job_id))["status"] == "cancelled"


async def test_jobs_are_listed_in_pages(client: RawClient) -> None:
    """Newest first, by user and state, with a cursor to the next page."""
    user = new_user()
    made = [await _submit(client, program_request(user, duration_weeks=1))]
    for weeks in (2, 3):
        accepted = await client.ask(
            "job.submit", kind="generate", request=program_request(user, duration_weeks=weeks), on_active="parallel"
        )
        made.append(accepted["job_id"])
    first = await client.ask("jobs.list", user_id=user, limit=2)
    second = await client.ask("jobs.list", user_id=user, limit=2, cursor=first["next"])
    assert [job["job_id"] for job in first["jobs"] + second["jobs"]] == made[::-1]
    assert "next" not in second
    assert (await client.ask("jobs.list", user_id=user, status="failed"))["jobs"] == []


async def test_watching_a_user_brings_running_jobs_and_new_ones(
    server: LiveServer, client: RawClient, generator: ScriptedGenerator
) -> None:
    """First how things stand, then every frame of every job of that user, and of nobody else."""
    user = new_user()
    async with raw_client(server.socket_url) as agent:
        old = await _submit(agent, program_request(user))
        await agent.until("job.week_ready", weeks_done=2)
        watched = await client.ask("jobs.watch", user_id=user)
        (job,) = watched["jobs"]
        assert (job["job_id"], job["weeks_done"]) == (old, 2)
        await agent.ask("job.submit", kind="generate", request=program_request(), on_active="parallel")
        accepted = await agent.ask(
            "job.submit", kind="generate", request=program_request(user, duration_weeks=2), on_active="parallel"
        )
        generator.release()
        new = await client.to_the_end_of(accepted["job_id"])
        rest = await client.to_the_end_of(old)
    assert new[0]["type"] == "job.created"
    assert rest[0]["seq"] == job["seq"] + 1
    assert {frame["user_id"] for frame in client.frames if "attempt" in frame} == {user}


async def test_unwatching_ends_that(server: LiveServer, client: RawClient, generator: ScriptedGenerator) -> None:
    """But what this socket follows by name goes on."""
    user = new_user()
    generator.release()
    await client.ask("jobs.watch", user_id=user)
    assert (await client.ask("jobs.unwatch", user_id=user))["type"] == "jobs.unwatched"
    async with raw_client(server.socket_url) as agent:
        job_id = await _submit(agent, program_request(user))
        await agent.to_the_end_of(job_id)
    own = await _submit(client, program_request(user))
    await client.to_the_end_of(own)
    assert client.log_of(job_id) == []


async def test_a_ping_is_answered_with_the_time(client: RawClient) -> None:
    """With its id, or without one if it had none."""
    assert (await client.ask("ping"))["type"] == "pong"
    await client.send_text('{"type":"ping"}')
    pong = await client.until("pong")
    assert "id" not in pong


async def test_many_jobs_share_one_socket(client: RawClient, generator: ScriptedGenerator) -> None:
    """Their frames are mixed, each job's own are in order, and each job ends once."""
    generator.release()
    jobs = [await _submit(client) for _ in range(15)]
    logs = [await client.to_the_end_of(job_id) for job_id in jobs]
    for log in logs:
        assert [frame["seq"] for frame in log] == list(range(1, len(log) + 1))


async def test_one_frame_is_encoded_once_for_all_sockets(
    server: LiveServer, client: RawClient, generator: ScriptedGenerator
) -> None:
    """Twenty sockets are handed the very same text."""
    user = new_user()
    texts: list[bytes] = []
    deliver = server.parts.hub.deliver

    def spy(frames: list[LogFrame]) -> None:
        texts.extend(frame.json for frame in frames)
        deliver(frames)

    server.parts.hub._bus.connect(spy)  # type: ignore[arg-type]  # the local bus brings no references
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(raw_client(server.socket_url)) for _ in range(20)]
        for other in others:
            await other.ask("jobs.watch", user_id=user)
        generator.release()
        job_id = await _submit(client, program_request(user))
        for other in others:
            assert await other.to_the_end_of(job_id) == [json.loads(text) for text in texts]


async def test_a_page_goes_on_behind_a_job_whose_state_has_changed(
    server: LiveServer, client: RawClient, generator: ScriptedGenerator
) -> None:
    """The list is of those that run; the last one of the first page has ended since."""
    user = new_user()
    for minutes in (30, 45, 60):
        request = program_request(user, session_minutes=minutes)
        await client.ask("job.submit", kind="generate", request=request, on_active="parallel")
    await wait_until(lambda: generator.holding == 3, "all run")
    first = await client.ask("jobs.list", user_id=user, status="in_progress", limit=1)
    await client.ask("job.cancel", job_id=first["jobs"][0]["job_id"])
    await client.to_the_end_of(first["jobs"][0]["job_id"])
    second = await client.ask("jobs.list", user_id=user, status="in_progress", limit=5, cursor=first["next"])
    assert [job["request"]["session_minutes"] for job in second["jobs"]] == [45, 30]
