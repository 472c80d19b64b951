"""Lets pass a few at a time, so that a crowd that comes or goes does not hold up those who are in."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final
from weakref import WeakKeyDictionary

AT_ONCE: Final = 4
"""However many wait: of a thousand at once all others would feel half a second."""
CROWD: Final = 2000
"""One passes at a time where fewer wait, and one more for each so many: of ten thousand none waits longer than clients
do (10 s), and a user who opens a few dozen sockets is not felt."""


class _Line:
    """Of one event loop."""

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_pausing = False

    def enter(self, go: Callable[[], None], loop: asyncio.AbstractEventLoop) -> bool:
        if self._is_pausing:
            self._waiting.append(go)
            return False
        self._pause(loop)
        go()
        return True

    def _pause(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_pausing = True
        loop.call_later(self._pause_s, self._go_on, loop)

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        passing = [self._waiting.popleft() for _ in range(at_once(len(self._waiting)))]
        if passing:
            self._pause(loop)
        else:
            self._is_pausing = False
        for go in passing:
            go()


def at_once(waiting: int) -> int:
    """How many pass together of so many who wait."""
    return min(waiting, 1 + waiting // CROWD, AT_ONCE)


class Turnstile:
    """One for all who come, or for all who go. Each event loop has a line of its own.

    Args:
        pause_s: until the next pass, whatever they take; none: those who are in have a turn of the loop in between.
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
