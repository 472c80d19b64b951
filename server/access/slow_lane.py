"""The slow lane: whoever comes too often goes on here, one at a time and by turns.

What they come for takes a server a millisecond or two. However many they are, and however much each one wants, all of
them together take as little time from the others as one of them.
"""

import asyncio
from collections import Counter
from typing import Final

from server.by_turns import ByTurns

PAUSE_S: Final = 0.5
"""From one who passes to the next, of 2 ms each. With fifteen a second the 99th percentile of others' frames was an
eighth more, and with three a second up to that, by what they came for (`make flood-report`)."""
MOST_OF_ONE: Final = 16
"""Who wait, of one caller: alone there the last of them waits 8 s, less than clients do."""
MOST: Final = 256


class LaneFull(Exception):
    """There is no room for one more.

    Attributes:
        wait_s: until there may be.
    """

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class SlowLane:
    """Of one event loop. Callers are named as in `server.access.callers`."""

    def __init__(self) -> None:
        self._line: ByTurns[asyncio.Future[None]] = ByTurns()
        self._waiting: Counter[str] = Counter()
        self._is_pausing = False
        self._is_over = False

    @property
    def waiting(self) -> int:
        """How many there are."""
        return self._waiting.total()

    async def turn(self, caller: str) -> None:
        """Return when it is their turn.

        Raises:
            LaneFull: too many wait already.
        """
        if self._is_over:
            return
        if self._waiting[caller] >= MOST_OF_ONE or self.waiting >= MOST:
            raise LaneFull(max(1, self._waiting[caller]) * PAUSE_S)
        turn = asyncio.get_running_loop().create_future()
        self._line.join(caller, turn)
        self._waiting[caller] += 1
        if not self._is_pausing:
            self._go_on()
        try:
            await turn
        finally:
            self._waiting -= Counter({caller: 1})  # a name that nobody waits under is not kept

    def end(self) -> None:
        """Nobody waits any more: the server is going down, and would cut them off."""
        self._is_over = True
        for turn in self._line.leave():
            if not turn.done():
                turn.set_result(None)

    def _go_on(self) -> None:
        """Let one pass, and have a pause behind them."""
        self._is_pausing = False
        while (next_one := self._line.take()) is not None:
            _, turn = next_one
            if not turn.done():  # else they have gone
                turn.set_result(None)
                self._is_pausing = True
                turn.get_loop().call_later(PAUSE_S, self._go_on)
                return
