"""A reader in one process, the jobs in another, and Redis between them."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.model import JsonObject
from server.app import Server
from server.clock import utc_now
from server.push.hub import Hub
from server.push.log_source import LogSource, Point
from server.push.outbox import OutboxLimits
from server.push.publication import MAX_INLINE_BYTES
from server.push.reader import Reader
from server.push.redis_bus import RedisBus
from server.push.tail import TailSweep
from tests.support.parts import ended, log_of, running_parts, submit, weeks_written
from tests.support.samples import program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until

AN_HOUR_S = 3600.0
LIMITS = OutboxLimits(256, 1 << 20)


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Holds each job when three weeks are written."""
    return ScriptedGenerator([[Hold(after_weeks=3)]])


@pytest.fixture
async def server(tmp_path: Path, generator: ScriptedGenerator) -> AsyncIterator[Server]:
    """Where the jobs are. Nothing of what it commits reaches a Redis, unless `_publishes_to` sees to it."""
    async with running_parts(tmp_path, generator) as parts:
        yield parts
        generator.release()


@contextlib.asynccontextmanager
async def _publishes_to(server: Server, url: str, prefix: str) -> AsyncIterator[RedisBus]:
    bus = RedisBus(url, prefix)
    await bus.open()
    server.hub._bus.connect(bus.publish)  # type: ignore[arg-type]  # the local bus brings no references
    try:
        yield bus
    finally:
        await bus.close()


@contextlib.asynccontextmanager
async def _reader(server: Server, bus: RedisBus, job_id: str, sweep_interval_s: float) -> AsyncIterator[Reader]:
    """A process that has the database in common with the jobs, and follows one of them."""
    hub = Hub(bus)
    tail = TailSweep(hub, server.database, utc_now, sweep_interval_s)
    bus.connect(hub.deliver, tail.sweep_soon)
    await bus.open()
    sweeping = asyncio.create_task(tail.run())
    reader = Reader(hub, LogSource(server.database, page_frames=256, replay_frames=500), LIMITS)
    await reader.subscribe([Point(job_id, 0)], None, lambda _: None)
    try:
        yield reader
    finally:
        await reader.close()
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
        await bus.close()


async def _held_job(server: Server) -> str:
    job_id = (await submit(server, program_request(duration_weeks=12))).job.job_id
    await weeks_written(server, job_id, 3)
    return job_id


async def _to_the_end(reader: Reader) -> list[JsonObject]:
    frames: list[JsonObject] = []
    async with asyncio.timeout(20):
        while not frames or frames[-1]["status"] not in ("completed", "failed", "cancelled"):
            following = await reader.frame()
            assert following is not None
            frames.append(json.loads(following.json))
    return frames


async def _log(server: Server, job_id: str) -> list[JsonObject]:
    return [event.model_dump(mode="json") for event in await log_of(server, job_id)]


async def test_frames_come_from_another_process(
    server: Server, generator: ScriptedGenerator, redis_url: str, redis_prefix: str
) -> None:
    """The exact log, live, and what is too large for Redis out of the database; nothing has to be swept."""
    async with _publishes_to(server, redis_url, redis_prefix):
        job_id = await _held_job(server)
        async with _reader(server, RedisBus(redis_url, redis_prefix), job_id, AN_HOUR_S) as reader:
            generator.release()
            frames = await _to_the_end(reader)
        assert frames == await _log(server, job_id)
        assert max(len(json.dumps(frame)) for frame in frames) > MAX_INLINE_BYTES


async def test_a_reader_whose_every_publication_is_lost_still_has_the_log(
    server: Server, generator: ScriptedGenerator, redis_url: str, redis_prefix: str
) -> None:
    """Redis is only speed."""
    job_id = await _held_job(server)
    async with _reader(server, RedisBus(redis_url, redis_prefix), job_id, 0.05) as reader:
        generator.release()
        assert await _to_the_end(reader) == await _log(server, job_id)


async def test_after_an_outage_the_log_is_looked_at_at_once(
    server: Server, generator: ScriptedGenerator, own_valkey: Valkey
) -> None:
    """Nobody waits for the next sweep to learn what was lost meanwhile, an end included."""
    async with _publishes_to(server, own_valkey.url, "repcast") as publishing:
        job_id = await _held_job(server)
        async with _reader(server, RedisBus(own_valkey.url, "repcast"), job_id, AN_HOUR_S) as reader:
            own_valkey.kill()
            await wait_until(lambda: not publishing.is_connected, "the outage is noticed")
            generator.release()
            await ended(server, job_id)
            own_valkey.start()
            assert await _to_the_end(reader) == await _log(server, job_id)
