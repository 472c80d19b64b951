"""The log of a job: gapless, fenced by the attempt, read from anywhere; on each kind of database."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete

from schemas.job import JobFailure, JobStatus, Speak, Stage
from schemas.request import parse_program_request
from server.app import Server
from server.generation.generator import Brief
from server.jobs.claim import Lease, claim
from server.jobs.lifecycle import Cancelled, Failed, Happening, IllegalStep, JobState, Progressed, Retried, Started
from server.jobs.log import EVENTS, Appending, append, append_all, first_kept, head, read_after, tails, view
from server.jobs.many_logs import owners
from server.storage.transaction import LogFrame, Transaction
from tests.support.parts import SetClock, ended, log_of, running_parts, submit, weeks_written
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator

LEASE = Lease(lease_s=45, max_attempts=3)
FAILURE = JobFailure(code="c", message="m", say="s")
PROGRESS = Progressed(Stage.WRITING, "m", 10, Speak.SILENT)


Parts = Callable[..., AbstractAsyncContextManager[Server]]


@pytest.fixture
def parts(database_url: str, tmp_path: Path) -> Parts:
    """`running_parts` on the database that is the test's turn."""
    return partial(running_parts, tmp_path, database_url=database_url)


async def _a_pending_job(server: Server) -> str:
    """The engine is made to take nothing, so that the job is the test's own."""
    await server.engine.drain(0)
    return (await submit(server, program_request())).job.job_id


async def _append(
    server: Server, job_id: str, happening: Happening, attempt: int | None = None, after_seq: int | None = None
) -> int | None:
    at = SetClock()()
    state = await server.database.write(
        lambda tx: append(tx, job_id, happening, at, attempt=attempt, after_seq=after_seq)
    )
    return None if state is None else state.seq


async def test_concurrent_writers_leave_no_gap(parts: Parts) -> None:
    """A hundred frames written at once are numbered one by one, in commit order."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        await _append(server, job_id, Started("rules", None))
        seqs = await asyncio.gather(*(_append(server, job_id, PROGRESS, attempt=1) for _ in range(100)))
        assert sorted(seq for seq in seqs if seq is not None) == list(range(3, 103))
        assert [event.seq for event in await log_of(server, job_id)] == list(range(1, 103))


async def test_what_many_jobs_tell_at_once_is_each_ones_own(parts: Parts) -> None:
    """Of one job in its order; who may not write, and who has no job, is told so, and the others stand."""
    async with parts() as server:
        await server.engine.drain(0)
        one, other = [(await submit(server, program_request())).job.job_id for _ in range(2)]
        for job_id in (one, other):
            await _append(server, job_id, Started("rules", None))
        wanted = [
            Appending(one, PROGRESS, attempt=1, after_seq=2),
            Appending(other, PROGRESS, attempt=2, after_seq=2),
            Appending("nobody's", PROGRESS, attempt=1, after_seq=2),
            Appending(one, Failed(FAILURE), attempt=1, after_seq=3),
            Appending(other, Cancelled("why")),
        ]
        at = SetClock()()
        states = await server.database.write(lambda tx: append_all(tx, wanted, at))
        assert [state and (state.job_id, state.seq, state.status) for state in states] == [
            (one, 3, JobStatus.IN_PROGRESS),
            None,
            None,
            (one, 4, JobStatus.FAILED),
            (other, 3, JobStatus.CANCELLED),
        ]
        for job_id, last in ((one, 4), (other, 3)):
            assert [event.seq for event in await log_of(server, job_id)] == list(range(1, last + 1))


async def test_a_worker_whose_attempt_is_over_cannot_write(parts: Parts) -> None:
    """The fence refuses the old attempt, and leaves no trace of it."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        await _append(server, job_id, Started("rules", None))
        await _append(server, job_id, Retried("r", 0, is_failure=True), attempt=1)
        await _append(server, job_id, Started("rules", None))
        assert await _append(server, job_id, PROGRESS, attempt=1) is None
        assert await _append(server, job_id, PROGRESS, attempt=2) == 5
        assert len(await log_of(server, job_id)) == 5


