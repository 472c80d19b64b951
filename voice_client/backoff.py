"""How long to wait before connecting again: full jitter [AWS Architecture Blog 2015], doubled from try to try. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

MAX_DOUBLINGS = 64
"""Far above any cap; without it the power overflows after a thousand failures, some hours of an outage."""
STABLE_S = 30.0
"""A connection that lasted this long ends a series of failures."""


@dataclass(slots=True)
class Backoff:
    """The waits of one client.

    Attributes:
        uniform: gives a number from 0 to 1; `random.random` but in tests.
        base_s: most that the first wait may last; doubles from try to try.
        cap_s: most that any wait may last.
    """

    uniform: Callable[[], float]
    base_s: float = 0.5
    cap_s: float = 20.0
    failures: int = field(default=0, init=False)

    def failed(self, connected_for_s: float) -> float:
        """A connection failed, or ended, after ``connected_for_s``. Returns how long to wait, in seconds."""
        if connected_for_s >= STABLE_S:
            self.failures = 0
        most = min(self.cap_s, self.base_s * 2.0 ** min(self.failures, MAX_DOUBLINGS))
        self.failures += 1
        return self.uniform() * most
