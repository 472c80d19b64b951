"""Lets pass a few at a time, so that a crowd that comes or goes does not hold up those who are in."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final
from weakref import WeakKeyDictionary

AT_ONCE: Final = 4
"""Of a thousand at once all others would feel half a second. One at a time would cost each of them two thirds more, for
what those who come together ask of the database is asked together (measured)."""
CROWD: Final = 32
OF_A_CROWD_AT_ONCE: Final = 8
"""Of so many, who would wait too long: two dozen sockets of somebody are not felt by the others, and of ten thousand
that come again none waits longer than clients do (10 s)."""


class _Line:
    """Of one event loop."""

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._waiting: deque[Callable[[], None]] = deque()
        self._passed = 0
        """Since the last pause began."""

    def enter(self, go: Callable[[], None], loop: asyncio.AbstractEventLoop) -> bool:
        if self._waiting or self._passed >= AT_ONCE:
            self._waiting.append(go)
            return False
        if not self._passed:
            loop.call_later(self._pause_s, self._go_on, loop)
        self._passed += 1
        go()
        return True

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        self._passed = at_once(len(self._waiting))
        if self._passed:
            loop.call_later(self._pause_s, self._go_on, loop)
        for _ in range(self._passed):
            self._waiting.popleft()()


def at_once(waiting: int) -> int:
    """How many pass together of so many who wait."""
    return min(waiting, AT_ONCE if waiting < CROWD else OF_A_CROWD_AT_ONCE)


class Turnstile:
    """One for all who come, or for all who go. Each event loop has a line of its own.

    Args:
        pause_s: from the first who pass to the next, whatever those take; with none, those who are in have a turn of
            the loop in between.
    """

    def __init__(self, pause_s: float = 0.0) -> None:
        self._pause_s = pause_s
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = WeakKeyDictionary()

    def enter(self, go: Callable[[], None], loop: asyncio.AbstractEventLoop) -> bool:
        """Call ``go``, now or, when it is their turn, later. Returns whether it was now."""
        line = self._lines.get(loop)
        if line is None:
            line = self._lines[loop] = _Line(self._pause_s)
        return line.enter(go, loop)
