"""The units of work of whoever works on jobs: claim one, end one with a program, give up what a crash left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection, and_, func, insert, or_, select

from schemas.job import JobFailure, JobStatus
from schemas.program import Program
from schemas.server_frames import ProgramSummary
from server.generation.generator import Brief, GenerationFailed
from server.jobs.lifecycle import Cancelled, Completed, Failed, JobState, Retried, Started
from server.jobs.log import append
from server.jobs.programs import PROGRAMS, next_revision
from server.jobs.rows import JOBS, change_row, find_row, state_of
from server.storage.hot import HotStatement
from server.storage.transaction import Transaction

_INSERT = HotStatement(insert(PROGRAMS))

MOST_AT_ONCE = 1000
"""Jobs that one look for those left alone brings; the next look brings the others."""

HANDED_OVER = Retried("The server is restarting.", 0.0, is_failure=False)

EXHAUSTED = JobFailure(
    code="attempts_exhausted",
    message="The work on the program stopped too often.",
    say="I am sorry, I could not finish your program. Shall I try again?",
)


@dataclass(slots=True)
class Claim:
    """The right to work on a job, until another claim ends it.

    Attributes:
        attempt: the fence.
        seq: the last frame of the log that the holder knows, with which saying a write again is harmless.
    """

    job_id: str
    attempt: int
    seq: int
    failed_attempts: int
    weeks_total: int
    brief: Brief | GenerationFailed
    """What is to be made; or why that cannot be known any more."""


@dataclass(frozen=True, slots=True)
class Lease:
    """How long a silent worker keeps its job, and how often a job may be lost in this way.

    Attributes:
        lease_s: a job whose worker was not heard of for longer may be claimed by another one.
        max_attempts: attempts that may fail before the job does.
    """

    lease_s: float
    max_attempts: int


def claim(
    transaction: Transaction,
    job_id: str,
    brief: Brief | GenerationFailed,
    started: Started,
    owner: str,
    lease: Lease,
    now: datetime,
) -> Claim | None:
    """Claim a job that is pending, or whose worker has been silent for too long.

    Args:
        brief: what the job asks for.
        owner: names this very claim, so that one whose answer was lost is known again.

    Returns:
        the claim; None if the job is not to be worked on (any more), or not by this worker.
    """
    row = find_row(transaction.connection, job_id, to_change=True)
    if row is None:
        return None
    if row.status == JobStatus.IN_PROGRESS and row.owner == owner:
        return _held(state_of(row), brief)
    if row.status == JobStatus.IN_PROGRESS and row.heartbeat_at < now - timedelta(seconds=lease.lease_s):
        give_up(transaction, job_id, lease.max_attempts, now)
    elif row.status == JobStatus.PENDING and row.cancel_requested:
        append(transaction, job_id, Cancelled(row.cancel_reason), now)
    return _begin(transaction, job_id, brief, started, owner, now)


def _begin(
    transaction: Transaction,
    job_id: str,
    brief: Brief | GenerationFailed,
    started: Started,
    owner: str,
    now: datetime,
) -> Claim | None:
    row = find_row(transaction.connection, job_id)
    if row is None or row.status != JobStatus.PENDING:
        return None
    state = append(transaction, job_id, started, now)
    if state is None:
        return None
    change_row(transaction.connection, job_id, {"owner": owner})
    return _held(state, brief)


def _held(state: JobState, brief: Brief | GenerationFailed) -> Claim:
    return Claim(state.job_id, state.attempt, state.seq, state.failed_attempts, state.weeks_total, brief)


def is_to_go_on(transaction: Transaction, held: Claim, now: datetime) -> bool:
    """Say that the worker lives. Returns whether its work is still wanted, and still its own."""
    row = find_row(transaction.connection, held.job_id, to_change=True)
    if row is None or row.status != JobStatus.IN_PROGRESS or row.attempt != held.attempt:
        return False
    change_row(transaction.connection, held.job_id, {"heartbeat_at": now})
    return not row.cancel_requested


def end(transaction: Transaction, held: Claim, happening: Failed | Retried | Cancelled, now: datetime) -> bool:
    """End the attempt, wherever its log stands: a frame may have been on its way when the work was stopped.

    Returns:
        whether it was this worker's to end; saying it again is harmless.
    """
    return append(transaction, held.job_id, happening, now, attempt=held.attempt) is not None


def stop(transaction: Transaction, held: Claim, now: datetime) -> bool:
    """End the attempt as the job's user wished or, if nobody wishes that, for another worker to go on."""
    row = find_row(transaction.connection, held.job_id, to_change=True)
    is_wished = row is not None and row.cancel_requested
    return end(transaction, held, Cancelled(row.cancel_reason) if row and is_wished else HANDED_OVER, now)


