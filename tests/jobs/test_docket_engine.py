"""The engine on docket: what docket does badly on its own, and what covers it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from docket import Docket
from redis.asyncio import Redis
from structlog.testing import capture_logs

from schemas.job import JobStatus
from server.app import Server
from server.clock import Clock, utc_now
from server.jobs import in_process_engine
from server.jobs.docket_engine import POOL_CONNECTIONS, DocketEngine, with_pool_size
from tests.support.parts import ended, log_of, running_parts, submit, weeks_written
from tests.support.samples import program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.valkey import Valkey, running_valkey
from tests.support.waiting import wait_until

OUTAGE_S = 4.0


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def settings(valkey: Valkey) -> dict[str, Any]:
    return {"redis_url": valkey.url, "reconcile_interval_s": 0.2, "job_heartbeat_s": 0.1, "job_lease_s": 1}


async def _submitted(server: Server) -> str:
    return (await submit(server, program_request(duration_weeks=2))).job.job_id


def _docket(server: Server) -> Docket:
    assert isinstance(server.engine, DocketEngine)
    assert server.engine._docket is not None
    return server.engine._docket


async def test_its_pool_has_room(tmp_path: Path, settings: dict[str, Any]) -> None:
    """Two hundred calls at once do not run out of connections."""
    async with running_parts(tmp_path, **settings) as server:
        await wait_until(lambda: server.engine._docket is not None, "it is open")  # type: ignore[attr-defined]
        docket = _docket(server)
        entered = asyncio.Barrier(200)

        async def hold_a_connection() -> None:
            async with docket._pubsub() as subscription:
                await subscription.subscribe("any")
                await entered.wait()

        await asyncio.gather(*(hold_a_connection() for _ in range(200)))


def test_a_pool_size_that_is_given_is_kept() -> None:
    """And so is everything else in the URL."""
    assert with_pool_size("redis://:p%40@host:1/2") == f"redis://:p%40@host:1/2?max_connections={POOL_CONNECTIONS}"
    assert with_pool_size("unix:///run/redis?db=1") == f"unix:///run/redis?db=1&max_connections={POOL_CONNECTIONS}"
    assert with_pool_size("rediss://h/0?max_connections=7&x=y") == "rediss://h/0?max_connections=7&x=y"


async def test_an_outage_does_not_hold_up_what_comes_after_it(
    tmp_path: Path, settings: dict[str, Any], valkey: Valkey
) -> None:
    """A worker takes the next job although one that ran before the outage runs on."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, **settings) as server:
        first = await _submitted(server)
        await weeks_written(server, first, 1)
        valkey.kill()
        loop = asyncio.get_running_loop()
        back_at_s = loop.time() + OUTAGE_S
        await wait_until(lambda: loop.time() > back_at_s, "redis-py's own tries are over")
        valkey.start()
        second = await _submitted(server)
        await weeks_written(server, second, 1)
        assert (await server.service.snapshot(first, None)).status is JobStatus.IN_PROGRESS
        generator.release()
        assert (await ended(server, first)).attempt == 1
        assert (await ended(server, second)).attempt == 1


async def test_a_full_redis_does_not_hold_up_what_comes_after_it(
    tmp_path: Path, settings: dict[str, Any], valkey: Valkey
) -> None:
    """What runs goes on; once there is room, the worker takes the next although one that ran before runs on."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, **settings) as server:
        first = await _submitted(server)
        await weeks_written(server, first, 1)
        valkey.command("CONFIG", "SET", "maxmemory", "1")
        with capture_logs() as log:
            second = await _submitted(server)
            await wait_until(
                lambda: any(line["event"] == "redis_is_full" for line in log), "it is told that it is full"
            )
        valkey.command("CONFIG", "SET", "maxmemory", "0")
        await weeks_written(server, second, 1)
        assert (await server.service.snapshot(first, None)).status is JobStatus.IN_PROGRESS
        generator.release()
        assert (await ended(server, first)).attempt == 1
        assert (await ended(server, second)).attempt == 1


async def test_a_job_that_is_delivered_twice_is_made_once(tmp_path: Path, settings: dict[str, Any]) -> None:
    """The claim of its row is exclusive."""
    generator = ScriptedGenerator([[Hold()]])
    async with (
        running_parts(tmp_path, generator, **settings) as one,
        running_parts(tmp_path, generator, **settings) as other,
    ):
        job_id = await _submitted(one)
        await wait_until(lambda: generator.holding == 1, "it runs")
        for server in (one, other):
            assert isinstance(server.engine, DocketEngine)
            again = asyncio.create_task(server.engine._runner.run(job_id))
            await again
        generator.release()
        assert (await ended(one, job_id)).attempt == 1
    assert generator.begun == 1


async def test_what_redis_lost_is_found(tmp_path: Path, settings: dict[str, Any], valkey: Valkey) -> None:
    """Emptied while jobs wait for a worker, it costs time, and no job."""
    async with running_parts(tmp_path, job_concurrency=0, **settings) as server:
        made = [await _submitted(server) for _ in range(5)]
        await wait_until(lambda: not server.engine._to_start, "all are handed out")  # type: ignore[attr-defined]
        valkey.command("FLUSHALL")
    async with running_parts(tmp_path, **settings) as server:
        for job_id in made:
            assert (await ended(server, job_id)).status is JobStatus.COMPLETED


async def test_without_redis_jobs_are_taken_and_made_when_it_is_there(
    tmp_path: Path, settings: dict[str, Any], valkey: Valkey
) -> None:
    """Absent at the start it holds nothing up but the work."""
    valkey.stop()
    async with running_parts(tmp_path, **settings) as server:
        job_id = await _submitted(server)
        assert (await server.service.snapshot(job_id, None)).status is JobStatus.PENDING
        valkey.start()
        assert (await ended(server, job_id)).status is JobStatus.COMPLETED


async def test_a_cancel_reaches_the_process_that_works(tmp_path: Path, settings: dict[str, Any]) -> None:
    """Whichever process was told."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with (
        running_parts(tmp_path, generator, **settings) as worker,
        running_parts(tmp_path, generator, job_concurrency=0, **{**settings, "job_heartbeat_s": 0.5}) as server,
    ):
        job_id = await _submitted(server)
        await weeks_written(worker, job_id, 1)
        await server.service.cancel(job_id, None, "no time")
        assert (await ended(server, job_id)).status is JobStatus.CANCELLED


