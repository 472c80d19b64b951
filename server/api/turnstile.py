"""Lets in a few in each turn of the loop, so that a crowd at the door does not hold up those who are in."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

AT_ONCE: Final = 4
"""A handshake takes some 0.25 ms: of a thousand in one turn of the loop all others would feel a quarter of a second."""


class Turnstile:
    """One for all who come to a server."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._let_in = 0

    def enter(self, let_in: Callable[[], None], loop: asyncio.AbstractEventLoop) -> bool:
        """Call ``let_in``, now or, when it is their turn, later. Returns whether it was now."""
        if self._let_in >= AT_ONCE or self._waiting:
            self._waiting.append(let_in)
            return False
        if not self._let_in:
            loop.call_soon(self._turn, loop)
        self._let_in += 1
        let_in()
        return True

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        self._let_in = min(AT_ONCE, len(self._waiting))
        if self._let_in:
            loop.call_soon(self._turn, loop)
        for _ in range(self._let_in):
            self._waiting.popleft()()
