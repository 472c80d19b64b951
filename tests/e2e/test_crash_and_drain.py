"""The server in a process of its own is killed, terminated and started again; no job and no frame is lost."""

import asyncio
import json
import random
import re
from pathlib import Path
from typing import Any

import psutil

from schemas.model import JsonObject
from tests.support.deaf_client import deaf_client
from tests.support.history import History
from tests.support.log_file import logs_in
from tests.support.ports import free_port
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.server_process import ServerProcess, server_process
from tests.support.waiting import wait_until
from voice_client import PushClient

JOBS = 20


async def _listen(client: RawClient, history: History, jobs: set[str]) -> None:
    while not all(history.has_ended(job_id) for job_id in jobs):
        history.saw(await client.next())


async def _submit_all(client: RawClient, history: History) -> set[str]:
    requests = [await client.send("job.submit", kind="generate", request=program_request()) for _ in range(JOBS)]
    jobs: set[str] = set()
    while len(jobs) < JOBS:
        frame = await client.next()
        history.saw(frame)
        if frame["type"] == "job.accepted" and frame["id"] in requests:
            jobs.add(frame["job_id"])
            history.follows(frame["job_id"])  # nothing else may come of it before the server goes
    return jobs


async def _until_weeks(client: RawClient, history: History, weeks: int) -> None:
    seen = 0
    while seen < weeks:
        frame = await client.next()
        history.saw(frame)
        seen += frame["type"] == "job.week_ready"


def _check(history: History, folder: Path, jobs: set[str]) -> dict[str, list[JsonObject]]:
    logs = logs_in(folder)
    assert set(logs) == jobs
    assert history.verify(logs) == []
    parsed = {job_id: [json.loads(text) for text in log] for job_id, log in logs.items()}
    for log in parsed.values():
        assert [frame["seq"] for frame in log] == list(range(1, len(log) + 1))
        finals = [frame["type"] for frame in log if frame["type"] in ("job.completed", "job.failed", "job.cancelled")]
        assert finals == ["job.completed"]
    return parsed


async def test_killed_amid_twenty_jobs_all_finish_after_a_restart(tmp_path: Path) -> None:
    """Each has one final frame, and the client that resumes misses nothing."""
    history = History()
    async with server_process(tmp_path, pace_s=0.05) as server:
        async with raw_client(server.socket_url) as client:
            jobs = await _submit_all(client, history)
            await _until_weeks(client, history, 3 * JOBS)
            await server.kill()
    assert not any(history.has_ended(job_id) for job_id in jobs)
    async with server_process(tmp_path) as server:
        async with raw_client(server.socket_url, greeting={"resume": history.resume}) as client:
            for frame in client.frames:
                for resumed in frame.get("resumed", []):
                    history.saw(resumed)
            await _listen(client, history, jobs)
    logs = _check(history, tmp_path, jobs)
    assert all(sum(frame["type"] == "job.retried" for frame in log) == 1 for log in logs.values())


async def test_killed_again_and_again_at_random_moments(tmp_path: Path) -> None:
    """Whatever was being written, the log is whole, and the client of the library ends with all of it."""
    chance = random.Random(11)  # noqa: S311 - when to kill
    port = free_port()
    folder = tmp_path
    seen: dict[str, list[int]] = {}

    async def follow(client: PushClient) -> None:
        jobs = [await client.submit(program_request(duration_weeks=40)) for _ in range(6)]

        async def take(job_id: str, frames: object) -> None:
            async for frame in frames:  # type: ignore[attr-defined]  # a handle
                seen.setdefault(job_id, []).append(frame.seq)

        await asyncio.gather(*(take(job.job_id, job) for job in jobs))

    settings: dict[str, Any] = {"pace_s": 0.05, "job_max_attempts": 50}  # so slow that no round ends a job
    client: PushClient | None = None
    following: asyncio.Task[None] | None = None
    for round_ in range(4):
        async with server_process(folder, port=port, **settings) as server:
            if client is None:
                client = PushClient(server.url, uniform=lambda: 0.02)
                await client.__aenter__()
                following = asyncio.create_task(follow(client))
            enough = sum(map(len, seen.values())) + chance.randrange(5, 60)
            await wait_until(lambda enough=enough: sum(map(len, seen.values())) >= enough, f"round {round_} goes on")  # type: ignore[misc]  # mypy does not see enough=enough
            await server.kill()
    assert client is not None
    assert following is not None
    async with server_process(folder, port=port, job_max_attempts=50):
        await following
        await client.aclose()
    logs = logs_in(folder)
    assert {job_id: list(range(1, len(log) + 1)) for job_id, log in logs.items()} == seen
    assert {json.loads(log[-1])["type"] for log in logs.values()} == {"job.completed"}


