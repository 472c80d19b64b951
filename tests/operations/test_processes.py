"""``repcast-server serve --processes``: one port, several processes, and whoever connects need not know."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import psutil
import pytest

from schemas.server_frames import JobCompleted, JobSubscribed
from tests.support.accepted import accepted
from tests.support.ports import free_ports_in_a_row
from tests.support.push_clients import push_client
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.server_process import ServerProcess, server_process
from tests.support.waiting import wait_until
from voice_client import JobHandle

MOST_SOCKETS = 300
"""The kernel gives a connection to whoever takes it first; long before this many, both have had one."""
STOP_TIMEOUT_S = 12


@pytest.fixture
def metrics_port() -> int:
    return free_ports_in_a_row(2)


@pytest.fixture
async def server(
    tmp_path: Path, database_url: str, redis_url: str, redis_prefix: str, metrics_port: int
) -> AsyncIterator[ServerProcess]:
    """Two processes; a job takes seconds, and is another process's soon after its own has died."""
    soon: dict[str, Any] = {"job_heartbeat_s": 0.2, "job_lease_s": 1, "reconcile_interval_s": 0.2}
    shared: dict[str, Any] = {"database_url": database_url, "redis_url": redis_url, "redis_prefix": redis_prefix}
    options = ("--processes=2", f"--metrics-port={metrics_port}")
    async with server_process(tmp_path, *options, pace_s=0.05, **shared, **soon) as running:
        yield running


def _pids(server: ServerProcess) -> set[int]:
    return {child.pid for child in psutil.Process(server.pid).children()}


async def _watchers_on_both(server: ServerProcess, user: str, stack: AsyncExitStack) -> list[RawClient]:
    """Sockets that watch a user, until each process has one."""
    watchers: list[RawClient] = []
    while not all(accepted(pid, server.port) for pid in _pids(server)):
        assert len(watchers) < MOST_SOCKETS, "one process takes them all"
        watchers.append(await stack.enter_async_context(raw_client(server.socket_url)))
        await watchers[-1].ask("jobs.watch", user_id=user)
    return watchers


async def _seqs(job: JobHandle) -> list[int]:
    return [frame.seq async for frame in job if not isinstance(frame, JobSubscribed)]


async def _check_metrics(server: ServerProcess, metrics_port: int, sockets: int) -> None:
    """Each tells its own at a port of its own: on the shared one the next question would be answered by another."""
    async with httpx.AsyncClient() as http:
        told = [(await http.get(f"http://127.0.0.1:{metrics_port + place}/metrics")).text for place in (0, 1)]
        by_chance = await http.get(f"{server.url}/metrics")
    open_sockets = [float(each.split("\nrepcast_ws_connections ")[1].split("\n")[0]) for each in told]
    assert min(open_sockets) > 0
    assert sum(open_sockets) == sockets
    assert (by_chance.status_code, by_chance.json()["code"]) == (404, "not_found")


async def test_both_serve_and_reach_the_sockets_of_each_other(server: ServerProcess, metrics_port: int) -> None:
    """What one is told is seen by all who watch, wherever they are; then both end in order, and nothing is left."""
    user = new_user()
    async with AsyncExitStack() as stack:
        watchers = await _watchers_on_both(server, user, stack)
        request = program_request(user, duration_weeks=2)
        job_id = (await watchers[0].ask("job.submit", kind="generate", request=request))["job_id"]
        logs = [await watcher.to_the_end_of(job_id) for watcher in watchers]
        assert logs[0][-1]["type"] == "job.completed"
        assert [frame["seq"] for frame in logs[0]] == list(range(1, len(logs[0]) + 1))
        assert all(log == logs[0] for log in logs)
        await _check_metrics(server, metrics_port, len(watchers))
        processes = _pids(server)
        assert len(processes) == 2
        begun_s = monotonic()
        assert await server.terminate() == 0
        assert monotonic() - begun_s < STOP_TIMEOUT_S
    assert not any(map(psutil.pid_exists, processes))


async def test_a_token_of_one_is_known_to_the_other(server: ServerProcess) -> None:
    """Also where no secret is set: whoever was given it comes back by a new connection, to either."""
    user = new_user()
    answers: list[int] = []
    for _ in range(16):
        async with httpx.AsyncClient(base_url=server.url) as http:
            token = (await http.post("/api/tokens", json={"user_id": user})).json()["token"]
        async with httpx.AsyncClient(base_url=server.url, headers={"Authorization": f"Bearer {token}"}) as http:
            answers.append((await http.get("/api/programs", params={"user_id": user})).status_code)
    assert set(answers) == {200}


async def test_one_that_is_killed_is_begun_again(server: ServerProcess) -> None:
    """Its clients come back and miss nothing; and when it is who watches over them that dies, all of them end."""
    async with AsyncExitStack() as stack:
        await _watchers_on_both(server, new_user(), stack)
        clients = [await stack.enter_async_context(push_client(server.port)) for _ in range(8)]
        jobs = [await client.submit(program_request()) for client in clients]
        before = _pids(server)
        victim = max(before, key=lambda pid: accepted(pid, server.port))
        for job in jobs:  # each has been begun
            await anext(frame async for frame in job if frame.type == "job.week_ready")
        psutil.Process(victim).kill()
        seqs = await asyncio.gather(*(_seqs(job) for job in jobs))
        assert all(each == list(range(each[0], each[-1] + 1)) for each in seqs)
        assert all([isinstance(await job.result(), JobCompleted) for job in jobs])
    await wait_until(lambda: len(_pids(server) - before) == 1, "another one is there")
    after = _pids(server)
    await server.kill()
    await wait_until(lambda: not any(map(psutil.pid_exists, after)), "none serves without its supervisor")
