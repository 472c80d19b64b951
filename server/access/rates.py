"""How often by name: counted in this process, and over all that share Redis."""

from collections.abc import Callable
from time import monotonic
from typing import Protocol

from server.access.limits import Buckets
from server.access.occupancy import LedgerAway

MOST_NAMES = 32_768
"""Names that a process remembers of one rate, some 10 MB of them; an IPv6 subscriber is one."""
MINUTE_S = 60.0


class SharedRates(Protocol):
    """Counts what all processes were asked for."""

    async def hit(self, rate: str, per_minute: int, name: str) -> float:
        """Count one. Returns 0, or how long to wait, in seconds.

        Raises:
            LedgerAway: it does not answer.
        """


class Rate:
    """So many at once, and so many a minute.

    This process counts first, at no cost, with a bucket that fills in a minute; what it lets pass is counted over all
    processes, in windows of a minute. Not `limits` in the process as well: each hit of its memory looks at every name
    (5.8.0: 4.4 ms with 20,000 of them), so whoever comes from many addresses would slow all others down.

    Args:
        shared: None: there is nobody to share with.
    """

    def __init__(
        self, name: str, per_minute: int, shared: SharedRates | None = None, now_s: Callable[[], float] = monotonic
    ) -> None:
        self.per_minute = per_minute
        self._name = name
        self._shared = shared
        self._buckets = Buckets(per_minute / MINUTE_S, per_minute, MOST_NAMES)
        self._now_s = now_s

    def __len__(self) -> int:
        return len(self._buckets)

    async def take(self, name: str) -> float:
        """Take one. Returns 0, or how long to wait until there is one, in seconds."""
        wait_s = self._buckets.take(name, self._now_s())
        if wait_s or self._shared is None:
            return wait_s
        try:
            wait_s = await self._shared.hit(self._name, self.per_minute, name)
        except LedgerAway:
            return 0.0
        if wait_s:
            self._buckets.drain(name, self._now_s(), wait_s)
        return wait_s

    def wait_s(self, name: str) -> float:
        """How long it takes until there is one, as far as this process knows."""
        return self._buckets.wait_s(name, self._now_s())
