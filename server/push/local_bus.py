"""The bus of a single process: a direct call."""

from collections.abc import Sequence

from server.push.bus import BusCounts, Deliver, OnGap, nothing
from server.storage.transaction import LogFrame


class LocalBus:
    """A `server.push.bus.Bus` without a network. Every frame is delivered; the hub knows who wants it."""

    is_connected = True

    def __init__(self) -> None:
        self.counts = BusCounts()
        self._deliver: Deliver | None = None

    def connect(self, deliver: Deliver, on_gap: OnGap = nothing) -> None:
        """Say where frames go."""
        del on_gap  # none is ever lost on the way
        self._deliver = deliver

    async def open(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    def publish(self, frames: Sequence[LogFrame]) -> None:
        if self._deliver is not None and frames:
            self.counts.published += len(frames)
            self.counts.received += len(frames)
            self._deliver(frames)

    async def subscribe(self, user_id: str) -> None:
        """Nothing to do: every frame of this process arrives."""

    def unsubscribe(self, user_id: str) -> None:
        """Nothing to do."""

    async def ping(self) -> float | None:
        return 0.0
