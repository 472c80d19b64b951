"""Which readers of this process need which users' frames."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Protocol

from server.push.bus import Arrival, Bus
from server.push.follower import Follower
from server.storage.transaction import LogFrame

AT_ONCE = 64
"""Arrivals behind which those are woken who were told of them: fewer than an outbox holds."""


class Listener(Protocol):
    """Somebody with a `Follower` who can be woken."""

    follower: Follower

    def wake(self) -> None:
        """There is something to write or to read. It must not block or raise."""


class Hub:
    """Hands each frame to those who need it. One bus subscription a user, however many readers."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._listeners: dict[str, tuple[Listener, ...]] = {}  # of one, as a rule: a set would take four times as much
        self._told: dict[Listener, None] = {}
        self._delivered = 0
        self._waking: asyncio.Handle | None = None

    async def join(self, user_id: str, listener: Listener) -> None:
        """From when this returns, the user's frames reach the listener, however many join and leave meanwhile."""
        listeners = self._listeners.get(user_id, ())
        if listener not in listeners:
            self._listeners[user_id] = (*listeners, listener)
        await self._bus.subscribe(user_id)

    def leave(self, user_id: str, listener: Listener) -> None:
        """The bus is told in the same breath, so that nobody can join in between."""
        listeners = self._listeners.get(user_id, ())
        if listener not in listeners:
            return
        if len(listeners) > 1:
            self._listeners[user_id] = tuple(each for each in listeners if each is not listener)
        else:
            del self._listeners[user_id]
            self._bus.unsubscribe(user_id)

    def deliver(self, arrivals: Sequence[Arrival]) -> None:
        """What came from the bus. Who is told of several frames in one turn of the loop is woken once for them."""
        for arrival in arrivals:
            listeners = self._listeners.get(arrival.user_id, ())
            if isinstance(arrival, LogFrame):
                for listener in listeners:
                    if listener.follower.offer(arrival):
                        self._told[listener] = None
            else:
                for listener in listeners:
                    if listener.follower.saw(arrival.job_id, arrival.user_id, arrival.seq):
                        self._told[listener] = None
            self._delivered += 1
            if self._delivered >= AT_ONCE:
                self._wake_told()
        if self._told and self._waking is None:
            self._waking = asyncio.get_running_loop().call_soon(self._wake_told)

    def _wake_told(self) -> None:
        if self._waking is not None:
            self._waking.cancel()
        told, self._told, self._waking, self._delivered = self._told, {}, None, 0
        for listener in told:
            wake = listener.wake  # as a method a slot's callable would be looked up the long way (CPython 3.11)
            wake()

    def listeners(self) -> Iterator[Listener]:
        """Everybody, each once."""
        return iter({listener for listeners in self._listeners.values() for listener in listeners})
