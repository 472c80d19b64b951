"""Lets pass a few in each turn of the loop, so that a crowd that comes or goes does not hold up those who are in."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final
from weakref import WeakKeyDictionary

AT_ONCE: Final = 4
"""A handshake takes some 0.25 ms, and an end 0.1: of a thousand in one turn of the loop all others would feel a quarter
of a second."""


class _Line:
    """Of one event loop."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._passed = 0

    def enter(self, go: Callable[[], None], loop: asyncio.AbstractEventLoop) -> bool:
        if self._passed >= AT_ONCE or self._waiting:
            self._waiting.append(go)
            return False
        if not self._passed:
            loop.call_soon(self._turn, loop)
        self._passed += 1
        go()
        return True

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        self._passed = min(AT_ONCE, len(self._waiting))
        if self._passed:
            loop.call_soon(self._turn, loop)
        for _ in range(self._passed):
            self._waiting.popleft()()


class Turnstile:
    """One for all who come, or for all who go. Each event loop has a line of its own."""

    def __init__(self) -> None:
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = WeakKeyDictionary()

    def enter(self, go: Callable[[], None], loop: asyncio.AbstractEventLoop) -> bool:
        """Call ``go``, now or, when it is their turn, later. Returns whether it was now."""
        line = self._lines.get(loop)
        if line is None:
            line = self._lines[loop] = _Line()
        return line.enter(go, loop)
