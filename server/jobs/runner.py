"""One generation coroutine: claim the job, run the generator, tell of each step, end the job."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, TypeVar
from uuid import uuid4

import structlog
from structlog.contextvars import bound_contextvars

from schemas.job import JobFailure
from server import spans
from server.clock import Clock
from server.generation.finished_plans import FinishedPlans
from server.generation.generator import (
    Brief,
    Chunk,
    GenerationFailed,
    Generator,
    ProgramWritten,
    StageReached,
    Step,
    WeekWritten,
)
from server.jobs.briefing import order_of_job
from server.jobs.budgets import Bounds, Payer
from server.jobs.checkpoints import JobCheckpoints, chunks_of, save_chunk
from server.jobs.claim import Claim, Lease, claim, complete, end, is_to_go_on, stop
from server.jobs.lifecycle import Failed, Happening, JobState, Retried, Started
from server.jobs.log import Appending, append_all
from server.jobs.reporting import Reporter
from server.jobs.usage import JobSpending
from server.storage.database import Database
from server.storage.joint import Joint
from server.storage.transaction import StorageUnavailable, Transaction, Write

T = TypeVar("T")

STORAGE_RETRY_S = (0.05, 2.0)
"""Waits for a database that is away: the first one, doubled up to the second."""

DEADLINE = JobFailure(
    code="deadline_exceeded",
    message="The work on the program took longer than it may.",
    say="I am sorry, your program took too long. Shall I try again?",
)
INTERNAL = GenerationFailed(
    code="internal",
    message="The program could not be made.",
    say="I am sorry, something went wrong with your program. Shall I try again?",
    retryable=True,
)


@dataclass(frozen=True, slots=True)
class RunnerLimits:
    """What one job may take.

    Attributes:
        heartbeat_s: how often a worker says that it lives, and looks whether its work is still wanted.
        tokens: what may be spent on a model in a day.
    """

    deadline_s: float
    retry_base_s: float
    progress_interval_s: float
    heartbeat_s: float
    lease: Lease
    tokens: Bounds


class Fenced(Exception):
    """The log refused a frame: this attempt is over."""


@dataclass(slots=True)
class _Work:
    """One job while somebody works on it."""

    job_id: str
    until_s: float
    """In the event loop's time."""
    held: Claim | None = None


