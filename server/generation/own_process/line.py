"""Who waits for one thing that serves one at a time."""

import asyncio
from typing import Generic, TypeVar

from server.by_turns import ByTurns

Wish = TypeVar("Wish")


class Line(Generic[Wish]):
    """Wishes by user, who go by turns."""

    def __init__(self) -> None:
        self._waiting: ByTurns[Wish] = ByTurns()
        self._is_somebody_there = asyncio.Event()

    def join(self, user_id: str, wish: Wish) -> None:
        """Wait behind the user's other wishes."""
        self._waiting.join(user_id, wish)
        self._is_somebody_there.set()

    async def next(self) -> Wish:
        """Whose turn it is; waits for somebody."""
        while (turn := self._waiting.take()) is None:
            self._is_somebody_there.clear()
            await self._is_somebody_there.wait()
        return turn[1]

    def leave(self) -> list[Wish]:
        """All who wait, who do so no longer."""
        return self._waiting.leave()
