"""Deciding what a submission becomes: a new job, one that is there already, or a refusal.

Runs inside one transaction that has the user's row to itself, so that any number of the same submissions at once, also
to several processes, give one job.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, bindparam, func, insert, select

from schemas.client_frames import OnActive
from schemas.errors import ErrorCode, ErrorDetails
from schemas.job import ACTIVE_STATUSES, JobKind, JobStatus
from schemas.model import JsonObject
from schemas.request import ProgramRequest, ReviseRequest, digest
from server.generation.generator import Brief
from server.generation.safety.injuries import tells_more
from server.jobs.lifecycle import Cancelled, Created, JobState, advance
from server.jobs.log import append, write_event
from server.jobs.refusal import Refused
from server.jobs.rows import JOBS, AnyRow, JobHead, change_row, columns_of, find_row, head_of
from server.storage.tables import IdempotencyKey, User, table_of
from server.storage.transaction import Transaction

USERS = table_of(User)
KEYS = table_of(IdempotencyKey)
_INSERT_KEY = insert(KEYS)
# Without KEY the lock lets others refer to the user, as a job does that ends with a program.
_LOCK_USER = select(USERS.c.id).where(USERS.c.id == bindparam("of_id")).with_for_update(key_share=True)
RATE_WINDOW_S = 60


@dataclass(frozen=True, slots=True)
class SubmitLimits:
    """Per user."""

    max_active_jobs: int
    submits_per_minute: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A validated wish for a job.

    Attributes:
        asked: as the client asked.
        brief: what is to be made.
    """

    asked: ProgramRequest | ReviseRequest
    brief: Brief
    idempotency_key: str | None
    on_active: OnActive

    @property
    def kind(self) -> JobKind:
        return JobKind.GENERATE if self.brief.revision is None else JobKind.REVISE

    @property
    def user_id(self) -> str:
        return self.brief.request.user_id

    def as_json(self) -> JsonObject:
        return self.asked.model_dump(mode="json", exclude_unset=True)

    def digest(self) -> str:
        """The same for the same request, to the letter: what an idempotency key is bound to."""
        return digest({"kind": self.kind, "request": self.asked.model_dump(mode="json")})

    def fingerprint(self) -> str:
        """The same for every way of asking for the same; of a change, what is understood of it counts."""
        revision = self.brief.revision
        if revision is None:
            return self.brief.request.fingerprint()
        wanted = self.brief.request.model_dump(mode="json")
        return digest({"changes": revision.parent_id, "to": wanted, "exchanges": dict(revision.exchanges)})


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission became.

    Attributes:
        job: where its log stands.
        duplicate: the job was there already.
        superseded: jobs at work that were asked to stop in its favour.
    """

    job: JobHead
    duplicate: bool
    superseded: Sequence[str] = ()


def submit(transaction: Transaction, wish: Submission, limits: SubmitLimits, now: datetime) -> Submitted:
    """Make of ``wish`` what it should become.

    Raises:
        Refused: ``idempotency_conflict``, ``active_job``, ``too_many_jobs`` or ``rate_limited``.
    """
    connection = transaction.connection
    _lock_user(transaction, wish.user_id, now)
    if (known := _same_key(connection, wish)) is not None:
        return Submitted(head_of(known), duplicate=True)
    active = _active(connection, wish.user_id)
    if (known := _same_wish(active, wish)) is not None:
        _remember_key(connection, wish, known.id)
        return Submitted(head_of(known), duplicate=True)
    replaced = _settle_active(active, wish.on_active)
    _check_limits(connection, wish.user_id, len(active) - len(replaced), limits, now)
    superseded = [row.id for row in replaced if request_cancel(transaction, row, "replaced", now).is_final is False]
    return Submitted(_create(transaction, wish, now), duplicate=False, superseded=superseded)


def request_cancel(transaction: Transaction, row: AnyRow, reason: str | None, now: datetime) -> JobStatus:
    """End a job that nobody works on yet; of one at work, note that it shall stop.

    Returns:
        the status after it: not final when a worker has yet to stop.
    """
    if JobStatus(row.status) is JobStatus.PENDING:
        state = append(transaction, row.id, Cancelled(reason), now)
        return JobStatus.CANCELLED if state is None else state.status
    if JobStatus(row.status) is JobStatus.IN_PROGRESS and not row.cancel_requested:
        change_row(transaction.connection, row.id, {"cancel_requested": True, "cancel_reason": reason})
    return JobStatus(row.status)


def _lock_user(transaction: Transaction, user_id: str, now: datetime) -> None:
    """Wait until no other process decides on this user's submissions. SQLite has one writer at a time anyway."""
    transaction.insert_or_ignore(USERS, {"id": user_id, "created_at": now})
    transaction.connection.execute(_LOCK_USER, {"of_id": user_id})


