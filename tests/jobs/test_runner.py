"""Working on a job: attempts, retries, the deadline, cancelling, handing over."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import structlog

from schemas.job import JobStatus
from server.generation.generator import Brief, GenerationFailed, ProgramWritten, Step
from server.generation.rules.generator import RulesGenerator
from server.jobs import in_process_engine
from tests.support.full_disk import full_disk
from tests.support.parts import ended, log_of, running_parts, submit, weeks_written
from tests.support.samples import program_request
from tests.support.scripted_generator import Fail, Hold, Say, ScriptedGenerator
from tests.support.waiting import wait_until

BUSY = GenerationFailed(code="model_busy", message="The model is busy.", say="One moment.", retryable=True)
NEVER = GenerationFailed(code="unsafe", message="Not for this person.", say="Please see a doctor first.")


async def test_a_job_goes_from_created_to_completed(tmp_path: Path) -> None:
    """Twelve weeks are told one by one, and the program is stored with the last frame."""
    async with running_parts(tmp_path) as server:
        made = await submit(server, program_request())
        snapshot = await ended(server, made.job.job_id)
        log = await log_of(server, made.job.job_id)
    assert (snapshot.status, snapshot.progress, snapshot.weeks_done) == (JobStatus.COMPLETED, 100, 12)
    assert [event.type for event in log][:2] == ["job.created", "job.started"]
    assert [event.type for event in log].count("job.week_ready") == 12
    assert [event.type for event in log][-1] == "job.completed"
    assert {event.attempt for event in log[1:]} == {1}


async def test_what_may_succeed_later_is_tried_again(tmp_path: Path) -> None:
    """Two failures and a success are three attempts, told as such, and one program."""
    generator = ScriptedGenerator([[Fail(BUSY)], [Fail(BUSY)], []])
    async with running_parts(tmp_path, generator) as server:
        made = await submit(server, program_request(duration_weeks=1))
        snapshot = await ended(server, made.job.job_id)
        log = await log_of(server, made.job.job_id)
    assert (snapshot.status, snapshot.attempt) == (JobStatus.COMPLETED, 3)
    told = [(event.type, event.attempt) for event in log if event.type in ("job.started", "job.retried")]
    assert told == [
        ("job.started", 1),
        ("job.retried", 1),
        ("job.started", 2),
        ("job.retried", 2),
        ("job.started", 3),
    ]


async def test_attempts_are_bounded(tmp_path: Path) -> None:
    """After the third failure the job has failed, with the failure's own code and sentences."""
    async with running_parts(tmp_path, ScriptedGenerator([[Fail(BUSY)]])) as server:
        made = await submit(server, program_request())
        snapshot = await ended(server, made.job.job_id)
    assert (snapshot.status, snapshot.attempt) == (JobStatus.FAILED, 3)
    assert snapshot.error is not None
    assert (snapshot.error.code, snapshot.error.say) == ("model_busy", "One moment.")


async def test_waits_between_attempts_double_unless_the_failure_knows_better(tmp_path: Path) -> None:
    """The log says how long each wait is."""
    patient = GenerationFailed(code="rate", message="Later.", say="Later.", retryable=True, retry_in_s=0.01)
    generator = ScriptedGenerator([[Fail(BUSY)], [Fail(BUSY)], [Fail(patient)], []])
    async with running_parts(tmp_path, generator, retry_base_s=0.001, job_max_attempts=9) as server:
        made = await submit(server, program_request())
        await ended(server, made.job.job_id)
        log = await log_of(server, made.job.job_id)
    waits = [event.model_dump()["retry_in_s"] for event in log if event.type == "job.retried"]
    assert waits == [0.001, 0.002, 0.01]


async def test_what_never_succeeds_is_not_tried_again(tmp_path: Path) -> None:
    """A failure that is final ends the job at the first attempt."""
    generator = ScriptedGenerator([[Fail(NEVER)]])
    async with running_parts(tmp_path, generator) as server:
        made = await submit(server, program_request())
        snapshot = await ended(server, made.job.job_id)
    assert (snapshot.status, snapshot.attempt, generator.begun) == (JobStatus.FAILED, 1, 1)


async def test_a_crash_of_the_generator_is_logged_and_told_as_internal(tmp_path: Path) -> None:
    """Its words are for the operator's log, not for the user."""
    generator = ScriptedGenerator([[Fail(ZeroDivisionError("a secret"))]])
    async with running_parts(tmp_path, generator) as server:
        with structlog.testing.capture_logs() as logs:
            made = await submit(server, program_request())
            snapshot = await ended(server, made.job.job_id)
        log = await log_of(server, made.job.job_id)
    assert snapshot.error is not None
    assert snapshot.error.code == "internal"
    assert "secret" not in "".join(event.model_dump_json() for event in log)
    assert [entry["event"] for entry in logs].count("generation_crashed") == 3


