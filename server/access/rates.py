"""How often by name: counted in this process, and over all that share Redis."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from server.access.limits import Buckets
from server.access.occupancy import LedgerAway

MOST_NAMES = 32_768
"""Names that a process remembers of one rate, some 10 MB of them; an IPv6 subscriber is one."""
MINUTE_S = 60.0


TAKEN_SHARE = 300
"""One part of so many is taken beforehand from what processes share, so that not each one is asked for."""


class SharedRates(Protocol):
    """Counts what all processes were asked for."""

    async def take(self, rate: str, per_minute: int, name: str, wanted: int) -> tuple[int, float]:
        """Count some. Returns how many of the wanted ones there are, and how long the minute still lasts, in seconds.

        Raises:
            LedgerAway: it does not answer.
        """


@dataclass(slots=True)
class _Stock:
    """What was taken beforehand, until the minute is over."""

    count: int
    until_s: float


class Rate:
    """So many at once, and so many a minute.

    This process counts first, at no cost, with a bucket that fills in a minute; what it lets pass is counted over all
    processes, in windows of a minute. Of what may be often, a little is taken beforehand.

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
        self._taken_at_once = max(1, per_minute // TAKEN_SHARE)
        self._stocks: dict[str, _Stock] = {}
        self._stocking: set[str] = set()  # of those who come at once, one takes more
        self._now_s = now_s

    def __len__(self) -> int:
        return len(self._buckets)

    async def take(self, name: str) -> float:
        """Take one. Returns 0, or how long to wait until there is one, in seconds."""
        now_s = self._now_s()
        wait_s = self._buckets.take(name, now_s)
        if wait_s or self._shared is None or self._has_in_stock(name, now_s):
            return wait_s
        wanted = 1 if name in self._stocking else self._taken_at_once
        self._stocking.add(name)
        try:
            count, left_s = await self._shared.take(self._name, self.per_minute, name, wanted)
        except LedgerAway:
            return 0.0
        finally:
            self._stocking.discard(name)
        if not count and self._has_in_stock(name, self._now_s()):
            return 0.0
        if not count:
            self._buckets.drain(name, self._now_s(), left_s)
            return left_s
        if count > 1:
            self._stocks[name] = _Stock(count - 1, self._now_s() + left_s)
            if len(self._stocks) > MOST_NAMES:
                del self._stocks[next(iter(self._stocks))]
        return 0.0

    def _has_in_stock(self, name: str, now_s: float) -> bool:
        """Whether there is one; then it is taken."""
        stock = self._stocks.get(name)
        if stock is None:
            return False
        stock.count -= 1
        if not stock.count or stock.until_s <= now_s:
            del self._stocks[name]
        return stock.until_s > now_s

    def wait_s(self, name: str) -> float:
        """How long it takes until there is one, as far as this process knows."""
        return self._buckets.wait_s(name, self._now_s())