async def test_a_cancel_that_redis_lost_is_seen_by_the_heartbeat(
    tmp_path: Path, settings: dict[str, Any], valkey: Valkey
) -> None:
    """The wish is in the job's row."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with (
        running_parts(tmp_path, generator, **settings) as worker,
        running_parts(tmp_path, generator, job_concurrency=0, **settings) as server,
    ):
        job_id = await _submitted(server)
        await weeks_written(worker, job_id, 1)
        valkey.kill()
        await server.service.cancel(job_id, None, "no time")
        assert (await ended(server, job_id)).status is JobStatus.CANCELLED


async def test_a_worker_that_is_silent_loses_its_job(tmp_path: Path, settings: dict[str, Any]) -> None:
    """Another one begins it again, and what the first one still writes is refused."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, **{**settings, "job_heartbeat_s": 0.5}) as silent:
        job_id = await _submitted(silent)
        await weeks_written(silent, job_id, 1)
        assert isinstance(silent.engine, DocketEngine)
        silent.engine._runner._write = lambda _: asyncio.Event().wait()  # type: ignore[method-assign,assignment,return-value]
        async with running_parts(tmp_path, **settings) as other:
            assert (await ended(other, job_id)).status is JobStatus.COMPLETED
            log = await log_of(other, job_id)
        assert [event.attempt for event in log if event.type == "job.started"] == [1, 2]
        assert [event.type for event in log].count("job.retried") == 1


@pytest.mark.parametrize(("worker_ahead_s", "other_ahead_s"), [(0, 30), (-30, 0)])
async def test_clocks_of_machines_may_differ(
    tmp_path: Path, settings: dict[str, Any], postgres_url: str, worker_ahead_s: float, other_ahead_s: float
) -> None:
    """By more than a lease: whoever works on a job keeps it all the same."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    shared = {**settings, "database_url": postgres_url, "job_lease_s": 10}
    async with (
        running_parts(tmp_path, generator, _clock_ahead(worker_ahead_s), **shared) as worker,
        running_parts(tmp_path, generator, _clock_ahead(other_ahead_s), **shared, job_concurrency=0) as other,
    ):
        job_id = await _submitted(worker)
        await weeks_written(worker, job_id, 1)
        assert isinstance(other.engine, DocketEngine)
        await other.engine._runner.run(job_id)
        generator.release()
        assert (await ended(worker, job_id)).attempt == 1


def _clock_ahead(seconds: float) -> Clock:
    return lambda: utc_now() + timedelta(seconds=seconds)


async def test_a_drain_ends_although_a_job_does_not(
    tmp_path: Path, settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job that cannot be handed over is left as a crash leaves it."""
    monkeypatch.setattr(in_process_engine, "HAND_OVER_S", 0.1)
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, **settings) as server:
        job_id = await _submitted(server)
        await weeks_written(server, job_id, 1)
        assert isinstance(server.engine, DocketEngine)
        server.engine._runner._write = lambda _: asyncio.Event().wait()  # type: ignore[method-assign,assignment,return-value]
        await server.engine.drain(0)
    async with running_parts(tmp_path, **settings) as server:
        assert (await ended(server, job_id)).status is JobStatus.COMPLETED


async def test_what_docket_brings_during_a_drain_is_not_begun(tmp_path: Path, settings: dict[str, Any]) -> None:
    """It had taken the job before it was told to end; another worker is given it at once."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    late = {**settings, "reconcile_interval_s": 60, "drain_jobs_s": 1}
    async with running_parts(tmp_path, generator, **late) as server:
        held = await _submitted(server)
        await weeks_written(server, held, 1)
        server.engine.start = lambda *_, **__: None  # type: ignore[method-assign]
        job_id = await _submitted(server)
        assert isinstance(server.engine, DocketEngine)
        draining = asyncio.create_task(server.engine.drain(1))
        await asyncio.sleep(0)
        await server.engine.run_job(job_id, "a user")
        await draining
        assert [event.type for event in await log_of(server, job_id)] == ["job.created"]
    async with running_parts(tmp_path, **late) as server:
        assert (await ended(server, job_id)).status is JobStatus.COMPLETED


async def test_only_ids_are_handed_out(tmp_path: Path, settings: dict[str, Any], valkey: Valkey) -> None:
    """What a user said is in the database, and nowhere in Redis."""
    async with running_parts(tmp_path, job_concurrency=0, **settings) as server:
        job_id = (await submit(server, program_request(goal_raw="canary-in-redis"))).job.job_id
        async with Redis.from_url(valkey.url) as redis:

            async def are_there() -> bool:
                return bool(await redis.xrange("repcast-jobs:stream"))

            await wait_until(are_there, "it is handed out")
            messages = await redis.xrange("repcast-jobs:stream")
    told = repr(messages)
    assert "run_job" in told
    assert job_id in told
    assert "canary" not in told
