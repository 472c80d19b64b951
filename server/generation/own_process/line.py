"""Who waits for one thing that serves one at a time: users go by turns, and each one's own wishes in their order."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

Wish = TypeVar("Wish")


class Line(Generic[Wish]):
    """Wishes by user. However many one has, another one waits for one of them at most."""

    def __init__(self) -> None:
        self._of_user: dict[str, deque[Wish]] = {}  # whose turn is next comes first
        self._is_somebody_there = asyncio.Event()

    def join(self, user_id: str, wish: Wish) -> None:
        """Wait behind the user's other wishes."""
        self._of_user.setdefault(user_id, deque()).append(wish)
        self._is_somebody_there.set()

    async def next(self) -> Wish:
        """Whose turn it is; waits for somebody."""
        await self._is_somebody_there.wait()
        user_id = next(iter(self._of_user))
        own = self._of_user.pop(user_id)
        wish = own.popleft()
        if own:
            self._of_user[user_id] = own
        if not self._of_user:
            self._is_somebody_there.clear()
        return wish

    def leave(self) -> list[Wish]:
        """All who wait, who do so no longer."""
        left = [wish for own in self._of_user.values() for wish in own]
        self._of_user.clear()
        self._is_somebody_there.clear()
        return left