class Runner:
    """Works on jobs, one call a job. Cancelling the call stops the work and leaves the job as it should be left."""

    def __init__(
        self,
        database: Database,
        generator: Generator,
        plans: FinishedPlans,
        limits: RunnerLimits,
        clock: Clock,
        owner: str,
    ) -> None:
        self._database = database
        self._generator = generator
        self._plans = plans
        self._limits = limits
        self._clock = clock
        self._owner = owner
        self._log = structlog.get_logger("repcast.job")

    async def run(self, job_id: str) -> None:
        """Work on a job until it ends, is handed over, or belongs to somebody else."""
        work = _Work(job_id, asyncio.get_running_loop().time() + self._limits.deadline_s)
        with bound_contextvars(job_id=job_id):
            try:
                async with asyncio.timeout_at(work.until_s) as deadline:
                    await self._attempts(work, deadline)
            except TimeoutError:
                if work.held is not None:
                    await self._end(work.held, Failed(DEADLINE))

    async def _attempts(self, work: _Work, deadline: asyncio.Timeout) -> None:
        wait_s: float | None = 0.0
        while wait_s is not None:
            await asyncio.sleep(wait_s)
            # Shielded: a claim that is on its way commits, whoever stops us, and then somebody must end it.
            claiming = asyncio.create_task(self._claim(work.job_id), name="claim")
            try:
                held = work.held = await asyncio.shield(claiming)
                wait_s = None if held is None else await self._told(held, work.until_s)
            except asyncio.CancelledError:
                held = work.held = await claiming
                if deadline.expired():
                    raise
                if held is not None:
                    await self._write(lambda tx, held=held: stop(tx, held, self._clock()))  # type: ignore[misc]  # mypy does not see the default
                return

    async def _told(self, held: Claim, until_s: float) -> float | None:
        """`_work`, whose lines and spans are the attempt's."""
        with (
            bound_contextvars(attempt=held.attempt),
            spans.span("job.attempt", job_id=held.job_id, attempt=held.attempt) as span,
        ):
            return await self._work(held, until_s, span)

    async def _work(self, held: Claim, until_s: float, span: spans.Span) -> float | None:
        """One attempt; returns the wait before the next one, or None if there is none."""
        worker = asyncio.current_task()
        assert worker is not None  # noqa: S101 - a coroutine that runs is some task's
        beating = asyncio.create_task(self._beat(held, worker), name="heartbeat")
        try:
            await self._generate(held, until_s)
        except Fenced:
            span.failed("fenced")
            return None
        except GenerationFailed as failure:
            span.failed(failure.code)
            return await self._failed(held, failure, until_s)
        except Exception:  # noqa: BLE001 - whatever a generator's fault is, it is logged and ends the attempt
            self._log.exception("generation_crashed")
            span.failed(INTERNAL.code)
            return await self._failed(held, INTERNAL, until_s)
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)
        return None

    async def _beat(self, held: Claim, worker: asyncio.Task[Any]) -> None:
        """Say that the worker lives; stop it when its work is somebody else's, or not wanted any more."""
        while True:
            await asyncio.sleep(self._limits.heartbeat_s)
            if not await self._write(lambda tx: is_to_go_on(tx, held, self._clock())):
                worker.cancel()
                return

    async def _claim(self, job_id: str) -> Claim | None:
        order = await self._persist(lambda: self._database.read(lambda c: order_of_job(c, job_id)))
        if order is None:
            return None
        brief = await order.brief()
        eta_s = None if isinstance(brief, GenerationFailed) else self._generator.eta_s(brief)
        started = Started(self._generator.provider(order.kind), eta_s)
        owner = f"{self._owner}:{uuid4().hex}"
        lease = self._limits.lease
        return await self._write(lambda tx: claim(tx, job_id, brief, started, owner, lease, self._clock()))

    async def _generate(self, held: Claim, until_s: float) -> None:
        brief = held.brief
        if isinstance(brief, GenerationFailed):
            raise brief
        reporter = Reporter(held.weeks_total, self._limits.progress_interval_s)
        payer = Payer(held.job_id, brief.request.user_id)
        spending = JobSpending(payer, self._limits.tokens, self._clock, self._write)
        full = replace(
            brief, checkpoints=self._checkpoints(held), plans=self._plans, spending=spending, until_s=until_s
        )
        async with (
            aclosing(self._generator.steps(full)) as steps,
            aclosing(_steps_and_pauses(steps, reporter)) as told,
        ):
            async for step in told:
                match step:
                    case None:
                        happenings = reporter.flush(monotonic())
                    case StageReached():
                        happenings = reporter.stage(step, monotonic())
                    case WeekWritten():
                        happenings = reporter.week(step, monotonic())
                    case ProgramWritten():
                        await self._complete(held, brief, step)
                        return
                for happening in happenings:
                    await self._append(held, happening)
        raise GenerationFailed(code="internal", message="The generator ended without a program.", say=INTERNAL.say)

    async def _complete(self, held: Claim, brief: Brief, written: ProgramWritten) -> None:
        program, document = written.program, written.document  # before the transaction, in which others wait
        await self._fenced(lambda tx: complete(tx, held, brief, program, document, self._clock()))

    def _checkpoints(self, held: Claim) -> JobCheckpoints:
        async def load() -> tuple[Chunk, ...]:
            return await self._persist(lambda: self._database.read(lambda c: chunks_of(c, held.job_id)))

        async def save(chunk: Chunk) -> None:
            if not await self._write(lambda tx: save_chunk(tx, held.job_id, held.attempt, chunk, self._clock())):
                raise Fenced

        return JobCheckpoints(load, save)

    async def _failed(self, held: Claim, failure: GenerationFailed, until_s: float) -> float | None:
        """End the attempt; returns the wait before the next one, or None: the job is over.

        A wait that does not end before the deadline is not begun: who waits hears the reason at once.
        """
        wait_s = failure.retry_in_s
        if wait_s is None:
            wait_s = self._limits.retry_base_s * 2**held.failed_attempts
        is_last = held.failed_attempts + 1 >= self._limits.lease.max_attempts
        if not failure.retryable or is_last or asyncio.get_running_loop().time() + wait_s >= until_s:
            told = JobFailure(code=failure.code, message=failure.message, say=failure.say)
            await self._end(held, Failed(told))
            return None
        is_held = await self._end(held, Retried(failure.message, wait_s, is_failure=True))
        return wait_s if is_held else None

    async def _end(self, held: Claim, happening: Failed | Retried) -> bool:
        return await self._write(lambda tx: end(tx, held, happening, self._clock()))

    async def _append(self, held: Claim, happening: Happening) -> None:
        state = await self._write(
            Joint(self._append_all, Appending(held.job_id, happening, attempt=held.attempt, after_seq=held.seq))
        )
        if state is None:
            raise Fenced
        held.seq = state.seq

    def _append_all(self, transaction: Transaction, appendings: Sequence[Appending]) -> Sequence[JobState | None]:
        """What all jobs of this process have to tell at once; a `server.storage.joint.Work`."""
        return append_all(transaction, appendings, self._clock())

    async def _fenced(self, write: Write[JobState | None]) -> None:
        if await self._write(write) is None:
            raise Fenced

    async def _write(self, write: Write[T]) -> T:
        return await self._persist(lambda: self._database.write(write))

    async def _persist(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it, however long the database is away: an outage is no fault of the generation, and ends no job."""
        wait_s = STORAGE_RETRY_S[0]
        while True:
            try:
                return await work()
            except StorageUnavailable as error:
                self._log.warning("storage_unavailable", error=str(error), again_in_s=wait_s)
                await asyncio.sleep(wait_s)
                wait_s = min(2 * wait_s, STORAGE_RETRY_S[1])


async def _steps_and_pauses(steps: AsyncIterator[Step], reporter: Reporter) -> AsyncGenerator[Step | None, None]:
    """The generator's steps; None in between when held-back progress has become due."""

    async def following() -> Step | None:
        return await anext(steps, None)

    ahead = asyncio.create_task(following(), name="generator-step")
    try:
        while True:
            await asyncio.wait({ahead}, timeout=reporter.due_in_s(monotonic()))
            if not ahead.done():
                yield None
                continue
            step = ahead.result()
            if step is None:
                return
            ahead = asyncio.create_task(following(), name="generator-step")
            yield step
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)
