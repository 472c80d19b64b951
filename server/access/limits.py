"""How much: a token bucket for the frames of a socket, and a count of the connections of an address. Pure."""

from collections import Counter
from dataclasses import dataclass


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
        self._level = min(self.burst, self._level + (now_s - self._at_s) * self.rate_per_s)
        self._at_s = now_s
        if self._level >= 1:
            self._level -= 1
            return 0.0
        return (1 - self._level) / self.rate_per_s


class ConnectionCount:
    """Open connections by address."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count one in; False if there are as many as there may be."""
        if self._open[address] >= self._most:
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]
