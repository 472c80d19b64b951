"""Which readers of this process need which users' frames."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from server.push.bus import Bus
from server.push.follower import Follower
from server.storage.transaction import LogFrame


class Listener(Protocol):
    """Somebody with a `Follower` who can be woken."""

    follower: Follower

    def wake(self) -> None:
        """There is something to write or to read."""


class Hub:
    """Hands each frame to those who need it. One bus subscription a user, however many readers."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._listeners: dict[str, set[Listener]] = {}

    async def join(self, user_id: str, listener: Listener) -> None:
        """From when this returns, the user's frames reach the listener."""
        listeners = self._listeners.setdefault(user_id, set())
        listeners.add(listener)
        await self._bus.subscribe(user_id)

    async def leave(self, user_id: str, listener: Listener) -> None:
        listeners = self._listeners.get(user_id)
        if listeners is None:
            return
        listeners.discard(listener)
        if not listeners:
            del self._listeners[user_id]
            await self._bus.unsubscribe(user_id)

    def deliver(self, frames: Sequence[LogFrame]) -> None:
        """Frames from the bus."""
        for frame in frames:
            for listener in self._listeners.get(frame.user_id, ()):
                if listener.follower.offer(frame):
                    listener.wake()

    def listeners(self) -> Iterator[Listener]:
        """Everybody, each once."""
        return iter({listener for listeners in self._listeners.values() for listener in listeners})