class _Unfinished(RulesGenerator):
    """Ends before the program."""

    async def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        async for step in super().steps(brief):
            if not isinstance(step, ProgramWritten):
                yield step


async def test_a_generator_that_ends_without_a_program_has_failed(tmp_path: Path) -> None:
    """Weeks without a program are no success."""
    async with running_parts(tmp_path, _Unfinished()) as server:
        made = await submit(server, program_request())
        snapshot = await ended(server, made.job.job_id)
    assert snapshot.status is JobStatus.FAILED
    assert snapshot.program_id is None


async def test_a_job_has_a_deadline(tmp_path: Path) -> None:
    """Work that hangs ends as a failure that says so, and the generator is closed."""
    generator = ScriptedGenerator([[Hold()]])
    async with running_parts(tmp_path, generator, job_deadline_s=0.05) as server:
        made = await submit(server, program_request())
        snapshot = await ended(server, made.job.job_id)
        await wait_until(lambda: generator.closed == 1, "the generator is closed")
    assert snapshot.error is not None
    assert snapshot.error.code == "deadline_exceeded"


async def test_a_wait_that_would_outlast_the_deadline_is_not_begun(tmp_path: Path) -> None:
    """The job fails at once, for the reason that there is, and nobody waits for an attempt that cannot be."""
    generator = ScriptedGenerator([[Fail(BUSY)]])
    async with running_parts(tmp_path, generator, job_deadline_s=60, retry_base_s=60) as server:
        made = await submit(server, program_request())
        snapshot = await ended(server, made.job.job_id)
    assert snapshot.error is not None
    assert (snapshot.error.code, snapshot.attempt) == ("model_busy", 1)


async def test_cancelling_stops_the_generator(tmp_path: Path) -> None:
    """The work ends, with one last frame that has the reason, and no program."""
    generator = ScriptedGenerator([[Hold(after_weeks=2)]])
    async with running_parts(tmp_path, generator) as server:
        made = await submit(server, program_request())
        await weeks_written(server, made.job.job_id, 2)
        assert await server.service.cancel(made.job.job_id, None, "no time") is JobStatus.IN_PROGRESS
        snapshot = await ended(server, made.job.job_id)
        await wait_until(lambda: generator.closed == 1, "the generator is closed")
        log = await log_of(server, made.job.job_id)
        assert await server.service.cancel(made.job.job_id, None, "again") is JobStatus.CANCELLED
        assert len(await log_of(server, made.job.job_id)) == len(log)
    assert (snapshot.status, snapshot.weeks_done, snapshot.program_id) == (JobStatus.CANCELLED, 2, None)
    assert log[-1].model_dump()["reason"] == "no time"


async def test_a_job_that_waits_in_line_is_cancelled_at_once(tmp_path: Path) -> None:
    """Nobody has begun it, so it just ends; and it is never begun."""
    generator = ScriptedGenerator([[Hold()]])
    async with running_parts(tmp_path, generator, job_concurrency=1) as server:
        first = await submit(server, program_request())
        second = await submit(server, program_request())
        assert await server.service.cancel(second.job.job_id, None, None) is JobStatus.CANCELLED
        generator.release()
        await ended(server, first.job.job_id)
        assert (await ended(server, second.job.job_id)).attempt == 0
    assert generator.begun == 1


async def test_no_more_jobs_run_at_once_than_may(tmp_path: Path) -> None:
    """The others wait in line, and are begun in order."""
    generator = ScriptedGenerator([[Hold()]])
    async with running_parts(tmp_path, generator, job_concurrency=2) as server:
        made = [await submit(server, program_request()) for _ in range(5)]
        await wait_until(lambda: generator.holding == 2, "two run")
        statuses = [(await server.service.snapshot(each.job.job_id, None)).status for each in made]
        assert statuses == [JobStatus.IN_PROGRESS] * 2 + [JobStatus.PENDING] * 3
        generator.release()
        for each in made:
            await ended(server, each.job.job_id)


