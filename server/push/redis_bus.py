"""The bus of many processes: Redis pub/sub. Two connections a process, one that listens and one that publishes."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from server.push.bus import Arrival, BusCounts, Deliver, OnGap, nothing
from server.push.channels import Channels
from server.push.publication import UnreadablePublication, decode, encode
from server.push.redis_link import Address, Link, connector
from server.push.redis_publisher import RedisPublisher
from server.push.redis_subscriber import Message, RedisSubscriber
from server.storage.transaction import LogFrame

PING_INTERVAL_S = 5.0
CLOSE_GRACE_S = 1.0


class RedisBus:
    """A `server.push.bus.Bus` over one Redis server.

    Args:
        url: of Redis.
        prefix: begins the name of every channel.
        sharded: use sharded pub/sub.
        ping_interval_s: a connection that is silent for twice as long is given up.
        address: of another node of the cluster that ``url`` leads into.
        on_trouble: told whenever a connection ended, or could not be made.
        counts: kept right, where somebody else has them.
    """

    def __init__(
        self,
        url: str,
        prefix: str,
        *,
        sharded: bool = False,
        ping_interval_s: float = PING_INTERVAL_S,
        address: Address | None = None,
        on_trouble: Callable[[], None] = nothing,
        counts: BusCounts | None = None,
    ) -> None:
        self.counts = BusCounts() if counts is None else counts
        self._channels = Channels(prefix)
        self._deliver: Deliver | None = None
        self._on_gap: OnGap = nothing
        self._publisher = RedisPublisher("SPUBLISH" if sharded else "PUBLISH", self.counts)
        self._subscriber = RedisSubscriber(
            self._receive, self._told_of_gap, sharded=sharded, ping_interval_s=ping_interval_s
        )
        self._links = [
            Link(connector(url, f"{prefix}-{name}", address), life, name, on_trouble)
            for name, life in (("publisher", self._publisher), ("subscriber", self._subscriber))
        ]
        self._tasks: list[asyncio.Task[None]] = []
        self._log = structlog.get_logger("repcast.push")

    @property
    def is_connected(self) -> bool:
        return all(link.is_connected for link in self._links)

    @property
    def dropped(self) -> int:
        """Frames that were not published, because Redis was away or too slow."""
        return self.counts.dropped

    def connect(self, deliver: Deliver, on_gap: OnGap = nothing) -> None:
        self._deliver = deliver
        self._on_gap = on_gap

    async def open(self) -> None:
        """Return once Redis was tried; if it is away, it is tried on in the background."""
        self._tasks = [asyncio.create_task(link.run(), name="redis-link") for link in self._links]
        for link in self._links:
            await link.was_tried.wait()

    async def close(self) -> None:
        await self._publisher.flush(CLOSE_GRACE_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def publish(self, frames: Sequence[LogFrame]) -> None:
        self._publisher.put([(self._channels.of(frame.user_id), encode(frame)) for frame in frames])

    async def subscribe(self, user_id: str) -> None:
        await self._subscriber.subscribe(self._channels.of(user_id))

    def unsubscribe(self, user_id: str) -> None:
        self._subscriber.unsubscribe(self._channels.of(user_id))

    async def ping(self) -> float | None:
        return await self._subscriber.ping()

    def _told_of_gap(self) -> None:
        self._on_gap()

    def _receive(self, messages: Sequence[Message]) -> None:
        self.counts.received += len(messages)
        arrivals: list[Arrival] = []
        for _, channel, content in messages:
            try:
                arrivals.append(decode(self._channels.user_of(channel), content))
            except UnreadablePublication as error:
                self._log.warning("publication_unreadable", channel=channel, error=str(error))
        self._hand_over(arrivals)

    def _hand_over(self, arrivals: Sequence[Arrival]) -> None:
        """Nothing that arrives, and nobody who is told of it, may end the reading for all.

        Where something fails amid many they are told one by one: to be told twice harms nobody.
        """
        if self._deliver is None or not arrivals:
            return
        try:
            self._deliver(arrivals)
        except Exception:  # noqa: BLE001 - it is logged once it is known whose it is
            if len(arrivals) == 1:
                self._log.exception("delivery_failed", user_id=arrivals[0].user_id)  # the log heals it
                return
            for arrival in arrivals:
                self._hand_over([arrival])