async def test_saying_it_again_after_a_lost_acknowledgement_is_harmless(parts: Parts) -> None:
    """The frame stands once, its writer is told the state after it, and it is published again from the log."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        await _append(server, job_id, Started("rules", None))
        clock = SetClock()

        def again(transaction: Transaction) -> tuple[JobState | None, list[LogFrame]]:
            state = append(transaction, job_id, PROGRESS, clock(), attempt=1, after_seq=2)
            return state, transaction.frames

        first, told = await server.database.write(again)
        clock.move(1)
        second, told_again = await server.database.write(again)
        assert second == first
        assert told_again == told
        assert [event.seq for event in await log_of(server, job_id)] == [1, 2, 3]
        assert await _append(server, job_id, PROGRESS, attempt=1, after_seq=3) == 4


@pytest.mark.parametrize("end", [Failed(FAILURE), Cancelled("why")])
async def test_an_end_is_said_again_too(parts: Parts, end: Happening) -> None:
    """An ended job takes nothing, but whoever ended it may ask whether that stands."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        await _append(server, job_id, Started("rules", None))
        for _ in range(2):
            assert await _append(server, job_id, end, attempt=1, after_seq=2) == 3
        assert await _append(server, job_id, end, attempt=1, after_seq=3) is None
        assert len(await log_of(server, job_id)) == 3


async def test_a_writer_that_was_stopped_amid_a_write_can_end_its_attempt(parts: Parts) -> None:
    """It did not learn of its last frame, which stands; the end comes behind that."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        await _append(server, job_id, Started("rules", None))
        await _append(server, job_id, PROGRESS, attempt=1, after_seq=2)
        assert await _append(server, job_id, Retried("r", 0, is_failure=False), attempt=1, after_seq=2) == 4
        assert [event.seq for event in await log_of(server, job_id)] == [1, 2, 3, 4]


async def test_what_another_wrote_is_not_taken_for_ones_own(parts: Parts) -> None:
    """A writer whose job was ended, or given to another attempt, is refused whatever it last knew."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        await _append(server, job_id, Started("rules", None))
        await _append(server, job_id, Retried("r", 0, is_failure=True))
        assert await _append(server, job_id, PROGRESS, attempt=1, after_seq=2) is None
        await _append(server, job_id, Started("rules", None))
        assert await _append(server, job_id, PROGRESS, attempt=1, after_seq=2) is None
        assert await _append(server, job_id, PROGRESS, attempt=1, after_seq=3) is None
        await _append(server, job_id, Cancelled(None))
        assert await _append(server, job_id, PROGRESS, attempt=2, after_seq=4) is None
        assert len(await log_of(server, job_id)) == 5


async def test_nothing_follows_the_end(parts: Parts) -> None:
    """Whoever writes to an ended job writes nothing."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        await _append(server, job_id, Cancelled("why"))
        assert await _append(server, job_id, Cancelled("again")) is None
        assert await _append(server, job_id, PROGRESS, attempt=0) is None
        assert [event.type for event in await log_of(server, job_id)] == ["job.created", "job.cancelled"]


async def test_an_illegal_step_raises_and_stores_nothing(parts: Parts) -> None:
    """A fault of the caller is no frame."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        with pytest.raises(IllegalStep):
            await _append(server, job_id, PROGRESS)
        assert len(await log_of(server, job_id)) == 1


async def test_two_workers_claim_one_job_once(parts: Parts) -> None:
    """Of ten claims at once one holds."""
    async with parts() as server:
        job_id = await _a_pending_job(server)
        clock = SetClock()
        started, brief = Started("rules", None), Brief(parse_program_request(program_request()))
        claims = await asyncio.gather(
            *(
                server.database.write(
                    lambda tx, place=place: claim(tx, job_id, brief, started, f"worker-{place}", LEASE, clock())  # type: ignore[misc]  # mypy does not see the default
                )
                for place in range(10)
            )
        )
        (held,) = [each for each in claims if each is not None]
        assert held.attempt == 1


