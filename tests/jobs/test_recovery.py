"""What a start finds after a crash: every job goes on, or ends, and the log says so."""

from pathlib import Path

from sqlalchemy import update

from schemas.job import JobStatus
from schemas.request import parse_program_request
from server.generation.generator import Brief
from server.jobs.claim import Lease, claim
from server.jobs.lifecycle import Started
from server.jobs.rows import JOBS
from tests.support.parts import SetClock, ended, log_of, running_parts, submit
from tests.support.samples import program_request

LEASE = Lease(lease_s=45, max_attempts=3)


async def _crash(folder: Path, *, failed: int = 0, cancel: bool = False) -> str:
    """A job in progress whose worker is gone without a word."""
    async with running_parts(folder) as server:
        await server.engine.drain(0)
        job_id = (await submit(server, program_request(duration_weeks=2))).job.job_id
        clock, brief = SetClock(), Brief(parse_program_request(program_request()))
        await server.database.write(lambda tx: claim(tx, job_id, brief, Started("rules", None), "gone", LEASE, clock()))
        values = {"failed_attempts": failed, "cancel_requested": cancel, "cancel_reason": "no time" if cancel else None}
        await server.database.write(lambda tx: tx.connection.execute(update(JOBS).values(values)))
    return job_id


async def test_an_orphan_is_begun_again(tmp_path: Path) -> None:
    """The new attempt is told in the log, and the job completes."""
    job_id = await _crash(tmp_path)
    async with running_parts(tmp_path) as server:
        assert (await ended(server, job_id)).status is JobStatus.COMPLETED
        log = await log_of(server, job_id)
    assert [event.type for event in log][:4] == ["job.created", "job.started", "job.retried", "job.started"]
    assert log[-1].attempt == 2


async def test_an_orphan_that_crashed_too_often_has_failed(tmp_path: Path) -> None:
    """A job that takes the server down with it does not do so for ever."""
    job_id = await _crash(tmp_path, failed=2)
    async with running_parts(tmp_path) as server:
        snapshot = await ended(server, job_id)
    assert snapshot.error is not None
    assert snapshot.error.code == "attempts_exhausted"


async def test_an_orphan_that_was_to_be_cancelled_is_cancelled(tmp_path: Path) -> None:
    """The wish to stop survives the crash."""
    job_id = await _crash(tmp_path, cancel=True)
    async with running_parts(tmp_path) as server:
        assert (await ended(server, job_id)).status is JobStatus.CANCELLED
        assert (await log_of(server, job_id))[-1].model_dump()["reason"] == "no time"


async def test_what_nobody_had_begun_is_begun(tmp_path: Path) -> None:
    """A job that was accepted and not started before the crash is made."""
    async with running_parts(tmp_path) as server:
        await server.engine.drain(0)
        made = [(await submit(server, program_request(duration_weeks=1))).job.job_id for _ in range(40)]
    async with running_parts(tmp_path) as server:
        for job_id in made:
            assert (await ended(server, job_id)).status is JobStatus.COMPLETED
