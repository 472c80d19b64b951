"""A `Follower` brought to life: woken by the hub, fed from the log, read by whoever writes to the outside."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from schemas.codec import encode
from schemas.job import JobSnapshot
from schemas.server_frames import JobSubscribed
from server.push.bus import nothing
from server.push.follower import Follower, LogRead, Troubles
from server.push.hub import Hub
from server.push.log_source import LogSource, Place, Point
from server.push.outbox import OutboxLimits, Outgoing
from server.storage.transaction import LogFrame, StorageUnavailable

STORAGE_RETRY_S = 0.5
UNCOUNTED = Troubles()
_log = structlog.get_logger("repcast.push")


class Reader:
    """One reader: what it follows, and the frames for it in order.

    Whoever writes them either awaits `frame`, one task at a time, or sets `wake` and is told by it that there is
    something to take from the outbox or to `catch_up` with.

    Attributes:
        is_room_awaited: somebody is to be told by `made_room`.
    """

    __slots__ = (
        *("_awake", "_has_room", "_hub", "_joined", "_source"),
        *("follower", "is_closing", "is_room_awaited", "wake"),
    )

    def __init__(self, hub: Hub, source: LogSource, limits: OutboxLimits, troubles: Troubles = UNCOUNTED) -> None:
        self.follower = Follower(limits, troubles)
        self.wake: Callable[[], None] = nothing
        self._hub = hub
        self._source = source
        self._joined: dict[str, None] = {}  # of many, where one asks for many users
        self._awake: asyncio.Event | None = None  # most readers never wait
        self._has_room: asyncio.Event | None = None
        self.is_room_awaited = False
        self.is_closing = False

    @property
    def subscriptions(self) -> int:
        return len(self.follower.feeds) + len(self.follower.watched)

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
        while not self.follower.outbox.has_room and not self.is_closing:
            self._has_room = self._has_room or asyncio.Event()
            self._has_room.clear()
            self.is_room_awaited = True
            await self._has_room.wait()

    def made_room(self) -> None:
        """Something was taken from the outbox."""
        if self.is_room_awaited and self._has_room is not None:
            self.is_room_awaited = False
            self._has_room.set()

    # Following. Registered first, read then: see Follower.hold.

    async def hold(self, user_id: str) -> None:
        """From when this returns, whatever is committed for the user is noticed, until `release`."""
        self.follower.hold(user_id)
        self._joined[user_id] = None
        await self._hub.join(user_id, self)

    async def _hold_all(self, user_ids: set[str]) -> None:
        if len(user_ids) == 1:  # as nearly always: no task is made for it
            await self.hold(*user_ids)
        else:
            await asyncio.gather(*map(self.hold, user_ids))

    def release(self, user_id: str) -> None:
        self.follower.release(user_id)
        if self.follower.has_news:  # as a rule all is written by now
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
            await self._hold_all(users)
            places = await self._source.places(seen)
            found = [(point, place) for point, place in zip(seen, places, strict=True) if place is not None]
            begun = [(point, place) for point, place in found if not place.is_put_off]
            answer([_subscribed(point, place) for point, place in begun])
            for _, place in begun:
                self.follow(place)
            return [point for point, place in found if place.is_put_off]
        finally:
            for user_id in users:
                self.release(user_id)

    def follow(self, place: Place, at_hand: Sequence[LogFrame] = ()) -> None:
        """Follow a job of a held user from a place on; frames ``at_hand`` are not read from the log."""
        job = place.job
        if job.status.is_final and place.start >= job.seq:
            return  # nothing comes any more
        self.follower.follow(job.job_id, job.user_id, after=place.start, head=job.seq)
        if at_hand:
            self.follower.fill(job.job_id, at_hand)
        self.wake()

    def go_on(self, place: Place, first: LogFrame | None) -> None:
        """As `follow`, but a job that is followed already goes on where it is.

        Args:
            first: the frame behind the place, where it is at hand: it is not read from the log then.
        """
        feed = self.follower.feeds.get(place.job.job_id)
        if feed is not None:
            feed.is_followed = True
        else:
            self.follow(place, () if first is None else (first,))

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
                self.made_room()
                return frame
            if self.is_closing:
                return None
            if self.is_lacking:
                await self.catch_up()
                continue
            if self._awake is None:
                self._awake = asyncio.Event()
                self.wake = self._awake.set
            self._awake.clear()
            await self._awake.wait()

    @property
    def is_lacking(self) -> bool:
        """Whether there is something to `catch_up` with, now that all that waited is taken."""
        self._leave_unneeded()
        return self.follower.wanted() is not None

    def close_soon(self) -> None:
        """Queue nothing more from jobs; `frame` gives what is queued, then None."""
        self.is_closing = True
        self.made_room()
        self.wake()

    async def close(self) -> None:
        """Leave the hub."""
        self.close_soon()
        for user_id in self._joined:
            self._hub.leave(user_id, self)
        self._joined.clear()

    async def catch_up(self) -> None:
        """Read the next of what is lacking; it is in the outbox then. Where the log cannot be read, wait a little."""
        read = self.follower.wanted()
        if read is None:
            return
        try:
            await self._catch_up(read)
        except StorageUnavailable as error:  # the reader stays behind, and looks again
            _log.warning("log_not_readable", error=str(error), again_in_s=STORAGE_RETRY_S)
            await asyncio.sleep(STORAGE_RETRY_S)

    async def _catch_up(self, read: LogRead) -> None:
        if read.missing <= self._source.replay_frames:
            frames = await self._source.read_after(read.job_id, read.after, read.missing)
            if frames and frames[0].seq == read.after + 1:
                self.follower.fill(read.job_id, frames)
                return
        (place,) = await self._source.places([Point(read.job_id, None)])
        if place is None:
            self.follower.forget(read.job_id)
            return
        told = _subscribed(Point(read.job_id, read.after), place)
        self.follower.restart(read.job_id, encode(told), seq=place.job.seq, is_final=place.job.status.is_final)

    def _leave_unneeded(self) -> None:
        if not self.follower.has_let_go:
            return
        self.follower.has_let_go = False
        needed = self.follower.users
        for user_id in [each for each in self._joined if each not in needed]:
            del self._joined[user_id]
            self._hub.leave(user_id, self)


def _subscribed(point: Point, place: Place) -> JobSubscribed:
    return JobSubscribed(
        job_id=place.job.job_id,
        after=point.after,
        seq=place.job.seq,
        recovered=place.recovered,
        snapshot=place.snapshot,
    )
