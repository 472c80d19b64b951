"""The bus of a Redis Cluster: sharded pub/sub, one `RedisBus` per node that has slots.

redis-py's own `ClusterPubSub` (8.1) has a connection per node as well, but connects again without a word about the
gap, and has to be asked for messages node by node. Here each node's bus tells of its gaps, and this one of moves.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from redis.exceptions import ResponseError

from server.push.bus import Arrival, BusCounts, Deliver, OnGap, nothing
from server.push.channels import Channels
from server.push.redis_bus import PING_INTERVAL_S, RedisBus
from server.push.redis_link import EXPECTED, Address, address_of, ask, connector
from server.push.slots import LAST_SLOT, SlotRange, node_of, read_slots
from server.storage.transaction import LogFrame

REFRESH_INTERVAL_S = 30.0
"""How often a cluster that makes no trouble is asked which node has which slots."""
REFRESH_PAUSE_S = 0.5
"""How often one that does is asked at the most."""


class ShardedBus:
    """A `server.push.bus.Bus` over a Redis Cluster; a server that is in none has all channels.

    Args:
        url: of any node.
        prefix: begins the name of every channel.
        ping_interval_s: a connection that is silent for twice as long is given up.
    """

    def __init__(self, url: str, prefix: str, *, ping_interval_s: float = PING_INTERVAL_S) -> None:
        self.counts = BusCounts()
        self._url = url
        self._prefix = prefix
        self._ping_interval_s = ping_interval_s
        self._channels = Channels(prefix)
        self._deliver: Deliver | None = None
        self._on_gap: OnGap = nothing
        self._is_stale = asyncio.Event()
        self._seed = address_of(url)
        self._slots = [SlotRange(0, LAST_SLOT, self._seed)]
        self._nodes = {self._seed: self._new_node(self._seed)}
        self._homes: dict[str, RedisBus] = {}
        self._refresher: asyncio.Task[None] | None = None
        self._log = structlog.get_logger("repcast.push")

    @property
    def is_connected(self) -> bool:
        return all(node.is_connected for node in self._nodes.values())

    def connect(self, deliver: Deliver, on_gap: OnGap = nothing) -> None:
        self._deliver = deliver
        self._on_gap = on_gap

    async def open(self) -> None:
        await self._nodes[self._seed].open()
        await self._refresh()
        self._refresher = asyncio.create_task(self._follow_moves(), name="redis-slots")

    async def close(self) -> None:
        if self._refresher is not None:
            self._refresher.cancel()
            await asyncio.gather(self._refresher, return_exceptions=True)
            self._refresher = None
        await asyncio.gather(*(node.close() for node in self._nodes.values()))

    def publish(self, frames: Sequence[LogFrame]) -> None:
        shares: dict[RedisBus, list[LogFrame]] = {}
        for frame in frames:
            shares.setdefault(self._node_of(frame.user_id), []).append(frame)
        for node, share in shares.items():
            node.publish(share)

    async def subscribe(self, user_id: str) -> None:
        home = self._homes.setdefault(user_id, self._node_of(user_id))
        await home.subscribe(user_id)

    def unsubscribe(self, user_id: str) -> None:
        home = self._homes.pop(user_id, None)
        if home is not None:
            home.unsubscribe(user_id)

    async def ping(self) -> float | None:
        """The slowest node's."""
        round_trips_s = await asyncio.gather(*(node.ping() for node in self._nodes.values()))
        answered_s = [each for each in round_trips_s if each is not None]
        return max(answered_s, default=None) if len(answered_s) == len(round_trips_s) else None

    # Which node has which channels

    def _node_of(self, user_id: str) -> RedisBus:
        address = node_of(self._channels.of(user_id), self._slots)
        if address is None:  # nobody has the slot: whoever is asked will refuse, and that brings the next refresh
            return next(iter(self._nodes.values()))
        return self._nodes[address]

    async def _follow_moves(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_INTERVAL_S):
                    await self._is_stale.wait()
            self._is_stale.clear()
            try:
                await self._refresh()
            except Exception:  # noqa: BLE001 - it is logged; the next refresh makes up for it
                self._log.exception("slots_not_refreshed")
            await asyncio.sleep(REFRESH_PAUSE_S)

    async def _refresh(self) -> None:
        slots = await self._ask_for_slots() or self._slots
        addresses = {each.node for each in slots}
        for address in addresses - self._nodes.keys():
            node = self._new_node(address)
            await node.open()
            self._nodes[address] = node
        self._slots = slots
        await self._move_users()
        gone = [self._nodes.pop(address) for address in self._nodes.keys() - addresses]
        await asyncio.gather(*(node.close() for node in gone))

    async def _ask_for_slots(self) -> list[SlotRange]:
        """What the first node says that answers; nothing if none does."""
        for address in dict.fromkeys((self._seed, *self._nodes)):
            try:
                reply = await ask(connector(self._url, f"{self._prefix}-slots", address), "CLUSTER", "SLOTS")
                return read_slots(reply, address)
            except ResponseError:  # it is in no cluster
                return [SlotRange(0, LAST_SLOT, address)]
            except EXPECTED:
                continue
        return []

    def _new_node(self, address: Address) -> RedisBus:
        node = RedisBus(
            self._url,
            self._prefix,
            sharded=True,
            ping_interval_s=self._ping_interval_s,
            address=address,
            on_trouble=self._is_stale.set,
            counts=self.counts,
        )
        node.connect(self._arrived, self._told_of_gap)
        return node

    async def _move_users(self) -> None:
        """Whoever is at a node that has the channel no more goes to the one that has; what it missed is a gap."""
        moved = [(user_id, home) for user_id, home in self._homes.items() if home is not self._node_of(user_id)]
        for user_id, home in moved:
            home.unsubscribe(user_id)
            self._homes[user_id] = self._node_of(user_id)
        await asyncio.gather(*(self._settle(user_id, self._homes[user_id]) for user_id, _ in moved))
        if moved:
            self._log.info("channels_moved", users=len(moved))
            self._on_gap()

    async def _settle(self, user_id: str, home: RedisBus) -> None:
        if self._homes.get(user_id) is home:  # nobody unsubscribed meanwhile
            await home.subscribe(user_id)

    def _arrived(self, arrivals: Sequence[Arrival]) -> None:
        if self._deliver is not None:
            self._deliver(arrivals)

    def _told_of_gap(self) -> None:
        self._on_gap()
