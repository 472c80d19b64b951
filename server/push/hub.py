"""Which readers of this process need which users' frames."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from server.push.bus import Arrival, Bus
from server.push.follower import Follower


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
        """From when this returns, the user's frames reach the listener, however many join and leave meanwhile."""
        self._listeners.setdefault(user_id, set()).add(listener)
        await self._bus.subscribe(user_id)

    def leave(self, user_id: str, listener: Listener) -> None:
        """The bus is told in the same breath, so that nobody can join in between."""
        listeners = self._listeners.get(user_id)
        if listeners is None:
            return
        listeners.discard(listener)
        if not listeners:
            del self._listeners[user_id]
            self._bus.unsubscribe(user_id)

    def deliver(self, arrivals: Sequence[Arrival]) -> None:
        """What came from the bus."""
        of_user: dict[str, list[Arrival]] = {}
        for arrival in arrivals:
            of_user.setdefault(arrival.user_id, []).append(arrival)
        for user_id, news in of_user.items():
            due = [each for each in self._listeners.get(user_id, ()) if each.follower.tell(news)]
            for listener in due:  # only now: who is woken may leave
                listener.wake()

    def listeners(self) -> Iterator[Listener]:
        """Everybody, each once."""
        return iter({listener for listeners in self._listeners.values() for listener in listeners})
