"""What is kept for how long, and the units of work that remove the rest.

Only what has ended is ever removed, and what has ended never begins again: so a run that was cut off leaves nothing
half done, and the next one goes on where it was.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, or_, select, tuple_

from schemas.job import ACTIVE_STATUSES, FINAL_STATUSES
from server.jobs.budgets import BUDGETS
from server.jobs.checkpoints import CHECKPOINTS
from server.jobs.log import EVENTS
from server.jobs.plan_cache import PLANS
from server.jobs.programs import PROGRAMS
from server.jobs.rows import JOBS
from server.storage.hot import AnyRow
from server.storage.tables import ApiKey, table_of
from server.storage.transaction import Transaction
from server.webhooks.rows import DELIVERIES

KEYS = table_of(ApiKey)

KINDS = ("logs", "frames", "jobs", "programs", "plans", "budgets", "deliveries", "keys")
"""What is counted."""

BUDGETS_KEPT = timedelta(days=7)
"""A day's counters decide about that day alone; a call that is settled late is of the day before at the most."""

KEYS_KEPT = timedelta(days=90)
"""How long a key is listed after it was revoked."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what is over is kept; None: for ever.

    Attributes:
        logs: the frames of a job, and what a model wrote of it on the way, from its end. The job itself stays.
        jobs: one that ended without a program, from its end; the client's keys for it go with it.
        programs: a program and its job, from when it was made. One that others were made of stays as long as they do.
        plans: a plan that a model finished, from when it did.
        deliveries: of webhooks, from when they were made; what is still to be sent stays.
    """

    logs: timedelta | None
    jobs: timedelta | None
    programs: timedelta | None
    plans: timedelta
    deliveries: timedelta


@dataclass(frozen=True, slots=True)
class Due:
    """What of one stretch of jobs, in the order of their ids, is past its time.

    Attributes:
        logs: jobs whose log goes.
        jobs: those that go themselves, with all that is theirs.
        last: behind which the next stretch begins; None where this was the last one.
    """

    logs: Sequence[str]
    jobs: Sequence[str]
    last: str | None


def due_after(connection: Connection, after: str, limit: int, retention: Retention, now: datetime) -> Due:
    """Look at the next ``limit`` jobs that have ended."""
    told = or_(*(exists().where(table.c.job_id == JOBS.c.id) for table in (EVENTS, CHECKPOINTS)))
    statement = (
        select(JOBS.c.id, JOBS.c.completed_at, PROGRAMS.c.created_at.label("made_at"), told.label("told"))
        .join_from(JOBS, PROGRAMS, PROGRAMS.c.job_id == JOBS.c.id, isouter=True)
        .where(JOBS.c.id > after, JOBS.c.status.in_(FINAL_STATUSES))
        .order_by(JOBS.c.id)
        .limit(limit)
    )
    rows = connection.execute(statement).all()
    logs = [row.id for row in rows if row.told and _is_over(row.completed_at, retention.logs, now)]
    jobs = [row.id for row in rows if _goes(row, retention, now)]
    return Due(logs, jobs, rows[-1].id if len(rows) == limit else None)


def _goes(row: AnyRow, retention: Retention, now: datetime) -> bool:
    if row.made_at is None:
        return _is_over(row.completed_at, retention.jobs, now)
    return _is_over(row.made_at, retention.programs, now)


def _is_over(since: datetime, kept: timedelta | None, now: datetime) -> bool:
    return kept is not None and since <= now - kept


def remove_logs(transaction: Transaction, job_ids: Sequence[str]) -> Counter[str]:
    """Forget how jobs came to be as they are: who follows one is told the whole state from now on."""
    transaction.connection.execute(delete(CHECKPOINTS).where(CHECKPOINTS.c.job_id.in_(job_ids)))
    frames = transaction.connection.execute(delete(EVENTS).where(EVENTS.c.job_id.in_(job_ids))).rowcount
    return Counter(logs=len(job_ids), frames=frames)


def count_logs(connection: Connection, job_ids: Sequence[str]) -> Counter[str]:
    """What `remove_logs` would remove."""
    frames = _count(connection, EVENTS, EVENTS.c.job_id.in_(job_ids))
    return Counter(logs=len(job_ids), frames=frames)


def remove_jobs(transaction: Transaction, job_ids: Sequence[str]) -> Counter[str]:
    """Remove jobs that have ended with all that is theirs, but those whose program is still needed."""
    programs = transaction.connection.execute(delete(PROGRAMS).where(_free_programs(job_ids))).rowcount
    without = JOBS.c.id.in_(job_ids) & ~exists().where(PROGRAMS.c.job_id == JOBS.c.id)
    jobs = transaction.connection.execute(delete(JOBS).where(without)).rowcount
    return Counter(programs=programs, jobs=jobs)


def count_jobs(connection: Connection, job_ids: Sequence[str]) -> Counter[str]:
    """What `remove_jobs` would remove."""
    programs = _count(connection, PROGRAMS, _free_programs(job_ids))
    kept = _count(connection, PROGRAMS, PROGRAMS.c.job_id.in_(job_ids)) - programs
    return Counter(programs=programs, jobs=len(job_ids) - kept)


def _free_programs(job_ids: Sequence[str]) -> ColumnElement[bool]:
    """Of no other program, and of no job that is under way: that may be changing it."""
    child = PROGRAMS.alias()
    # The user narrows it down to what an index finds.
    is_changed = exists().where(child.c.user_id == PROGRAMS.c.user_id, child.c.parent_id == PROGRAMS.c.id)
    is_at_work = exists().where(JOBS.c.user_id == PROGRAMS.c.user_id, JOBS.c.status.in_(ACTIVE_STATUSES))
    return PROGRAMS.c.job_id.in_(job_ids) & ~is_changed & ~is_at_work


@dataclass(frozen=True, slots=True)
class OldRows:
    """Rows of a table that are no job's, and which of them are past their time."""

    name: str
    table: Table
    where: ColumnElement[bool]

    def remove(self, transaction: Transaction, limit: int) -> Counter[str]:
        """Remove at most ``limit`` of them."""
        some = select(*self.table.primary_key).where(self.where).limit(limit)
        gone = delete(self.table).where(tuple_(*self.table.primary_key).in_(some))
        return Counter({self.name: transaction.connection.execute(gone).rowcount})

    def count(self, connection: Connection) -> Counter[str]:
        return Counter({self.name: _count(connection, self.table, self.where)})


def old_rows(retention: Retention, now: datetime) -> Sequence[OldRows]:
    """What is past its time in tables that know no job."""
    is_done = DELIVERIES.c.due_at.is_(None)
    other = KEYS.alias()
    # Not the last one: that there was a key says that nobody comes in without.
    is_not_last = exists().where(other.c.revoked_at.is_(None))
    return (
        OldRows("plans", PLANS, PLANS.c.created_at <= now - retention.plans),
        OldRows("deliveries", DELIVERIES, is_done & (DELIVERIES.c.created_at <= now - retention.deliveries)),
        OldRows("budgets", BUDGETS, BUDGETS.c.day < (now - BUDGETS_KEPT).astimezone(UTC).date()),
        OldRows("keys", KEYS, (KEYS.c.revoked_at <= now - KEYS_KEPT) & is_not_last),
    )


def _count(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    found: int = connection.execute(select(func.count()).select_from(table).where(where)).scalar_one()
    return found
