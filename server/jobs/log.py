"""The numbered log of a job: the one way to write it, and how it is read.

A frame is appended in the transaction that changes the job, so its ``seq`` is gapless and equals commit order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select

from schemas.codec import decode_log_event, encode
from schemas.framing import text_frame
from schemas.job import ACTIVE_STATUSES, JobSnapshot
from schemas.program import Week
from schemas.server_frames import JobCancelled, JobCompleted, JobFailed, JobWeekReady
from schemas.server_frames import JobEvent as Event
from server.jobs.endings import ending_of
from server.jobs.lifecycle import STEPS, Happening, JobState, advance, frame
from server.jobs.programs import weeks_of_program
from server.jobs.rows import (
    JOBS,
    JobHead,
    change_rows,
    columns_of,
    find_row,
    find_rows_to_change,
    head_after,
    head_of,
    snapshot_of,
    state_of,
)
from server.jobs.usage import usage_of
from server.storage.hot import AnyRow, HotStatement
from server.storage.joint import in_turns
from server.storage.tables import JobEvent, table_of
from server.storage.transaction import Lasted, LogFrame, Transaction
from server.webhooks.owing import owe

EVENTS = table_of(JobEvent)
_INSERT = HotStatement(insert(EVENTS))


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as a new follower gets it: the state as a whole, at ``head.seq``."""

    head: JobHead
    snapshot: JobSnapshot


@dataclass(frozen=True, slots=True)
class Appending:
    """Something that is to happen to a job.

    Attributes:
        attempt: the writer's fence; a worker whose attempt is over cannot write. None for who holds no attempt.
        after_seq: the last ``seq`` that the holder of the attempt knows; with it, saying the same again is harmless.
            Where the frame stands already, by a commit whose acknowledgement was lost, it is not written again but
            published, which that commit never was.
    """

    job_id: str
    happening: Happening
    attempt: int | None = None
    after_seq: int | None = None


def append(
    transaction: Transaction,
    job_id: str,
    happening: Happening,
    at: datetime,
    *,
    attempt: int | None = None,
    after_seq: int | None = None,
) -> JobState | None:
    """`append_all` for one."""
    return append_all(transaction, [Appending(job_id, happening, attempt, after_seq)], at)[0]


def append_all(transaction: Transaction, appendings: Sequence[Appending], at: datetime) -> Sequence[JobState | None]:
    """Let things happen to jobs: change their rows, append the frames that tell of it.

    Returns:
        of each, in their order, the state after it, or None when the fence refuses: the job has ended, or the attempt
        is over.

    Raises:
        IllegalStep: the lifecycle does not allow it to somebody without an attempt.
    """
    states: dict[int, JobState | None] = {}
    for places in in_turns(appending.job_id for appending in appendings):
        states.update(zip(places, _append_turn(transaction, [appendings[place] for place in places], at), strict=True))
    return [states[place] for place in range(len(appendings))]


def _append_turn(transaction: Transaction, appendings: Sequence[Appending], at: datetime) -> Sequence[JobState | None]:
    """Let things happen to jobs, one to each."""
    rows = find_rows_to_change(transaction.connection, [appending.job_id for appending in appendings])
    befores = {job_id: state_of(row) for job_id, row in rows.items()}
    afters: dict[str, JobState] = {}
    steps: list[Happened] = []
    for wanted in appendings:
        before = befores.get(wanted.job_id)
        if before is None:
            continue
        if _stands(before, wanted):
            transaction.frames += read_after(transaction.connection, head_after(before), before.seq - 1, 1)
            afters[wanted.job_id] = before
        elif not _is_refused(before, wanted):
            after = afters[wanted.job_id] = advance(before, wanted.happening, at)
            lasted = _lasted(after, rows[wanted.job_id].created_at)
            steps.append(Happened(after, wanted.happening, at, lasted))
    if steps:
        changes = {step.state.job_id: {**columns_of(step.state), "heartbeat_at": at} for step in steps}
        change_rows(transaction.connection, changes)
        write_events(transaction, steps)
    for job_id, state in afters.items():
        _note_end(transaction, rows[job_id], state, at)
    return [afters.get(appending.job_id) for appending in appendings]


def _note_end(transaction: Transaction, row: AnyRow, state: JobState, at: datetime) -> None:
    """Have it told, once it stands, that the job has ended; nothing if it has not."""
    if state.status.is_final:
        usage = usage_of(transaction.connection, [state.job_id]).get(state.job_id)
        transaction.afterwards.append(ending_of(row, state, usage, state.completed_at or at).tell)


def _stands(state: JobState, wanted: Appending) -> bool:
    """Whether what is to happen is what the log tells next after what its writer knows.

    A job in progress has one writer, but for its end, which others may write too: the status tells the two apart.
    """
    if wanted.after_seq is None or state.attempt != wanted.attempt:
        return False
    return state.seq == wanted.after_seq + 1 and state.status is STEPS[type(wanted.happening)].target


def _is_refused(state: JobState, wanted: Appending) -> bool:
    """Whether the fence refuses: the job has ended, or the attempt is over, be it that only another may go on.

    A log that is further than the holder of the attempt knows is no reason: a write of its own may have been committed
    while it was told to stop.
    """
    if wanted.attempt is None:
        return state.status.is_final
    return state.attempt != wanted.attempt or state.status not in STEPS[type(wanted.happening)].sources


