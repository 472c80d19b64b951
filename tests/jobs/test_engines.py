"""What every engine does, whoever carries the ids of the jobs: the same tests on both."""

from pathlib import Path
from typing import Any

from schemas.job import JobStatus
from server.app import Server
from tests.support.parts import ended, log_of, running_parts, submit, weeks_written
from tests.support.samples import program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until


async def _submitted(server: Server, count: int) -> list[str]:
    return [(await submit(server, program_request(duration_weeks=2))).job.job_id for _ in range(count)]


async def test_what_is_started_is_made_once(tmp_path: Path, either_engine: dict[str, Any]) -> None:
    """However often it is started, also while it runs and when it has ended."""
    generator = ScriptedGenerator([[Hold()]])
    async with running_parts(tmp_path, generator, **either_engine) as server:
        (job_id,) = await _submitted(server, 1)
        await wait_until(lambda: generator.holding == 1, "it runs")
        server.engine.start(job_id, "a user")
        generator.release()
        assert (await ended(server, job_id)).status is JobStatus.COMPLETED
        server.engine.start(job_id, "a user")
        others = await _submitted(server, 3)  # they come behind it
        for other in others:
            await ended(server, other)
        assert (await ended(server, job_id)).attempt == 1
    assert generator.begun == 4


async def test_no_more_run_at_once_than_may(tmp_path: Path, either_engine: dict[str, Any]) -> None:
    """The others wait, and are made when there is room."""
    generator = ScriptedGenerator([[Hold()]])
    async with running_parts(tmp_path, generator, job_concurrency=2, **either_engine) as server:
        made = await _submitted(server, 5)
        await wait_until(lambda: generator.holding == 2, "two run")
        statuses = [(await server.service.snapshot(job_id, None)).status for job_id in made]
        assert sorted(statuses).count(JobStatus.IN_PROGRESS) == 2
        generator.release()
        for job_id in made:
            assert (await ended(server, job_id)).status is JobStatus.COMPLETED


async def test_what_is_cancelled_stops(tmp_path: Path, either_engine: dict[str, Any]) -> None:
    """Its generator is closed, and its last frame has the reason."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, **either_engine) as server:
        (job_id,) = await _submitted(server, 1)
        await weeks_written(server, job_id, 1)
        await server.service.cancel(job_id, None, "no time")
        assert (await ended(server, job_id)).status is JobStatus.CANCELLED
        await wait_until(lambda: generator.closed == 1, "the generator is closed")
        assert (await log_of(server, job_id))[-1].model_dump()["reason"] == "no time"


async def test_a_drain_hands_over_what_runs(tmp_path: Path, either_engine: dict[str, Any]) -> None:
    """The next process goes on with it at once, and it costs no attempt."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, job_max_attempts=1, **either_engine) as server:
        made = await _submitted(server, 3)
        await wait_until(lambda: generator.holding == 3, "all run")
    async with running_parts(tmp_path, job_max_attempts=1, **either_engine) as server:
        for job_id in made:
            assert (await ended(server, job_id)).status is JobStatus.COMPLETED
            log = await log_of(server, job_id)
            assert [event.seq for event in log] == list(range(1, len(log) + 1))
            assert [event.type for event in log].count("job.retried") == 1


async def test_it_says_how_many_work(tmp_path: Path, either_engine: dict[str, Any]) -> None:
    """Until it is drained."""
    async with running_parts(tmp_path, **either_engine) as server:

        async def are_there() -> bool:
            return (await server.engine.workers() or 0) > 0

        await wait_until(are_there, "somebody works")
        await server.engine.drain(0)
        assert not await server.engine.workers()
