"""A bus and what came out of it."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from server.push.bus import Arrival, Bus
from tests.support.waiting import wait_until


@dataclass(slots=True)
class Station:
    """Where one process listens.

    Attributes:
        arrivals: what was delivered, in order.
        gaps: for each gap that was told of, how many arrivals there were before.
    """

    bus: Bus
    arrivals: list[Arrival] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)

    def take(self, arrivals: Sequence[Arrival]) -> None:
        self.arrivals.extend(arrivals)

    def note_gap(self) -> None:
        self.gaps.append(len(self.arrivals))

    def of(self, user_id: str) -> list[int]:
        """The numbers that arrived for a user, in order."""
        return [arrival.seq for arrival in self.arrivals if arrival.user_id == user_id]

    async def has(self, count: int) -> None:
        """Wait until so many have arrived."""
        await wait_until(lambda: len(self.arrivals) >= count, f"{count} arrivals")

    async def was_told_of_gaps(self, count: int) -> None:
        await wait_until(lambda: len(self.gaps) >= count, f"{count} gaps are told")

    async def is_connected(self) -> None:
        await wait_until(lambda: self.bus.is_connected, "the bus is connected")

    async def is_away(self) -> None:
        await wait_until(lambda: not self.bus.is_connected, "the bus notices that its server is away")


@contextlib.asynccontextmanager
async def station(bus: Bus) -> AsyncIterator[Station]:
    """An open bus, until the block ends."""
    listening = Station(bus)
    bus.connect(listening.take, listening.note_gap)
    await bus.open()
    try:
        yield listening
    finally:
        await bus.close()
