"""Who waits for one thing that serves one at a time."""

import asyncio
from contextlib import suppress
from typing import Generic, TypeVar

from server.by_turns import ByTurns

Wish = TypeVar("Wish")


class Line(Generic[Wish]):
    """Wishes by user. Users go by turns, and rest behind each, so that many wishes of one leave most of the time free.

    Args:
        rest_s: from one turn of a user to their next.
    """

    def __init__(self, rest_s: float) -> None:
        self._rest_s = rest_s
        self._waiting: ByTurns[Wish] = ByTurns()
        self._resting: dict[str, float] = {}  # until when, in the event loop's time; whose rest ends next comes first
        self._has_changed = asyncio.Event()

    def join(self, user_id: str, wish: Wish) -> None:
        """Wait behind the user's other wishes."""
        self._waiting.join(user_id, wish)
        self._has_changed.set()

    async def next(self) -> tuple[str, Wish]:
        """Whose turn it is, and their wish; waits for somebody."""
        while (turn := self._waiting.take(self._is_rested)) is None:
            await self._change()
        return turn

    def rest(self, user_id: str) -> None:
        """The user has had a turn."""
        now_s = asyncio.get_running_loop().time()
        self._resting = {user: until_s for user, until_s in self._resting.items() if until_s > now_s}
        self._resting[user_id] = now_s + self._rest_s

    def leave(self) -> list[Wish]:
        """All who wait, who do so no longer."""
        return self._waiting.leave()

    def _is_rested(self, user_id: str) -> bool:
        return self._resting.get(user_id, 0.0) <= asyncio.get_running_loop().time()

    async def _change(self) -> None:
        """Returns when somebody came, or may have rested."""
        self._has_changed.clear()
        now_s = asyncio.get_running_loop().time()
        ends_s = (until_s for until_s in self._resting.values() if until_s > now_s)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(next(ends_s, None) if self._waiting else None):
                await self._has_changed.wait()
