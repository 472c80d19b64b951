"""The event loop's pulse: how much later than it should a callback runs, which is what every socket waits besides."""

import asyncio
from collections.abc import Callable

from prometheus_client import CollectorRegistry

from server.metrics.series import Histogram

BEAT_S = 0.25
LAG_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class Pulse:
    """One for the process.

    Args:
        on_beat: called at each.

    Attributes:
        beats: how many there were.
    """

    def __init__(self, registry: CollectorRegistry, on_beat: Callable[[], None]) -> None:
        self._on_beat = on_beat
        self.beats = 0
        self._lag = Histogram(
            registry,
            "repcast_event_loop_lag_seconds",
            f"How late the event loop was, looked at every {BEAT_S:g} s.",
            LAG_BOUNDS_S,
        ).of[()]

    async def run(self) -> None:
        """Beat until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due_s = loop.time() + BEAT_S
            await asyncio.sleep(BEAT_S)
            self._lag.add(loop.time() - due_s)
            self._on_beat()
            self.beats += 1