def _lasted(state: JobState, created_at: datetime) -> Lasted | None:
    ended_at = state.completed_at
    if ended_at is None:
        return None
    if state.started_at is None:
        return Lasted((ended_at - created_at).total_seconds(), None)
    return Lasted((state.started_at - created_at).total_seconds(), (ended_at - state.started_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that has happened to a job, whose row is written already; ``state`` is the one after it."""

    state: JobState
    happening: Happening
    at: datetime
    lasted: Lasted | None = None


def write_events(transaction: Transaction, steps: Sequence[Happened]) -> Sequence[LogFrame]:
    """Append the frames that tell of it, and return them; final ones are owed to webhooks, too."""
    events = [frame(step.state, step.happening, step.at) for step in steps]
    frames = [_log_frame(step, event) for step, event in zip(steps, events, strict=True)]
    rows = [_event_row(step, told) for step, told in zip(steps, frames, strict=True)]
    _INSERT.write(transaction.connection, rows)
    for event in events:
        if isinstance(event, JobCompleted | JobFailed | JobCancelled):
            owe(transaction, event)
    transaction.frames += frames
    return frames


def _log_frame(step: Happened, event: Event) -> LogFrame:
    state = step.state
    return LogFrame(
        state.job_id,
        state.user_id,
        state.seq,
        event.type,
        step.at.timestamp(),
        text_frame(encode(event).encode()),
        is_final=state.status.is_final,
        lasted=step.lasted,
    )


def _event_row(step: Happened, told: LogFrame) -> dict[str, Any]:
    return {
        "job_id": told.job_id,
        "seq": told.seq,
        "type": told.type,
        "attempt": step.state.attempt,
        "at": step.at,
        "payload": told.json.decode(),
    }


def head(connection: Connection, job_id: str) -> JobHead | None:
    """Where the log of a job stands, or None if there is no such job."""
    columns = (JOBS.c.id, JOBS.c.user_id, JOBS.c.last_seq, JOBS.c.status)
    row = connection.execute(select(*columns).where(JOBS.c.id == job_id)).one_or_none()
    return None if row is None else head_of(row)


def tails(connection: Connection, job_ids: Sequence[str], user_ids: Sequence[str], since: datetime) -> list[JobHead]:
    """Where the logs end of these jobs, and of these users' jobs that run or ended after ``since``; one query."""
    recent = or_(JOBS.c.status.in_(ACTIVE_STATUSES), JOBS.c.completed_at > since)
    wanted = or_(JOBS.c.id.in_(job_ids), and_(JOBS.c.user_id.in_(user_ids), recent))
    columns = (JOBS.c.id, JOBS.c.user_id, JOBS.c.last_seq, JOBS.c.status)
    return [head_of(row) for row in connection.execute(select(*columns).where(wanted))]


def first_kept(connection: Connection, job_id: str) -> int | None:
    """The lowest ``seq`` that the log still keeps; None when it keeps nothing."""
    found: int | None = connection.execute(select(func.min(EVENTS.c.seq)).where(EVENTS.c.job_id == job_id)).scalar_one()
    return found


def read_after(connection: Connection, job: JobHead, after: int, limit: int) -> list[LogFrame]:
    """At most ``limit`` frames of the log above ``after``, in order."""
    statement = (
        select(EVENTS.c.seq, EVENTS.c.type, EVENTS.c.at, EVENTS.c.payload)
        .where(EVENTS.c.job_id == job.job_id, EVENTS.c.seq > after)
        .order_by(EVENTS.c.seq)
        .limit(limit)
    )
    return [frame_of(job, row) for row in connection.execute(statement)]


def frame_of(job: JobHead, row: AnyRow) -> LogFrame:
    """A frame of the log, of the columns that `read_after` selects."""
    return LogFrame(
        job.job_id,
        job.user_id,
        row.seq,
        row.type,
        row.at.timestamp(),
        text_frame(row.payload.encode()),
        is_final=job.status.is_final and row.seq == job.seq,
    )


def view(connection: Connection, job_id: str) -> JobView | None:
    """The job's whole state, with the weeks of the attempt that is under way or has ended.

    Where the log is pruned they are the program's, and without one there are none.
    """
    row = find_row(connection, job_id)
    if row is None:
        return None
    usage = usage_of(connection, [job_id]).get(job_id)
    weeks = _weeks(connection, row)
    if row.program_id is not None and len(weeks) < row.weeks_done:
        weeks = weeks_of_program(connection, row.program_id)
    return JobView(head_of(row), snapshot_of(row, usage, weeks))


def _weeks(connection: Connection, row: AnyRow) -> tuple[Week, ...]:
    statement = (
        select(EVENTS.c.payload)
        .where(EVENTS.c.job_id == row.id, EVENTS.c.type == "job.week_ready", EVENTS.c.attempt == row.attempt)
        .order_by(EVENTS.c.seq)
    )
    events = (decode_log_event(payload) for payload in connection.execute(statement).scalars())
    return tuple(event.week for event in events if isinstance(event, JobWeekReady))
