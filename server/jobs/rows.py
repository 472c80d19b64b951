"""Between the job table's rows and the values that the rest works with."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from schemas.job import JobFailure, JobKind, JobSnapshot, JobStatus, ModelUsage, Stage
from schemas.program import Week
from server.jobs.lifecycle import JobState
from server.storage.hot import AnyRow, HotStatement
from server.storage.tables import Job, table_of

JOBS = table_of(Job)

_OF_ID = JOBS.c.id == bindparam("of_id")
_SELECT = select(JOBS).where(_OF_ID)
_FIND = HotStatement(_SELECT)
_SELECT_TO_CHANGE = _SELECT.with_for_update()
_FIND_TO_CHANGE = HotStatement(_SELECT_TO_CHANGE)
_OF_USER = JOBS.c.user_id == bindparam("of_user")
_SELECT_OWN = _SELECT.where(_OF_USER)
_SELECT_OWN_TO_CHANGE = _SELECT_TO_CHANGE.where(_OF_USER)
_CHANGE = HotStatement(update(JOBS).where(_OF_ID))


@dataclass(frozen=True, slots=True)
class JobHead:
    """Where a job's log stands: enough to decide who may follow it, and from where."""

    job_id: str
    user_id: str
    seq: int
    status: JobStatus


def head_of(row: AnyRow) -> JobHead:
    return JobHead(row.id, row.user_id, row.last_seq, JobStatus(row.status))


def head_after(state: JobState) -> JobHead:
    return JobHead(state.job_id, state.user_id, state.seq, state.status)


def state_of(row: AnyRow) -> JobState:
    return JobState(
        job_id=row.id,
        user_id=row.user_id,
        weeks_total=row.weeks_total,
        status=JobStatus(row.status),
        seq=row.last_seq,
        attempt=row.attempt,
        failed_attempts=row.failed_attempts,
        progress=row.progress,
        stage=Stage(row.stage),
        message=row.message,
        weeks_done=row.weeks_done,
        provider=row.provider,
        started_at=row.started_at,
        completed_at=row.completed_at,
        program_id=row.program_id,
        failure=_failure_of(row),
    )


def columns_of(state: JobState) -> dict[str, Any]:
    """What an UPDATE writes after a happening."""
    failure = state.failure
    return {
        "status": state.status,
        "last_seq": state.seq,
        "attempt": state.attempt,
        "failed_attempts": state.failed_attempts,
        "progress": state.progress,
        "stage": state.stage,
        "message": state.message,
        "weeks_done": state.weeks_done,
        "provider": state.provider,
        "started_at": state.started_at,
        "completed_at": state.completed_at,
        "program_id": state.program_id,
        "error_code": failure.code if failure else None,
        "error_message": failure.message if failure else None,
        "error_say": failure.say if failure else None,
    }


def snapshot_of(row: AnyRow, usage: ModelUsage | None, weeks: tuple[Week, ...] | None = None) -> JobSnapshot:
    return JobSnapshot(
        job_id=row.id,
        user_id=row.user_id,
        kind=JobKind(row.kind),
        request=row.request,
        status=JobStatus(row.status),
        progress=row.progress,
        stage=Stage(row.stage),
        message=row.message,
        attempt=row.attempt,
        seq=row.last_seq,
        provider=row.provider,
        created_at=row.created_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
        program_id=row.program_id,
        error=_failure_of(row),
        weeks_done=row.weeks_done,
        weeks_total=row.weeks_total,
        usage=usage,
        weeks=weeks,
    )


def find_row(connection: Connection, job_id: str, *, to_change: bool = False) -> AnyRow | None:
    """The job's row; ``to_change`` locks it until the transaction ends, where the database locks rows."""
    statement = _FIND_TO_CHANGE if to_change else _FIND
    return next(iter(statement.read(connection, {"of_id": job_id})), None)


def find_own_row(connection: Connection, job_id: str, scope: str | None, *, to_change: bool = False) -> AnyRow | None:
    """Likewise, if it is in ``scope``. Else it is as if there were none: no lock is waited for, which would tell."""
    if scope is None:
        return find_row(connection, job_id, to_change=to_change)
    statement = _SELECT_OWN_TO_CHANGE if to_change else _SELECT_OWN
    return connection.execute(statement, {"of_id": job_id, "of_user": scope}).one_or_none()


def change_row(connection: Connection, job_id: str, changes: dict[str, Any]) -> None:
    """Set columns of a job."""
    _CHANGE.write(connection, [{**changes, "of_id": job_id}])


def _failure_of(row: AnyRow) -> JobFailure | None:
    if row.error_code is None:
        return None
    return JobFailure(code=row.error_code, message=row.error_message, say=row.error_say)
