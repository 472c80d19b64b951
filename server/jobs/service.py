"""The one way in: submit, cancel, look at jobs. For the gateway and the API alike.

``scope`` is the user to whose jobs the caller is bound, or None for who may see all. What lies outside of it
is answered exactly like what does not exist.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType

import structlog
from sqlalchemy import Connection, or_, select

from schemas.client_frames import OnActive
from schemas.errors import ErrorCode
from schemas.job import ACTIVE_STATUSES, JobKind, JobSnapshot, JobStatus
from schemas.model import JsonObject
from server import spans
from server.clock import Clock
from server.jobs.briefing import Order, order_for, parsed
from server.jobs.engine import Engine
from server.jobs.paging import of_user, page
from server.jobs.refusal import Refused, draining, not_found
from server.jobs.rows import JOBS, find_own_row, snapshot_of
from server.jobs.submission import Asking, Submission, SubmitLimits, Submitted
from server.jobs.submitting import request_cancel, submit
from server.jobs.usage import usage_of
from server.storage.database import Database
from server.storage.hot import AnyRow
from server.storage.joint import Joint
from server.storage.transaction import StorageError, Transaction
from server.uncounted import uncounted

WATCHED_FOR = timedelta(hours=1)
"""How long an ended job still belongs to the answer of ``jobs.watch``."""


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs, newest first; ``next`` is the cursor of the page behind, if there is one."""

    jobs: Sequence[JobSnapshot]
    next: str | None


class JobService:
    """Everything that may be asked of jobs.

    Args:
        count: told of each submission what became of it: ``accepted``, ``duplicate``, or why it was refused.
    """

    def __init__(
        self,
        database: Database,
        engine: Engine,
        limits: SubmitLimits,
        clock: Clock,
        count: Callable[[str], None] = uncounted,
    ) -> None:
        self._database = database
        self._count = count
        self._refusals_counted = _RefusalsCounted(count)
        self._engine = engine
        self._limits = limits
        self._clock = clock
        self._is_draining = False
        self._log = structlog.get_logger("repcast.jobs")

    def drain(self) -> None:
        """Take no more submissions."""
        self._is_draining = True

    async def understand(
        self, kind: JobKind, request: JsonObject, idempotency_key: str | None, on_active: OnActive, scope: str | None
    ) -> Submission:
        """What a submission asks for, and for whom: nothing is stored yet.

        Raises:
            Refused: ``invalid_request``, also with what has to be asked back; ``not_found`` for a program to change
                that is not there; or ``draining``.
        """
        with self._refusals_counted:
            self._check_open()
            asked = parsed(kind, request)
            order = Order(asked)
            if kind is JobKind.REVISE:
                order = await self._database.read(lambda c: order_for(c, asked, scope))
            return Submission(asked, await order.understood(), idempotency_key, on_active)

    async def submit(self, wish: Submission) -> Submitted:
        """Make a job, or find the one that this submission repeats. Durable once it returns; work on it begins then.

        Raises:
            Refused: ``idempotency_conflict``, ``active_job``, ``too_many_jobs``, ``rate_limited`` or ``draining``.
        """
        with self._refusals_counted:
            self._check_open()
            asking = Asking(wish, self._limits, self._clock())
            submitted = await self._database.write(Joint(submit, asking))
        self._count("duplicate" if submitted.duplicate else "accepted")
        job_id = submitted.job.job_id
        span = None if submitted.duplicate else spans.begin("job.submit", job_id=job_id, kind=wish.kind)
        # In the next turn of the loop: whoever waits has the answer by then.
        asyncio.get_running_loop().call_soon(self._follow_up, submitted, wish.kind, span)
        return submitted

    def _follow_up(self, submitted: Submitted, kind: JobKind, span: spans.Span | None) -> None:
        """Log a submission, and have the work on it begin; ``span`` is that of a new job."""
        for job_id in submitted.superseded:
            self._engine.cancel(job_id)
        job_id = submitted.job.job_id
        self._log.info("job_submitted", job_id=job_id, kind=kind, is_duplicate=submitted.duplicate)
        if span is not None:
            with spans.within(span):
                self._engine.start(job_id, submitted.job.user_id)

    def _check_open(self) -> None:
        if self._is_draining:
            raise draining()

    async def cancel(self, job_id: str, scope: str | None, reason: str | None) -> JobStatus:
        """Ask that a job stop. Idempotent and cooperative: it may still complete.

        Raises:
            Refused: ``not_found``.
        """

        def write(transaction: Transaction) -> JobStatus:
            row = _found(find_own_row(transaction.connection, job_id, scope, to_change=True), job_id)
            return request_cancel(transaction, row, reason, self._clock())

        status = await self._database.write(write)
        if not status.is_final:
            self._engine.cancel(job_id)
        return status

    async def snapshot(self, job_id: str, scope: str | None) -> JobSnapshot:
        """The job as it stands.

        Raises:
            Refused: ``not_found``.
        """

        def read(connection: Connection) -> JobSnapshot:
            [snapshot] = _snapshots(connection, [_found(find_own_row(connection, job_id, scope), job_id)])
            return snapshot

        return await self._database.read(read)

    async def page(self, user_id: str | None, status: JobStatus | None, limit: int, cursor: str | None) -> JobPage:
        """Jobs of a user, or of all users, newest first.

        Raises:
            Refused: ``invalid_request`` for a cursor that this server never gave.
        """
        return await self._database.read(lambda c: _page(c, user_id, status, limit, cursor))

    async def watched(self, user_id: str) -> Sequence[JobSnapshot]:
        """The user's active jobs, and those that ended in the last hour."""
        since = self._clock() - WATCHED_FOR
        recent = or_(JOBS.c.status.in_(ACTIVE_STATUSES), JOBS.c.completed_at > since)
        statement = select(JOBS).where(JOBS.c.user_id == user_id, recent).order_by(JOBS.c.created_at)
        return await self._database.read(lambda c: _snapshots(c, c.execute(statement).all()))


class _RefusalsCounted:
    """Around submissions, any number at once: it counts why they are refused, and keeps nothing of them."""

    def __init__(self, count: Callable[[str], None]) -> None:
        self._count = count

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Refused):
            self._count(error.code)
        elif isinstance(error, StorageError):
            self._count(ErrorCode.INTERNAL)


def _found(row: AnyRow | None, job_id: str) -> AnyRow:
    if row is None:
        raise not_found("job", job_id)
    return row


def _page(
    connection: Connection, user_id: str | None, status: JobStatus | None, limit: int, cursor: str | None
) -> JobPage:
    wanted = select(JOBS) if status is None else select(JOBS).where(JOBS.c.status == status)
    found = page(connection, JOBS, wanted, of_user(JOBS, user_id), limit, cursor)
    return JobPage(_snapshots(connection, found.rows), found.next)


def _snapshots(connection: Connection, rows: Sequence[AnyRow]) -> list[JobSnapshot]:
    usage = usage_of(connection, [row.id for row in rows])
    return [snapshot_of(row, usage.get(row.id)) for row in rows]