async def test_the_log_is_read_from_any_frame_on(parts: Parts) -> None:
    """A page begins behind the given frame and is no longer than asked; the last frame is marked as the end."""
    async with parts() as server:
        job_id = (await submit(server, program_request())).job.job_id
        last = (await ended(server, job_id)).seq
        job = await server.database.read(lambda c: head(c, job_id))
        assert job is not None
        assert (job.seq, job.status) == (last, JobStatus.COMPLETED)
        page = await server.database.read(lambda c: read_after(c, job, 2, 5))
        assert [frame.seq for frame in page] == [3, 4, 5, 6, 7]
        rest = await server.database.read(lambda c: read_after(c, job, 7, 500))
        assert [frame.is_final for frame in rest] == [False] * (len(rest) - 1) + [True]
        assert await server.database.read(lambda c: read_after(c, job, last, 5)) == []


async def test_the_state_as_a_whole_has_the_weeks_of_this_attempt_only(parts: Parts) -> None:
    """Weeks of an attempt that failed are in the log, not in the state."""
    generator = ScriptedGenerator([[Hold(after_weeks=3)]])
    async with parts(generator) as server:
        job_id = (await submit(server, program_request())).job.job_id
        await weeks_written(server, job_id, 3)
        found = await server.database.read(lambda c: view(c, job_id))
        assert found is not None
        assert found.snapshot.weeks is not None
        assert [week.index for week in found.snapshot.weeks] == [1, 2, 3]
        await _append(server, job_id, Retried("r", 0, is_failure=True))
        await _append(server, job_id, Started("rules", None))
        found = await server.database.read(lambda c: view(c, job_id))
        assert found is not None
        assert found.snapshot.weeks == ()
        generator.release()


async def test_what_the_log_keeps_can_be_asked(parts: Parts) -> None:
    """The lowest frame that is kept is known also after some were pruned, and that nothing is."""
    async with parts() as server:
        job_id = (await submit(server, program_request())).job.job_id
        await ended(server, job_id)
        assert await server.database.read(lambda c: first_kept(c, job_id)) == 1
        of_job = EVENTS.c.job_id == job_id
        await server.database.write(lambda tx: tx.connection.execute(delete(EVENTS).where(of_job, EVENTS.c.seq < 7)))
        assert await server.database.read(lambda c: first_kept(c, job_id)) == 7
        await server.database.write(lambda tx: tx.connection.execute(delete(EVENTS).where(of_job)))
        assert await server.database.read(lambda c: first_kept(c, job_id)) is None


async def test_owners_and_tails_are_one_query_for_many_jobs(parts: Parts) -> None:
    """Jobs that exist are answered for, those that do not are left out; users' running and fresh jobs are found."""
    clock = SetClock()
    async with parts(clock=clock) as server:
        user, absent = new_user(), new_user()
        mine = (await submit(server, program_request(user))).job.job_id
        other = (await submit(server, program_request())).job.job_id
        for job_id in (mine, other):
            await ended(server, job_id)
        found = await server.database.read(lambda c: owners(c, [mine, other, absent]))
        assert found[mine] == user
        assert set(found) == {mine, other}
        at = server._clock()
        heads = await server.database.read(lambda c: tails(c, [other, absent], [], at))
        assert [each.job_id for each in heads] == [other]
        assert await server.database.read(lambda c: tails(c, [], [user], at)) == []
        clock.move(-1)
        heads = await server.database.read(lambda c: tails(c, [], [user], clock()))
        assert [each.job_id for each in heads] == [mine]


async def test_there_is_nothing_of_a_job_that_is_not(parts: Parts) -> None:
    """Asking for an unknown job gives nothing, and writing to it neither."""
    async with parts() as server:
        absent = new_user()
        assert await server.database.read(lambda c: head(c, absent)) is None
        assert await server.database.read(lambda c: view(c, absent)) is None
        assert await _append(server, absent, Cancelled(None)) is None
