"""The port between processes: frames go in where they are committed, and come out wherever somebody listens.

At most once, in any order: what is lost or doubled on the way, the cursors notice and the log heals.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from server.storage.transaction import LogFrame

Deliver = Callable[[Sequence[LogFrame]], None]
"""Takes the frames that arrived. It must not block or raise."""


class Bus(Protocol):
    """One channel per user."""

    def publish(self, frames: Sequence[LogFrame]) -> None:
        """Send the frames of one commit, in commit order. Does not wait."""

    async def subscribe(self, user_id: str) -> None:
        """Listen for a user's frames; returns once what is published from now on arrives."""

    async def unsubscribe(self, user_id: str) -> None:
        """Listen no more."""
