"""Who waits for one thing that serves one at a time."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from server.by_turns import ByTurns

Wish = TypeVar("Wish")

FORGOTTEN_S: Final = 5.0
"""Behind a rest; with the next turn after it one begins anew."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Of a user: until when, in the event loop's time, and how long it is."""

    until_s: float
    length_s: float


class Line(Generic[Wish]):
    """Wishes by user. Users go by turns, and rest behind each, so that many wishes of one leave most of the time free.

    Args:
        rest_s: behind a user's first turn; so much longer behind each that follows on it.
        longest_rest_s: no rest is longer.
    """

    def __init__(self, rest_s: float, longest_rest_s: float) -> None:
        self._rest_s = rest_s
        self._longest_rest_s = longest_rest_s
        self._waiting: ByTurns[Wish] = ByTurns()
        self._rests: dict[str, Rest] = {}
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
        self._rests = {user: rest for user, rest in self._rests.items() if rest.until_s + FORGOTTEN_S > now_s}
        last = self._rests.get(user_id)
        length_s = min(self._rest_s + (last.length_s if last else 0.0), self._longest_rest_s)
        self._rests[user_id] = Rest(now_s + length_s, length_s)

    def leave(self) -> list[Wish]:
        """All who wait, who do so no longer."""
        return self._waiting.leave()

    def _is_rested(self, user_id: str) -> bool:
        rest = self._rests.get(user_id)
        return rest is None or rest.until_s <= asyncio.get_running_loop().time()

    async def _change(self) -> None:
        """Returns when somebody came, or may have rested."""
        self._has_changed.clear()
        now_s = asyncio.get_running_loop().time()
        ends_s = [rest.until_s for rest in self._rests.values() if rest.until_s > now_s] if self._waiting else []
        with suppress(TimeoutError):
            async with asyncio.timeout_at(min(ends_s, default=None)):
                await self._has_changed.wait()
