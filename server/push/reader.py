"""A `Follower` brought to life: told by the hub, fed from the log.

What is for it is either read, by a task that awaits `Reader.frame`; or written, frame by frame as they come, by a
`ReaderOutlet`: then no task is woken for a frame, and one is begun only for what has to be awaited, a read of the log.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import Context, copy_context
from typing import Protocol

import structlog

from schemas.job import JobSnapshot
from schemas.server_frames import JobSubscribed
from server.push.catch_up import catch_up, subscribed
from server.push.follower import Follower, LogRead, Troubles
from server.push.hub import Hub
from server.push.log_source import LogSource, Place, Point
from server.push.outbox import OutboxLimits, Outgoing, Outlet
from server.storage.transaction import StorageUnavailable

STORAGE_RETRY_S = 0.5
UNCOUNTED = Troubles()

_log = structlog.get_logger("repcast.push")


class ReaderOutlet(Outlet, Protocol):
    """Where a reader's frames go at once. What waits it has written by `Reader.drain`, once it can."""

    def caught_up(self) -> None:
        """No read of the log is under way any more."""

    def failed(self, error: Exception) -> None:
        """The log was not read, by a fault of ours."""


class Reader:
    """One reader: what it follows, and the frames for it in order. At most one task awaits `frame`."""

    __slots__ = (
        "_awake",
        "_catching_up",
        "_context",
        "_has_room",
        "_hub",
        "_joined",
        "_outlet",
        "_source",
        "follower",
        "is_closing",
    )

    def __init__(self, hub: Hub, source: LogSource, limits: OutboxLimits, troubles: Troubles = UNCOUNTED) -> None:
        self.follower = Follower(limits, troubles)
        self._hub = hub
        self._source = source
        self._joined: set[str] = set()
        self._outlet: ReaderOutlet | None = None
        self._context: Context | None = None
        self._catching_up: asyncio.Task[None] | None = None
        # Made when somebody waits; of most readers that is never.
        self._awake: asyncio.Event | None = None
        self._has_room: asyncio.Event | None = None
        self.is_closing = False

    def write_to(self, outlet: ReaderOutlet) -> None:
        """From now on frames are written as they come; nobody awaits `frame`."""
        self._outlet = outlet
        self._context = copy_context()  # of whoever is served; the hub calls from elsewhere
        self.follower.outbox.outlet = outlet

    @property
    def subscriptions(self) -> int:
        return len(self.follower.feeds) + len(self.follower.watched)

    @property
    def has_frames(self) -> bool:
        """Whether any wait."""
        return len(self.follower.outbox) > 0

    @property
    def is_catching_up(self) -> bool:
        """Whether the log is being read for an outlet."""
        return self._catching_up is not None

    def wake(self) -> None:
        if self._awake is not None:
            self._awake.set()
        if self._outlet is not None:
            self._go_on()

    def reply(self, text: str) -> None:
        """Queue a frame that is no job's."""
        self.follower.reply(text)
        self.wake()

    @property
    def has_room(self) -> bool:
        """Whether nobody need wait for `room`."""
        return self.follower.outbox.has_room

    async def room(self) -> None:
        """Wait until the outbox takes more: whoever asks faster than it reads the answers waits here."""
        self._has_room = self._has_room or asyncio.Event()
        while not self.follower.outbox.has_room and not self.is_closing:
            self._has_room.clear()
            await self._has_room.wait()

    # Following. Registered first, read then: see Follower.hold.

    async def hold(self, user_id: str) -> None:
        """From when this returns, whatever is committed for the user is noticed, until `release`."""
        self.follower.hold(user_id)
        self._joined.add(user_id)
        await self._hub.join(user_id, self)

    def release(self, user_id: str) -> None:
        self.follower.release(user_id)
        self.wake()

    async def subscribe(
        self, points: Sequence[Point], scope: str | None, answer: Callable[[list[JobSubscribed]], None]
    ) -> list[Point]:
        """Follow jobs, each from its point on. Two reads, however many jobs.

        Args:
            scope: the user to whose jobs the reader is bound; None for all.
            answer: is told where each of those begins that exist and may be seen, before a frame of them is queued.

        Returns:
            the points that are put off: more whole states than are read at once. Call again with them.
        """
        owners = await self._source.owners([point.job_id for point in points])
        seen = [point for point in points if scope in (None, owners.get(point.job_id)) and point.job_id in owners]
        users = {owners[point.job_id] for point in seen}
        try:
            await asyncio.gather(*(self.hold(user_id) for user_id in users))
            places = await self._source.places(seen)
            found = [(point, place) for point, place in zip(seen, places, strict=True) if place is not None]
            begun = [(point, place) for point, place in found if not place.is_put_off]
            answer([subscribed(point, place) for point, place in begun])
            for _, place in begun:
                self.follow(place)
            return [point for point, place in found if place.is_put_off]
        finally:
            for user_id in users:
                self.release(user_id)

    def follow(self, place: Place) -> None:
        """Follow a job of a held user from a place on."""
        job = place.job
        if job.status.is_final and place.start >= job.seq:
            return  # nothing comes any more
        self.follower.follow(job.job_id, job.user_id, after=place.start, head=job.seq)
        self.wake()

    def go_on(self, place: Place) -> None:
        """As `follow`, but a job that is followed already goes on where it is."""
        feed = self.follower.feeds.get(place.job.job_id)
        if feed is None:
            self.follow(place)
        else:
            feed.is_followed = True

    async def watch(
        self,
        user_id: str,
        read: Callable[[], Awaitable[Sequence[JobSnapshot]]],
        answer: Callable[[Sequence[JobSnapshot]], None],
    ) -> None:
        """Follow every job of a user; ``read`` gives how they stand, ``answer`` is told before a frame is queued."""
        try:
            await self.hold(user_id)
            jobs = await read()
            answer(jobs)
            active = {job.job_id: job.seq for job in jobs if not job.status.is_final}
            self.follower.watch(user_id, active, [job.job_id for job in jobs if job.status.is_final])
        finally:
            self.release(user_id)

    # Reading

    async def frame(self) -> Outgoing | None:
        """The next frame to write; None once the reader is closing and everything queued is taken."""
        while True:
            frame = self.follower.outbox.take()
            if frame is not None:
                self._note_room()
                return frame
            if self.is_closing:
                return None
            self._leave_unneeded()
            read = self.follower.wanted()
            if read is not None:
                await self._catch_up(read)
                continue
            await self._be_woken()

    def drain(self) -> bool:
        """Have the outlet write what waits, as far as it can. Returns whether nothing waits any more."""
        is_empty = self.follower.outbox.drain()
        self._note_room()
        if is_empty:
            self._go_on()
        return is_empty

    def close_soon(self) -> None:
        """Queue nothing more from jobs; `frame` gives what is queued, then None."""
        self.is_closing = True
        self._note_room()
        self.wake()

    async def close(self) -> None:
        """Leave the hub."""
        self.close_soon()
        if self._catching_up is not None:
            self._catching_up.cancel()
        for user_id in self._joined:
            self._hub.leave(user_id, self)
        self._joined.clear()

    def _go_on(self) -> None:
        """For an outlet: begin a task, if there is something to await."""
        self._leave_unneeded()
        if self._catching_up is None and not self.is_closing and self.follower.wanted() is not None:
            loop = asyncio.get_running_loop()
            self._catching_up = loop.create_task(self._catch_up_all(), name="catch-up", context=self._context)

    async def _catch_up_all(self) -> None:
        assert self._outlet is not None  # noqa: S101 - it is begun for one alone
        try:
            while not self.is_closing and (read := self.follower.wanted()) is not None:
                await self._catch_up(read)
                self._leave_unneeded()
        except Exception as error:  # noqa: BLE001 - nobody awaits this task
            self._outlet.failed(error)
        finally:
            self._catching_up = None
            self._outlet.caught_up()

    async def _catch_up(self, read: LogRead) -> None:
        try:
            await catch_up(self.follower, self._source, read)
        except StorageUnavailable as error:  # the reader stays behind, and looks again
            _log.warning("log_not_readable", error=str(error), again_in_s=STORAGE_RETRY_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(STORAGE_RETRY_S):
                    await self._be_woken()

    async def _be_woken(self) -> None:
        self._awake = self._awake or asyncio.Event()
        self._awake.clear()
        await self._awake.wait()

    def _note_room(self) -> None:
        if self._has_room is not None:
            self._has_room.set()

    def _leave_unneeded(self) -> None:
        if not self.follower.has_let_go:
            return
        self.follower.has_let_go = False
        for user_id in self._joined - self.follower.users:
            self._joined.discard(user_id)
            self._hub.leave(user_id, self)
