"""What waits between the microphone and the brain: a few seconds at most, in the loop."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from voice_client.realtime.audio.port import Heard, Key

MAX_BLOCKS = 50
"""Two seconds of blocks: what is older answers nobody's question any more."""


class HeardQueue:
    """Blocks and keys in their order, and how it ended.

    Attributes:
        dropped: blocks that nobody came for in time.
    """

    def __init__(self, max_blocks: int = MAX_BLOCKS) -> None:
        self.dropped = 0
        self._max_blocks = max_blocks
        self._waiting: deque[Heard] = deque()
        self._blocks = 0
        self._end: Exception | None = None
        self._news = asyncio.Event()

    def put(self, block: bytes) -> None:
        """The oldest block goes where there are too many."""
        if self._blocks == self._max_blocks:
            # Keys stay: there are as many as a person has pressed.
            del self._waiting[next(at for at, heard in enumerate(self._waiting) if isinstance(heard, bytes))]
            self._blocks -= 1
            self.dropped += 1
        self._waiting.append(block)
        self._blocks += 1
        self._news.set()

    def press(self, key: Key) -> None:
        self._waiting.append(key)
        self._news.set()

    def fail(self, error: Exception) -> None:
        """Nothing more comes; whoever listens is told why, once what waits is taken. The first reason stands."""
        self._end = self._end or error
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[Heard]:
        while True:
            while self._waiting:
                heard = self._waiting.popleft()
                self._blocks -= isinstance(heard, bytes)
                yield heard
            if self._end is not None:
                raise self._end
            self._news.clear()
            await self._news.wait()
