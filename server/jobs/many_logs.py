"""Reading many jobs' logs with one statement: when thousands of readers come at once, statements are what costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, func, select

from server.jobs.log import EVENTS, frame_of
from server.jobs.rows import JOBS, JobHead, head_of
from server.storage.transaction import LogFrame

_OF_IDS = JOBS.c.id.in_(bindparam("ids", expanding=True))
_OWNERS = select(JOBS.c.id, JOBS.c.user_id).where(_OF_IDS)
_HEAD = (JOBS.c.id, JOBS.c.user_id, JOBS.c.last_seq, JOBS.c.status)
_FIRST = select(func.min(EVENTS.c.seq)).where(EVENTS.c.job_id == JOBS.c.id).scalar_subquery().label("first_kept")
_HEADS = select(*_HEAD, _FIRST).where(_OF_IDS)
# Not a list of pairs of job and `seq`: SQLite would look through the whole log for them.
_ENDS = (
    select(*_HEAD, EVENTS.c.seq, EVENTS.c.type, EVENTS.c.at, EVENTS.c.payload)
    .join_from(JOBS, EVENTS, and_(EVENTS.c.job_id == JOBS.c.id, EVENTS.c.seq > JOBS.c.last_seq - bindparam("most")))
    .where(_OF_IDS)
)


@dataclass(frozen=True, slots=True)
class LogExtent:
    """What there is of a log: up to ``head.seq``, from ``first_kept`` on; None when nothing of it is kept."""

    head: JobHead
    first_kept: int | None


def owners(connection: Connection, job_ids: Sequence[str]) -> dict[str, str]:
    """The user of each of these jobs that exists."""
    return {row.id: row.user_id for row in connection.execute(_OWNERS, {"ids": job_ids})}


def extents(connection: Connection, job_ids: Sequence[str]) -> dict[str, LogExtent]:
    """Those of the jobs that exist."""
    rows = connection.execute(_HEADS, {"ids": job_ids})
    return {row.id: LogExtent(head_of(row), row.first_kept) for row in rows}


def ends(connection: Connection, job_ids: Sequence[str], most: int) -> dict[str, list[LogFrame]]:
    """The last frames of each log, ``most`` of them, in order; nothing of a job that has none."""
    found: dict[str, list[LogFrame]] = {}
    for row in connection.execute(_ENDS, {"ids": job_ids, "most": most}):
        found.setdefault(row.id, []).append(frame_of(head_of(row), row))
    for frames in found.values():
        frames.sort(key=lambda frame: frame.seq)
    return found