def complete(
    transaction: Transaction, held: Claim, brief: Brief, program: Program, document: str, now: datetime
) -> JobState | None:
    """Store the program and end the job with it: both or neither. What it was changed from stays as it is.

    Args:
        document: its JSON text.
    """
    program_id = str(uuid4())
    score = program.validation.score
    summary = ProgramSummary(
        name=program.name,
        description=program.description,
        duration_weeks=len(program.weeks),
        spoken_summary=program.spoken_summary,
        score=score,
    )
    message = "Your program is ready." if brief.revision is None else "Your changed program is ready."
    ended = Completed(program_id, summary, message, program.provider.name, program.changes)
    state = append(transaction, held.job_id, ended, now, attempt=held.attempt, after_seq=held.seq)
    if state is None or state.program_id != program_id:
        return state  # fenced; or stored before, by a commit whose acknowledgement was lost
    parent_id = None if brief.revision is None else brief.revision.parent_id
    values = {
        "id": program_id,
        "user_id": state.user_id,
        "job_id": held.job_id,
        "name": program.name,
        "description": program.description,
        "duration_weeks": len(program.weeks),
        "days_per_week": len(program.weeks[0].sessions),
        "goal_category": program.goal_category,
        "fitness_level": program.fitness_level,
        "document": document,
        "request": brief.request.model_dump(mode="json", exclude_unset=True),
        "score": score,
        "parent_id": parent_id,
        "revision": 1 if parent_id is None else next_revision(transaction.connection, parent_id),
        "created_at": now,
    }
    _INSERT.write(transaction.connection, [values])
    return state


def give_up(transaction: Transaction, job_id: str, max_attempts: int, now: datetime) -> JobState | None:
    """What becomes of a job whose worker is gone: another attempt, or its end."""
    row = find_row(transaction.connection, job_id, to_change=True)
    if row is None or row.status != JobStatus.IN_PROGRESS:
        return None
    if row.cancel_requested:
        return append(transaction, job_id, Cancelled(row.cancel_reason), now)
    if row.failed_attempts + 1 >= max_attempts:
        return append(transaction, job_id, Failed(EXHAUSTED), now)
    return append(transaction, job_id, Retried("The server stopped while it worked.", 0.0, is_failure=True), now)


def with_status(connection: Connection, status: JobStatus) -> list[tuple[str, str]]:
    """Jobs in a state, oldest first, each with its user."""
    statement = select(JOBS.c.id, JOBS.c.user_id).where(JOBS.c.status == status).order_by(JOBS.c.created_at)
    return [(row.id, row.user_id) for row in connection.execute(statement)]


def left_alone(connection: Connection, lease: Lease, wait_s: float, now: datetime) -> list[tuple[str, str, bool]]:
    """Jobs that nobody seems to work on, oldest first: pending for ``wait_s``, or begun by a worker that is silent.

    Returns:
        ids, those of their users, and whether it is the latter.
    """
    silent_since = now - timedelta(seconds=lease.lease_s)
    waiting_since = now - timedelta(seconds=wait_s)
    touched_at = func.coalesce(JOBS.c.heartbeat_at, JOBS.c.created_at)
    wanted = or_(
        and_(JOBS.c.status == JobStatus.PENDING, touched_at < waiting_since),
        and_(JOBS.c.status == JobStatus.IN_PROGRESS, touched_at < silent_since),
    )
    columns = JOBS.c.id, JOBS.c.user_id, JOBS.c.status
    statement = select(*columns).where(wanted).order_by(JOBS.c.created_at).limit(MOST_AT_ONCE)
    return [(row.id, row.user_id, row.status == JobStatus.IN_PROGRESS) for row in connection.execute(statement)]
