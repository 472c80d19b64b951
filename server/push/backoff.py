"""How long to wait before connecting again; a connection that lasted begins a new series."""

import random

from server.backoff import full_jitter_s

BASE_S = 0.1
CAP_S = 2.0
STABLE_S = 5.0
"""A connection that lasted this long ends a series of failures."""


class Backoff:
    """The waits of one connection."""

    def __init__(self) -> None:
        self._failures = 0

    def failed(self, connected_for_s: float) -> float:
        """A connection failed, or ended, after ``connected_for_s``. Returns how long to wait, in seconds."""
        if connected_for_s >= STABLE_S:
            self._failures = 0
        chance = random.random()  # noqa: S311 - it spreads the load, it protects nothing
        wait_s = full_jitter_s(self._failures, chance, base_s=BASE_S, cap_s=CAP_S)
        self._failures += 1
        return wait_s
