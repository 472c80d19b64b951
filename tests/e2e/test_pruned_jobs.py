"""What is told of a job whose log is pruned, at every door: its state, and never a part of its frames."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from schemas.model import JsonObject
from schemas.server_frames import JobSubscribed
from server.clock import utc_now
from server.jobs.erasure import erase_user
from server.jobs.rows import JOBS
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import log_of
from tests.support.push_clients import frames_of, push_client
from tests.support.raw_client import raw_client
from tests.support.rest import polled_to_the_end, submitted
from tests.support.samples import new_user, program_request

WEEKS = 2


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path) as running:
        yield running


@pytest.fixture
async def http(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client


async def _ended(server: LiveServer, http: httpx.AsyncClient, user: str) -> str:
    """A job that has ended a month ago."""
    job_id = await submitted(http, program_request(user, duration_weeks=WEEKS))
    await polled_to_the_end(http, job_id)
    aged = update(JOBS).where(JOBS.c.id == job_id).values(completed_at=utc_now() - timedelta(days=31))
    await server.parts.database.write(lambda tx: tx.connection.execute(aged))
    return job_id


def _is_whole(subscribed: JsonObject, last: int) -> bool:
    """Whether the state stands for all frames: with every week, though their frames are gone."""
    state = subscribed["snapshot"]
    weeks = [week["index"] for week in state["weeks"]]
    told = (subscribed["recovered"], subscribed["seq"], state["status"], weeks)
    return told == (False, last, "completed", [*range(1, WEEKS + 1)])


async def test_a_pruned_job_is_told_as_state_at_every_door(server: LiveServer, http: httpx.AsyncClient) -> None:
    """By subscribing, by resuming, by the client, as events and as status; who has had all of it is sent nothing."""
    user = new_user()
    job_id = await _ended(server, http, user)
    before = (await http.get(f"/api/programs/status/{job_id}")).json()
    last = before["seq"]
    await server.parts.pruner.prune()
    assert await log_of(server.parts, job_id) == []

    assert (await http.get(f"/api/programs/status/{job_id}?wait=30&after=3")).json() == before
    stream = (await http.get(f"/api/programs/status/{job_id}/events", headers={"Last-Event-ID": "3"})).text
    fields = dict(line.split(": ", 1) for line in stream.strip().splitlines())
    assert (fields["event"], fields["id"]) == ("job.subscribed", str(last))
    assert _is_whole(json.loads(fields["data"]), last)
    had = await http.get(f"/api/programs/status/{job_id}/events", headers={"Last-Event-ID": str(last)})
    assert had.status_code == 204

    async with raw_client(server.socket_url, greeting={"resume": [{"job_id": job_id, "after": 3}]}) as client:
        (resumed,) = client.frames[0]["resumed"]
        assert _is_whole(resumed, last)
        for after in ({}, {"after": 0}, {"after": last - 1}):
            assert _is_whole(await client.ask("job.subscribe", job_id=job_id, **after), last)
        assert (await client.ask("job.subscribe", job_id=job_id, after=last))["recovered"] is True
        assert (await client.ask("job.get", job_id=job_id))["snapshot"]["status"] == "completed"
    async with push_client(server.port) as pushed:
        job = await pushed.follow(job_id, after=3)
        (told,) = await frames_of(job)
        assert isinstance(told, JobSubscribed)
        assert await job.result() == told


async def test_sockets_of_an_erased_user_find_nothing(server: LiveServer, http: httpx.AsyncClient) -> None:
    """What was theirs is answered as what never was, on sockets that were open too."""
    user = new_user()
    job_id = await _ended(server, http, user)
    program_id = (await http.get(f"/api/programs/status/{job_id}")).json()["program_id"]
    async with raw_client(server.socket_url) as client:
        await client.ask("jobs.watch", user_id=user)
        await server.parts.database.write(lambda tx: erase_user(tx, user, utc_now()))
        for type_ in ("job.get", "job.subscribe", "job.cancel"):
            assert (await client.ask(type_, job_id=job_id))["code"] == "not_found"
        assert (await client.ask("jobs.list", user_id=user))["jobs"] == []
    for path in (f"/api/programs/status/{job_id}", f"/api/programs/{program_id}"):
        assert (await http.get(path)).status_code == 404