async def test_terminated_it_drains_and_hands_over(tmp_path: Path) -> None:
    """Clients are told and closed with 4001, jobs go on at the next start as if nothing had been, exit code 0."""
    history = History()
    async with server_process(tmp_path, pace_s=0.2, drain_jobs_s=0.3) as server:
        async with raw_client(server.socket_url) as client:
            jobs = await _submit_all(client, history)
            await _until_weeks(client, history, JOBS)
            ending = asyncio.create_task(server.terminate())
            code = await client.closed()
            for frame in client.frames:
                history.saw(frame)
            assert code == 4001
            assert await ending == 0
    assert any(frame["type"] == "server.draining" for frame in client.frames)
    async with server_process(tmp_path) as server:
        async with raw_client(server.socket_url, greeting={"resume": history.resume}) as client:
            await _listen(client, history, jobs)
    logs = _check(history, tmp_path, jobs)
    retried = [frame for log in logs.values() for frame in log if frame["type"] == "job.retried"]
    assert {frame["reason"] for frame in retried} == {"The server is restarting."}


async def test_terminated_with_clients_that_do_not_listen_it_ends_all_the_same(tmp_path: Path) -> None:
    """Neither a stalled reader nor an open event stream keeps it."""
    async with server_process(tmp_path, pace_s=5, drain_jobs_s=0.5, drain_sockets_s=0.5) as server:
        user = new_user()
        async with deaf_client(server.port) as deaf, raw_client(server.socket_url) as client:
            await deaf.send('{"type":"hello","id":"h"}')
            await deaf.send(json.dumps({"type": "jobs.watch", "id": "w", "user_id": user}))
            accepted = await client.ask("job.submit", kind="generate", request=program_request(user))
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            path = f"/api/programs/status/{accepted['job_id']}/events"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
            await reader.readuntil(b"event: job.created")
            assert await server.terminate() == 0
            writer.close()


async def test_a_second_signal_ends_the_drain(tmp_path: Path) -> None:
    """Who is impatient gets an end, in order: jobs are handed over at once, and the next start goes on."""
    history = History()
    async with server_process(tmp_path, pace_s=1, drain_jobs_s=60) as server:
        async with raw_client(server.socket_url) as client:
            jobs = await _submit_all(client, history)
            known = len(client.frames)
            ending = asyncio.create_task(server.terminate())
            await client.until("server.draining")
            psutil.Process(server.pid).send_signal(15)
            assert await ending == 0
            await client.closed()
            for frame in client.frames[known:]:
                history.saw(frame)
    async with server_process(tmp_path) as server:
        async with raw_client(server.socket_url, greeting={"resume": history.resume}) as client:
            await _listen(client, history, jobs)
    logs = _check(history, tmp_path, jobs)
    retried = [frame for log in logs.values() for frame in log if frame["type"] == "job.retried"]
    assert {frame["reason"] for frame in retried} <= {"The server is restarting."}


async def test_a_stalled_reader_of_the_real_server_is_cut(tmp_path: Path) -> None:
    """With its descriptor freed, whatever loop the server runs on, by the limits that it has unless told otherwise."""
    async with server_process(tmp_path, submits_per_minute=1000) as server, deaf_client(server.port) as stalled:
        user = new_user()
        await stalled.send('{"type":"hello","id":"h"}')
        await stalled.send(json.dumps({"type": "jobs.watch", "id": "w", "user_id": user}))
        async with raw_client(server.socket_url) as agent:
            while not stalled.is_cut():
                request = program_request(user, duration_weeks=52)
                accepted = await agent.ask("job.submit", kind="generate", request=request, on_active="parallel")
                assert accepted["type"] == "job.accepted", accepted
                await agent.to_the_end_of(accepted["job_id"])
        await wait_until(lambda: _sockets(server) == 0, "no connection is left")
        # Where the kernel's buffer takes longer to fill than the kernel has patience, that is the first to end it.
        assert re.search(r"connection_closed +code=(4002|1005) ", server.log.read_text(encoding="utf-8"))


def _sockets(server: ServerProcess) -> int:
    return len([each for each in psutil.Process(server.pid).net_connections() if each.status == "ESTABLISHED"])
