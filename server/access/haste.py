"""Who comes more often than others would not feel, and is not refused for it: they wait in the slow lane.

How many sockets, frames and requests there may be is bounded elsewhere, and generously: a socket sends fifty frames a
second. But to open a socket, or to look something up, takes a server 1 to 2 ms, twenty times what a ping does, and a
hundred of these a second from one caller doubled the time that others' frames took (measured, SQLite on one core).

All of it is counted in this process alone: it is this one's time that they take.
"""

from time import monotonic
from typing import Final

from server.access.callers import name_of
from server.access.identity import Identity
from server.access.limits import Buckets
from server.access.rates import MINUTE_S, MOST_NAMES
from server.access.slow_lane import SlowLane
from server.turnstile import Lines, Pace, Step

BRIEF_S: Final = 30.0
"""A socket that lasted less was opened for little. Those who come in crowds and stay, as behind a restart, are told by
that from those who come and go; and whoever keeps theirs for so long has room for three new ones a second at most
(`REPCAST_MAX_CONNECTIONS_PER_USER`)."""

LOOKS: Final = Pace(Step(1, pause_s=0.02))
"""Of one user, before they are in the slow lane: twenty at once were read by four threads, and others' frames waited
for those by 5 ms and more."""


class Haste:
    """Counts by caller what costs time; so much a minute, and so much at once, is free of waiting.

    Args:
        brief_sockets_per_minute: of a caller: sockets that ended within `BRIEF_S`.
        looks_per_minute: of a user: requests, submissions, and frames that look something up; each a little behind the
            last one.
        visits_per_minute: of an address: requests of those who have not said who they are.
    """

    def __init__(self, brief_sockets_per_minute: int, looks_per_minute: int, visits_per_minute: int) -> None:
        self._lane = SlowLane()
        self._brief_sockets = _per_minute(brief_sockets_per_minute)
        self._looks = _per_minute(looks_per_minute)
        self._visits = _per_minute(visits_per_minute)
        self._looks_in_turn = Lines(LOOKS, LOOKS)

    @property
    def waiting(self) -> int:
        """How many are in the slow lane."""
        return self._lane.waiting

    def end(self) -> None:
        """Nobody waits any more."""
        self._lane.end()

    def is_restless(self, caller: str) -> bool:
        """Whether they wait before their next socket."""
        return self._brief_sockets.wait_s(caller, monotonic()) > 0

    async def look(self, identity: Identity | None, address: str) -> None:
        """Before something is looked up. Who acts for many users is trusted, and waits for nothing.

        Args:
            identity: None: they have not said who they are.

        Raises:
            LaneFull: too many wait already.
        """
        if _acts_for_many(identity):
            return
        caller, now_s = name_of(identity, address), monotonic()
        if identity is None:
            if self._visits.take(caller, now_s):
                await self._lane.turn(caller)
        elif self._looks.take(caller, now_s):
            await self._lane.turn(caller)
        else:
            await self._looks_in_turn.of(caller).turn()

    async def socket(self, identity: Identity | None, address: str) -> None:
        """Before a socket is served; likewise.

        Args:
            identity: None: it was not asked for, or they show nothing that is good.

        Raises:
            LaneFull: too many wait already.
        """
        caller = name_of(identity, address)
        if self.is_restless(caller) and not _acts_for_many(identity):
            await self._lane.turn(caller)

    def socket_ended(self, caller: str, lasted_s: float) -> None:
        """Behind a socket that was served."""
        if lasted_s < BRIEF_S:
            self._brief_sockets.take(caller, monotonic())


def _acts_for_many(identity: Identity | None) -> bool:
    return identity is not None and identity.user_id is None


def _per_minute(count: int) -> Buckets:
    return Buckets(count / MINUTE_S, count, MOST_NAMES)
