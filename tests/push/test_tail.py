"""The sweep for lost tails: at intervals, and at once when it is asked to."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event

from server.app import Server
from server.clock import utc_now
from server.push.log_source import Point
from server.push.tail import LISTENERS_AT_ONCE, TailSweep
from tests.support.parts import running_parts, submit, weeks_written
from tests.support.samples import program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until

AN_HOUR_S = 3600.0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, tail_interval_s=AN_HOUR_S) as parts:
        yield parts
        generator.release()


@contextlib.asynccontextmanager
async def _sweeping(server: Server, interval_s: float) -> AsyncIterator[tuple[TailSweep, list[str]]]:
    """A sweep for somebody who follows a job; and its queries."""
    job_id = (await submit(server, program_request())).job.job_id
    await weeks_written(server, job_id, 1)
    reader = server.new_reader()
    await reader.subscribe([Point(job_id, 0)], None, lambda _: None)
    queries: list[str] = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if "last_seq" in statement and " OR " in statement:
            queries.append(statement)

    event.listen(server.database._reading, "before_cursor_execute", note)  # type: ignore[attr-defined]  # the SQLite database's engine
    tail = TailSweep(server.hub, server.database, utc_now, interval_s)
    running = asyncio.create_task(tail.run())
    try:
        yield tail, queries
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await reader.close()


async def test_a_sweep_is_made_at_intervals(server: Server) -> None:
    """Without anybody asking."""
    async with _sweeping(server, interval_s=0.01) as (_, queries):
        await wait_until(lambda: len(queries) >= 3, "three sweeps are made")


async def test_a_sweep_that_is_asked_for_is_made_at_once(server: Server) -> None:
    """One for all who ask at the same time, in one query, and each time anew."""
    async with _sweeping(server, AN_HOUR_S) as (tail, queries):
        for _ in range(10):
            tail.sweep_soon()
        await wait_until(lambda: len(queries) >= 1, "a sweep is made")
        for _ in range(10):
            tail.sweep_soon()
        await wait_until(lambda: len(queries) >= 2, "another sweep is made")
        assert len(queries) == 2


async def test_of_however_many_everybody_is_told(server: Server) -> None:
    """They share queries, and the last of them lacks no less than the first."""
    job_id = (await submit(server, program_request())).job.job_id
    await weeks_written(server, job_id, 1)
    readers = [server.new_reader() for _ in range(2 * LISTENERS_AT_ONCE + 1)]
    for reader in readers:
        await reader.hold(job_id)
        reader.follower.follow(job_id, job_id, after=0, head=0)
        reader.release(job_id)
    assert not any(reader.follower.wanted() for reader in readers)
    await server.tail.sweep()
    assert all(reader.follower.wanted() for reader in readers)
    for reader in readers:
        await reader.close()
