"""How long to wait before connecting again: full jitter, doubled from try to try."""

import random

BASE_S = 0.1
CAP_S = 2.0
STABLE_S = 5.0
"""A connection that lasted this long ends a series of failures."""
MAX_DOUBLINGS = 16
"""Far above the cap."""


class Backoff:
    """The waits of one connection."""

    def __init__(self) -> None:
        self._failures = 0

    def failed(self, connected_for_s: float) -> float:
        """A connection failed, or ended, after ``connected_for_s``. Returns how long to wait, in seconds."""
        if connected_for_s >= STABLE_S:
            self._failures = 0
        most_s = min(CAP_S, BASE_S * 2.0 ** min(self._failures, MAX_DOUBLINGS))
        self._failures += 1
        return random.uniform(0, most_s)  # noqa: S311 - it spreads the load, it protects nothing