async def test_a_drain_hands_over_what_runs_and_the_next_start_goes_on(tmp_path: Path) -> None:
    """A restart costs no attempt: all jobs finish, each with one final frame."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, job_concurrency=3, job_max_attempts=1) as server:
        made = [(await submit(server, program_request())).job.job_id for _ in range(5)]
        await wait_until(lambda: generator.holding == 3, "three run")
    async with running_parts(tmp_path, job_max_attempts=1) as server:
        for job_id in made:
            assert (await ended(server, job_id)).status is JobStatus.COMPLETED
        logs = [await log_of(server, job_id) for job_id in made]
    for log in logs:
        assert [event.seq for event in log] == list(range(1, len(log) + 1))
    assert sum(event.type == "job.retried" for log in logs for event in log) == 3


async def test_held_back_progress_is_told_when_it_is_due(tmp_path: Path) -> None:
    """Many stages in a moment are few frames, and the newest is told although nothing follows it."""
    generator = ScriptedGenerator([[Say(50), Hold()]])
    async with running_parts(tmp_path, generator, progress_interval_s=0.02) as server:
        made = await submit(server, program_request())

        async def is_told() -> bool:
            log = await log_of(server, made.job.job_id)
            return log[-1].model_dump().get("message") is not None and generator.holding == 1

        await wait_until(is_told, "the newest stage is told")
        log = await log_of(server, made.job.job_id)
        generator.release()
        await ended(server, made.job.job_id)
    assert len([event for event in log if event.type == "job.progressed"]) < 25


@pytest.mark.parametrize("weeks", [1, 52])
async def test_a_cancel_at_any_moment_leaves_one_end(tmp_path: Path, weeks: int) -> None:
    """Whenever the wish to stop comes, each job ends once, and its log is whole."""
    async with running_parts(tmp_path) as server:
        made = [(await submit(server, program_request(duration_weeks=weeks))).job.job_id for _ in range(20)]

        async def cancel_later(place: int, job_id: str) -> None:
            for _ in range(place * 3):
                await asyncio.sleep(0)
            await server.service.cancel(job_id, None, None)

        await asyncio.gather(*(cancel_later(place, job_id) for place, job_id in enumerate(made)))
        for job_id in made:
            snapshot = await ended(server, job_id)
            log = await log_of(server, job_id)
            assert [event.status.is_final for event in log] == [False] * (len(log) - 1) + [True]
            assert (snapshot.program_id is not None) == (snapshot.status is JobStatus.COMPLETED)


async def test_an_outage_of_the_storage_ends_no_job(tmp_path: Path) -> None:
    """Neither while its weeks are written nor while its end is: the work waits, and goes on."""
    generator = ScriptedGenerator([[Hold(after_weeks=2)]])
    async with running_parts(tmp_path, generator) as server:
        made = await submit(server, program_request())
        await weeks_written(server, made.job.job_id, 2)
        with structlog.testing.capture_logs() as logs:
            async with full_disk(server):
                generator.release()
                await wait_until(lambda: "storage_unavailable" in [entry["event"] for entry in logs], "it is felt")
        snapshot = await ended(server, made.job.job_id)
        log = await log_of(server, made.job.job_id)
    assert (snapshot.status, snapshot.attempt) == (JobStatus.COMPLETED, 1)
    assert [event.seq for event in log] == list(range(1, len(log) + 1))


async def test_a_drain_during_an_outage_ends_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be handed over is left as a crash leaves it, and the next start takes it up."""
    monkeypatch.setattr(in_process_engine, "HAND_OVER_S", 0.05)
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator) as server:
        made = await submit(server, program_request())
        await weeks_written(server, made.job.job_id, 1)
        other = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await server.engine.drain(0)
        assert (await server.service.snapshot(made.job.job_id, None)).status is JobStatus.IN_PROGRESS
        other.close()
    async with running_parts(tmp_path) as server:
        assert (await ended(server, made.job.job_id)).status is JobStatus.COMPLETED


async def test_a_deadline_that_ends_during_a_claim_ends_the_job(tmp_path: Path) -> None:
    """The claim commits all the same; the job is not left behind with nobody to work on it."""
    generator = ScriptedGenerator([[Fail(BUSY)], [Hold()]])
    async with running_parts(tmp_path, generator, job_deadline_s=0.4, retry_base_s=0.1) as server:
        made = await submit(server, program_request())

        async def is_retried() -> bool:
            return (await log_of(server, made.job.job_id))[-1].type == "job.retried"

        await wait_until(is_retried, "the first attempt is over")
        other = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        deadline_s = asyncio.get_running_loop().time() + 0.5
        await wait_until(lambda: asyncio.get_running_loop().time() > deadline_s, "the deadline has passed")
        other.close()
        snapshot = await ended(server, made.job.job_id)
    assert snapshot.error is not None
    assert (snapshot.error.code, snapshot.attempt) == ("deadline_exceeded", 2)
