"""Sockets that end as soon as they have begun, again and again: whoever opens them waits before each further one.

To open a socket and greet it takes a server 1 ms of a core, twenty times what a request does, and one that is closed
leaves room for the next: no bound on open ones keeps them from coming a hundred a second. Those who come in crowds and
stay, as behind a restart, are told from them by that.
"""

import asyncio
from time import monotonic
from typing import Final

from schemas.errors import ErrorCode
from server.access.callers import kind_of
from server.access.limits import Buckets
from server.access.rates import MINUTE_S, MOST_NAMES
from server.jobs.refusal import Refused

BRIEF_S: Final = 5.0
"""A socket that lasted less was opened for little: as long as one may take to say hello."""
WAIT_S: Final = 1.0
WAITING_AT_ONCE: Final = 256
"""Of all callers together; further ones are refused."""


class BriefSockets:
    """Counts those of each caller, in this process alone: it is this one's time that they take.

    Callers are named as in `server.access.callers`.

    Args:
        per_minute: that nobody waits for; so many at once.
    """

    def __init__(self, per_minute: int) -> None:
        self._brief = Buckets(per_minute / MINUTE_S, per_minute, MOST_NAMES)
        self.waiting = 0

    def is_restless(self, caller: str) -> bool:
        """Whether they wait before the next one."""
        return self._brief.wait_s(caller, monotonic()) > 0

    async def wait(self, caller: str) -> None:
        """Before a socket is served.

        Raises:
            Refused: ``rate_limited``: too many wait already.
        """
        wait_s = self._brief.wait_s(caller, monotonic())
        if not wait_s:
            return
        if self.waiting >= WAITING_AT_ONCE:
            message = f"Too many sockets of this {kind_of(caller)} were closed as soon as they were open."
            raise Refused(ErrorCode.RATE_LIMITED, message, retry_after_s=round(wait_s, 3))
        self.waiting += 1
        try:
            await asyncio.sleep(WAIT_S)
        finally:
            self.waiting -= 1

    def ended(self, caller: str, lasted_s: float) -> None:
        """Behind a socket that was served."""
        if lasted_s < BRIEF_S:
            self._brief.take(caller, monotonic())
