"""The units of work of whoever works on jobs: claim one, end one with a program, give up what a crash left."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from schemas.job import JobFailure, JobStatus
from schemas.model import JsonObject
from schemas.program import Program
from schemas.server_frames import ProgramSummary
from server.jobs.lifecycle import Cancelled, Completed, Failed, JobState, Retried, Started
from server.jobs.log import append
from server.jobs.rows import JOBS, change_row, find_row
from server.storage.tables import Program as ProgramRow
from server.storage.tables import table_of
from server.storage.transaction import Transaction

PROGRAMS = table_of(ProgramRow)

EXHAUSTED = JobFailure(
    code="attempts_exhausted",
    message="The work on the program stopped too often.",
    say="I am sorry, I could not finish your program. Shall I try again?",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a job, until another claim ends it. ``attempt`` is the fence."""

    job_id: str
    attempt: int
    failed_attempts: int
    weeks_total: int
    request: JsonObject


def pending_request(connection: Connection, job_id: str) -> JsonObject | None:
    """What a job that may be claimed asks for."""
    row = find_row(connection, job_id)
    return row.request if row is not None and row.status == JobStatus.PENDING else None


def claim(transaction: Transaction, job_id: str, started: Started, owner: str, now: datetime) -> Claim | None:
    """Claim a pending job; None if it is not to be worked on (any more)."""
    row = find_row(transaction.connection, job_id, to_change=True)
    if row is None or row.status != JobStatus.PENDING:
        return None
    if row.cancel_requested:
        append(transaction, job_id, Cancelled(row.cancel_reason), now)
        return None
    state = append(transaction, job_id, started, now)
    if state is None:
        return None
    change_row(transaction.connection, job_id, {"owner": owner})
    return Claim(job_id, state.attempt, state.failed_attempts, state.weeks_total, row.request)


def cancelled(transaction: Transaction, held: Claim, now: datetime) -> JobState | None:
    """End the job as its user wished."""
    row = find_row(transaction.connection, held.job_id)
    reason = None if row is None else row.cancel_reason
    return append(transaction, held.job_id, Cancelled(reason), now, attempt=held.attempt)


def complete(transaction: Transaction, held: Claim, program: Program, now: datetime) -> JobState | None:
    """Store the program and end the job with it: both or neither."""
    program_id = str(uuid4())
    score = program.validation.score
    summary = ProgramSummary(
        name=program.name,
        description=program.description,
        duration_weeks=len(program.weeks),
        spoken_summary=program.spoken_summary,
        score=score,
    )
    ended = Completed(program_id, summary, "Your program is ready.")
    state = append(transaction, held.job_id, ended, now, attempt=held.attempt)
    if state is None:
        return None
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
        "document": program.model_dump_json(),
        "request": held.request,
        "score": score,
        "revision": 1,
        "created_at": now,
    }
    transaction.connection.execute(insert(PROGRAMS), values)
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


def with_status(connection: Connection, status: JobStatus) -> list[str]:
    """Jobs in a state, oldest first."""
    statement = select(JOBS.c.id).where(JOBS.c.status == status).order_by(JOBS.c.created_at)
    return list(connection.execute(statement).scalars())
