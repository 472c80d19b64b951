"""Lets pass a few at a time, so that a crowd does not hold up all others who share the loop."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final
from weakref import WeakKeyDictionary, WeakValueDictionary

CROWD: Final = 24
"""So many who wait would wait too long, and together they cost less."""


@dataclass(frozen=True, slots=True)
class Step:
    """So many pass together.

    Attributes:
        pause_s: from the first who pass together to the next, whatever those take; with none, everybody else has a turn
            of the loop in between.
    """

    count: int
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How many pass, and how often: step by step, and otherwise while a crowd waits."""

    step: Step
    of_a_crowd: Step | None = None

    def next_step(self, waiting: int) -> Step:
        """The one to take while so many wait."""
        return self.step if waiting < CROWD or self.of_a_crowd is None else self.of_a_crowd


class Line:
    """Those who wait in one event loop."""

    __slots__ = ("__weakref__", "_pace", "_passed", "_waiting")

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._waiting: list[Callable[[], object]] = []  # a deque takes 600 bytes more, and there may be a line a socket
        self._passed = 0
        """Since the last pause began."""

    def enter(self, go: Callable[[], object], loop: asyncio.AbstractEventLoop) -> bool:
        """Call ``go``, now or, when it is their turn, later. Returns whether it was now."""
        if not self._passes(loop):
            self._waiting.append(go)
            return False
        go()
        return True

    async def turn(self) -> None:
        """Return when it is one's turn."""
        loop = asyncio.get_running_loop()
        if not self._passes(loop):
            turn = loop.create_future()
            self._waiting.append(partial(_settle, turn))
            await turn

    def _passes(self, loop: asyncio.AbstractEventLoop) -> bool:
        if self._waiting or self._passed >= self._pace.step.count:
            return False
        if not self._passed:
            loop.call_later(self._pace.step.pause_s, self._go_on, loop)
        self._passed += 1
        return True

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        step = self._pace.next_step(len(self._waiting))
        self._passed = min(step.count, len(self._waiting))
        if self._passed:
            loop.call_later(step.pause_s, self._go_on, loop)
        for _ in range(self._passed):
            self._waiting.pop(0)()  # one by one: where one fails the others still wait


class Turnstile:
    """A line in each event loop, where what passes through belongs to no one of them."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, Line] = WeakKeyDictionary()

    def enter(self, go: Callable[[], object], loop: asyncio.AbstractEventLoop) -> bool:
        """See `Line.enter`."""
        line = self._lines.get(loop)
        if line is None:
            line = self._lines[loop] = Line(self.pace)
        return line.enter(go, loop)


class Lines:
    """A line for each name; those who are of that name share it as long as one of them is there. Of one event loop.

    Args:
        pace: of those with a name.
        of_nobody: of those without.
    """

    def __init__(self, pace: Pace, of_nobody: Pace) -> None:
        self._pace = pace
        self._of_nobody = of_nobody
        self._lines: WeakValueDictionary[str, Line] = WeakValueDictionary()

    def of(self, name: str | None) -> Line:
        """The one that those of that name have, who keep it, else a new one; without a name one that nobody shares."""
        if name is None:
            return Line(self._of_nobody)
        line = self._lines.get(name)
        if line is None:
            line = self._lines[name] = Line(self._pace)
        return line


def _settle(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