def _same_key(connection: Connection, wish: Submission) -> AnyRow | None:
    if wish.idempotency_key is None:
        return None
    mine = (KEYS.c.user_id == wish.user_id, KEYS.c.key == wish.idempotency_key)
    stands_for = connection.execute(select(KEYS.c.job_id, KEYS.c.request_digest).where(*mine)).one_or_none()
    if stands_for is None:
        return None
    if stands_for.request_digest != wish.digest():
        raise Refused(
            ErrorCode.IDEMPOTENCY_CONFLICT,
            "This idempotency key stands for another request.",
            details=ErrorDetails(job_id=stands_for.job_id),
        )
    return find_row(connection, stands_for.job_id)


def _remember_key(connection: Connection, wish: Submission, job_id: str) -> None:
    if wish.idempotency_key is not None:
        values = {
            "user_id": wish.user_id,
            "key": wish.idempotency_key,
            "job_id": job_id,
            "request_digest": wish.digest(),
        }
        connection.execute(_INSERT_KEY, values)


def _active(connection: Connection, user_id: str) -> Sequence[AnyRow]:
    """Jobs in flight, newest first; one that was told to stop no longer counts."""
    in_flight = (JOBS.c.user_id == user_id, JOBS.c.status.in_(ACTIVE_STATUSES), JOBS.c.cancel_requested.is_(False))
    return connection.execute(select(JOBS).where(*in_flight).order_by(JOBS.c.created_at.desc())).all()


def _same_wish(active: Sequence[AnyRow], wish: Submission) -> AnyRow | None:
    """The user who says "OK" while a program is being made has not asked for a second one; who tells of a pain has."""
    fingerprint = wish.fingerprint()
    alike = (row for row in active if row.fingerprint == fingerprint)
    return next((row for row in alike if not _tells_more(wish.asked, row)), None)


def _tells_more(asked: ProgramRequest | ReviseRequest, row: AnyRow) -> bool:
    # What a change tells is a part of its fingerprint.
    return isinstance(asked, ProgramRequest) and tells_more(asked, ProgramRequest.model_validate(row.request))


def _settle_active(active: Sequence[AnyRow], on_active: OnActive) -> Sequence[AnyRow]:
    """Which of the jobs in flight give way."""
    if not active or on_active is OnActive.PARALLEL:
        return ()
    if on_active is OnActive.REPLACE:
        return active
    raise Refused(
        ErrorCode.ACTIVE_JOB,
        "Another program is being made for this user; say whether to replace it or to make both.",
        details=ErrorDetails(job_id=active[0].id, accepted="on_active: replace or parallel"),
    )


def _check_limits(connection: Connection, user_id: str, active: int, limits: SubmitLimits, now: datetime) -> None:
    if active >= limits.max_active_jobs:
        raise Refused(
            ErrorCode.TOO_MANY_JOBS,
            f"{active} programs are being made for this user; at most {limits.max_active_jobs} may be.",
            retry_after_s=RATE_WINDOW_S,
        )
    window = timedelta(seconds=RATE_WINDOW_S)
    recent = (JOBS.c.user_id == user_id, JOBS.c.created_at > now - window)
    counted, oldest = connection.execute(select(func.count(), func.min(JOBS.c.created_at)).where(*recent)).one()
    if counted >= limits.submits_per_minute:
        raise Refused(
            ErrorCode.RATE_LIMITED,
            f"{counted} jobs were submitted in a minute; at most {limits.submits_per_minute} may be.",
            # Whoever waited for the user's row may have asked before the oldest of them was made.
            retry_after_s=round(min(window, oldest + window - now).total_seconds(), 3),
        )


def _create(transaction: Transaction, wish: Submission, now: datetime) -> JobHead:
    request = wish.as_json()
    created = Created(wish.kind, request)
    blank = JobState(job_id=str(uuid4()), user_id=wish.user_id, weeks_total=wish.brief.request.duration_weeks)
    state = advance(blank, created, now)
    values = {
        **columns_of(state),
        "id": state.job_id,
        "user_id": wish.user_id,
        "kind": wish.kind,
        "request": request,
        "fingerprint": wish.fingerprint(),
        "weeks_total": state.weeks_total,
        "cancel_requested": False,
        "created_at": now,
    }
    transaction.connection.execute(insert(JOBS), values)
    _remember_key(transaction.connection, wish, state.job_id)
    write_event(transaction, state, created, now)
    return JobHead(state.job_id, state.user_id, state.seq, state.status)
