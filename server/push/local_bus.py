"""The bus of a single process: a direct call."""

from collections.abc import Sequence

from server.push.bus import Deliver
from server.storage.transaction import LogFrame


class LocalBus:
    """A `server.push.bus.Bus` without a network. Call `connect` before anything is published."""

    def __init__(self) -> None:
        self._deliver: Deliver | None = None

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver

    def publish(self, frames: Sequence[LogFrame]) -> None:
        if self._deliver is not None and frames:
            self._deliver(frames)

    async def subscribe(self, user_id: str) -> None:
        """Nothing to do: every frame of this process arrives."""

    async def unsubscribe(self, user_id: str) -> None:
        """Nothing to do."""
