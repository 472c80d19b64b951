"""How often: token buckets, for the frames of a socket and, by name, for whatever else comes too fast. Pure."""

from collections import OrderedDict
from dataclasses import dataclass

FORGOTTEN_AT_ONCE = 2


@dataclass(slots=True)
class TokenBucket:
    """So many at once, then so many a second."""

    rate_per_s: float
    burst: int
    _level: float
    _at_s: float

    @classmethod
    def full(cls, rate_per_s: float, burst: int, now_s: float) -> "TokenBucket":
        return cls(rate_per_s, burst, float(burst), now_s)

    def take(self, now_s: float) -> float:
        """Take one. Returns 0, or how long to wait until there is one, in seconds."""
        wait_s = self.wait_s(now_s)
        if not wait_s:
            self._level -= 1
        return wait_s

    def wait_s(self, now_s: float) -> float:
        """How long it takes until there is one."""
        self._level = min(self.burst, self._level + (now_s - self._at_s) * self.rate_per_s)
        self._at_s = now_s
        return 0.0 if self._level >= 1 else (1 - self._level) / self.rate_per_s

    def drain(self, now_s: float, wait_s: float) -> None:
        """Give none for so long: somebody else knows that too many were taken."""
        self._at_s = now_s
        self._level = 1 - wait_s * self.rate_per_s

    def is_full(self, now_s: float) -> bool:
        return self._level + (now_s - self._at_s) * self.rate_per_s >= self.burst


class Buckets:
    """A bucket for each name; of those that were used last, so that inventing names does not fill the memory.

    Args:
        most: names that are remembered. A bucket that nobody used for longest is forgotten first: it is the fullest.
    """

    def __init__(self, rate_per_s: float, burst: int, most: int) -> None:
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._most = most
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, name: str, now_s: float) -> float:
        """As of `TokenBucket.take`."""
        return self._bucket(name, now_s).take(now_s)

    def wait_s(self, name: str, now_s: float) -> float:
        """As of `TokenBucket.wait_s`; who is looked up only is not remembered."""
        bucket = self._buckets.get(name)
        return 0.0 if bucket is None else bucket.wait_s(now_s)

    def drain(self, name: str, now_s: float, wait_s: float) -> None:
        """As of `TokenBucket.drain`."""
        self._bucket(name, now_s).drain(now_s, wait_s)

    def _bucket(self, name: str, now_s: float) -> TokenBucket:
        bucket = self._buckets.get(name)
        if bucket is not None:
            self._buckets.move_to_end(name)
            return bucket
        self._forget(now_s)
        bucket = self._buckets[name] = TokenBucket.full(self._rate_per_s, self._burst, now_s)
        return bucket

    def _forget(self, now_s: float) -> None:
        """Who may take all again is as if they had never come. Each newcomer pays for a few, so nobody pays for all."""
        for _ in range(FORGOTTEN_AT_ONCE):
            if not self._buckets:
                return
            name, oldest = next(iter(self._buckets.items()))
            if len(self._buckets) < self._most and not oldest.is_full(now_s):
                return
            del self._buckets[name]
