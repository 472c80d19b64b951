"""Reading the log for readers: one query, however many of them wait for the same frames."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from schemas.job import JobSnapshot
from server.jobs.log import first_kept, head, owners, read_after, view
from server.jobs.rows import JobHead
from server.push.cursor import is_recoverable
from server.storage.database import Database
from server.storage.transaction import LogFrame


@dataclass(frozen=True, slots=True)
class Point:
    """Where a reader wants to begin: behind ``after``, or, if that is None, at the state as it is."""

    job_id: str
    after: int | None


STATES_AT_ONCE = 8
"""Whole states that one read brings: each holds up to 52 weeks, some 700 KB of JSON."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader can begin; with the state as a whole in ``snapshot`` when frames cannot be replayed.

    ``is_put_off``: the state is one too many for one read; ask again.
    """

    job: JobHead
    start: int
    snapshot: JobSnapshot | None
    is_put_off: bool = False

    @property
    def recovered(self) -> bool:
        return self.snapshot is None


class LogSource:
    """Shared reads of job logs.

    Args:
        page_frames: frames that one read brings at the most.
        replay_frames: a reader that misses more is given the state as a whole.
    """

    def __init__(self, database: Database, page_frames: int, replay_frames: int) -> None:
        self._database = database
        self._page_frames = page_frames
        self.replay_frames = replay_frames
        self._under_way: dict[tuple[str, int], asyncio.Task[Sequence[LogFrame]]] = {}

    async def owners(self, job_ids: Sequence[str]) -> dict[str, str]:
        """The user of each of these jobs that exists."""
        return await self._database.read(lambda c: owners(c, job_ids))

    async def places(self, points: Sequence[Point]) -> list[Place | None]:
        """For each point where to begin; None where there is no such job."""
        return await self._database.read(lambda c: _places(c, points, self.replay_frames))

    async def read_after(self, job_id: str, after: int) -> Sequence[LogFrame]:
        """The next page of frames above ``after``."""
        key = (job_id, after)
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._read(job_id, after), name="log-read")
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(task)

    async def _read(self, job_id: str, after: int) -> Sequence[LogFrame]:
        def read_page(connection: Connection) -> Sequence[LogFrame]:
            job = head(connection, job_id)
            return [] if job is None else read_after(connection, job, after, self._page_frames)

        return await self._database.read(read_page)


def _places(connection: Connection, points: Sequence[Point], most_frames: int) -> list[Place | None]:
    found: list[Place | None] = []
    states = 0
    for point in points:
        place = _place(connection, point, most_frames, may_read_state=states < STATES_AT_ONCE)
        states += place is not None and not place.recovered
        found.append(place)
    return found


def _place(connection: Connection, point: Point, most_frames: int, *, may_read_state: bool) -> Place | None:
    job = head(connection, point.job_id)
    if job is None:
        return None
    kept = first_kept(connection, point.job_id)
    if point.after is not None and is_recoverable(point.after, job.seq, kept, most_frames):
        return Place(job, point.after, snapshot=None)
    if not may_read_state:
        return Place(job, job.seq, snapshot=None, is_put_off=True)
    found = view(connection, point.job_id)
    return None if found is None else Place(found.head, found.head.seq, found.snapshot)
