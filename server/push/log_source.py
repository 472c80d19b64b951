"""Reading the log for readers: one query, however many of them wait for the same frames."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from schemas.job import JobSnapshot
from server.jobs.log import first_kept, head, read_after, view
from server.jobs.many_logs import LogExtent, ends, extents, owners
from server.jobs.rows import JobHead
from server.push.cursor import is_recoverable
from server.storage.database import Database
from server.storage.transaction import LogFrame
from server.together import Together


@dataclass(frozen=True, slots=True)
class Point:
    """Where a reader wants to begin: behind ``after``, or, if that is None, at the state as it is."""

    job_id: str
    after: int | None


JOBS_AT_ONCE = 500
"""Jobs of which one statement tells whose they are, or how far their logs reach."""
FEW_FRAMES = 8
"""A reader that lacks no more is given them by a read that others share."""
ENDS_AT_ONCE = 100
"""Jobs in one of these: of weeks, of 14 KB each, it then brings 11 MB at the most."""


STATES_AT_ONCE = 8
"""Whole states that one read brings: each holds up to 52 weeks, some 700 KB of JSON."""


@dataclass(frozen=True, slots=True)
class _End:
    """Frames at the end of a log that a reader lacks."""

    job_id: str
    after: int
    missing: int


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
    """Shared reads of job logs: those of thousands of readers that come at once are few.

    Args:
        page_frames: frames that one read brings at the most.
        replay_frames: a reader that misses more is given the state as a whole.
    """

    def __init__(self, database: Database, page_frames: int, replay_frames: int) -> None:
        self._database = database
        self._page_frames = page_frames
        self.replay_frames = replay_frames
        self._under_way: dict[tuple[str, int], asyncio.Task[Sequence[LogFrame]]] = {}
        self._owners = Together(self._read_owners, JOBS_AT_ONCE, "owners-read")
        self._extents = Together(self._read_extents, JOBS_AT_ONCE, "extents-read")
        self._ends = Together(self._read_ends, ENDS_AT_ONCE, "ends-read")

    async def owners(self, job_ids: Sequence[str]) -> dict[str, str]:
        """The user of each of these jobs that exists."""
        users = await self._owners.ask(job_ids)
        return {job_id: user for job_id, user in zip(job_ids, users, strict=True) if user is not None}

    async def places(self, points: Sequence[Point]) -> list[Place | None]:
        """For each point where to begin; None where there is no such job."""
        places = await self._replays(points)
        others = [point for point in points if point.job_id not in places]
        if others:
            states = await self._database.read(lambda c: _places(c, others, self.replay_frames))
            places.update(zip((point.job_id for point in others), states, strict=True))
        return [places[point.job_id] for point in points]

    async def read_after(self, job_id: str, after: int, missing: int) -> Sequence[LogFrame]:
        """The next page of frames above ``after``, of which ``missing`` are known to exist."""
        if missing <= FEW_FRAMES:
            (frames,) = await self._ends.ask([_End(job_id, after, missing)])
            if frames and frames[0].seq == after + 1:
                return frames
        return await self._read_page_once(job_id, after)

    async def _read_page_once(self, job_id: str, after: int) -> Sequence[LogFrame]:
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

    async def _replays(self, points: Sequence[Point]) -> dict[str, Place | None]:
        """Those places, by job, at which frames can be replayed."""
        known = [(point.job_id, point.after) for point in points if point.after is not None]
        if not known:
            return {}
        reaching = await self._extents.ask([job_id for job_id, _ in known])
        return {
            job_id: Place(extent.head, after, snapshot=None)
            for (job_id, after), extent in zip(known, reaching, strict=True)
            if extent and is_recoverable(after, extent.head.seq, extent.first_kept, self.replay_frames)
        }

    async def _read_owners(self, job_ids: Sequence[str]) -> Sequence[str | None]:
        found = await self._database.read(lambda c: owners(c, list(set(job_ids))))
        return [found.get(job_id) for job_id in job_ids]

    async def _read_extents(self, job_ids: Sequence[str]) -> Sequence[LogExtent | None]:
        found = await self._database.read(lambda c: extents(c, list(set(job_ids))))
        return [found.get(job_id) for job_id in job_ids]

    async def _read_ends(self, wanted: Sequence[_End]) -> Sequence[Sequence[LogFrame]]:
        job_ids, most = list({end.job_id for end in wanted}), max(end.missing for end in wanted)
        found = await self._database.read(lambda c: ends(c, job_ids, most))
        return [[frame for frame in found.get(end.job_id, ()) if frame.seq > end.after] for end in wanted]


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
