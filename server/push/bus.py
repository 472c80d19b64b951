"""The port between processes: frames go in where they are committed, and come out wherever somebody listens.

At most once, in any order: what is lost or doubled on the way, the cursors notice and the log heals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from server.storage.transaction import LogFrame


@dataclass(frozen=True, slots=True)
class LogReference:
    """A frame that was too large to be sent along: the log of the job reaches to it."""

    job_id: str
    user_id: str
    seq: int


Arrival = LogFrame | LogReference

Deliver = Callable[[Sequence[Arrival]], None]
"""Takes what arrived. It must not block or raise."""

OnGap = Callable[[], None]
"""Told when frames may have been lost, and their users are listened for again. It must not block or raise."""


def nothing() -> None:
    """For who has no use for a callback."""


@dataclass(slots=True)
class BusCounts:
    """What a process has sent to and had from the others, in frames, ever.

    Attributes:
        dropped: given up, because the network was away or too slow; their readers find them in the log.
    """

    published: int = 0
    dropped: int = 0
    received: int = 0


class Bus(Protocol):
    """One channel per user."""

    counts: BusCounts

    @property
    def is_connected(self) -> bool:
        """Whether what is published now would arrive."""

    def connect(self, deliver: Deliver, on_gap: OnGap = nothing) -> None:
        """Say where arrivals go; before `open`."""

    async def open(self) -> None:
        """Start. What it needs may be away: it is then waited for in the background."""

    async def close(self) -> None:
        """Send what is queued, within a moment, and end."""

    def publish(self, frames: Sequence[LogFrame]) -> None:
        """Send the frames of one commit, in commit order. Does not wait, does not raise."""

    async def subscribe(self, user_id: str) -> None:
        """Listen for a user's frames; returns once what is published from now on arrives.

        While the bus is not connected it returns at once: the user is listened for from when it is again, and
        ``on_gap`` tells of it. Calls may overlap; the last of `subscribe` and `unsubscribe` to be called holds.
        """

    def unsubscribe(self, user_id: str) -> None:
        """Listen no more: frames of this user need not arrive any longer."""

    async def ping(self) -> float | None:
        """A round trip, in seconds; None when there is no answer."""
