"""Who came too often waits for being told so: the answer costs a server nearly what it would cost to serve them."""

import asyncio
from collections import Counter
from contextlib import suppress
from typing import Final

HOLD_S: Final = 1.0
"""Who asks again at once has to wait for it each time."""
NEXT_S: Final = 0.25
"""So much later each is told of a caller who has many: 300 who came again at once took a quarter of a core."""
LONGEST_S: Final = 60.0
"""By then most clients have gone."""
HELD_AT_ONCE: Final = 4096
"""Of all callers together, 20 KB each; further ones are told at once."""


class Holding:
    """Those who wait, of one event loop. Callers are named as in `server.access.callers`."""

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()
        self._is_over = asyncio.Event()

    @property
    def held(self) -> int:
        """How many they are."""
        return self._held.total()

    async def hold(self, caller: str) -> None:
        """Return when they may be told."""
        if self.held >= HELD_AT_ONCE:
            return
        before_them = self._held[caller]
        self._held[caller] += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(max(HOLD_S, min(before_them * NEXT_S, LONGEST_S))):
                    await self._is_over.wait()
        finally:
            self._held -= Counter({caller: 1})  # a name that nobody waits under is not kept

    def end(self) -> None:
        """Nobody waits any more: the server is going down, and would cut them off."""
        self._is_over.set()
