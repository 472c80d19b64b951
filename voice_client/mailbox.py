"""What waits for one reader."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from voice_client.effects import JobFrame
from voice_client.errors import PushError


class Mailbox:
    """Frames in the order in which they came; iterate it to take them.

    It has no bound of its own: a job's log is some hundreds of frames long, and a server lets a user have only so many
    jobs at a time. To make the socket wait for one slow reader would starve all others of the client.
    """

    def __init__(self) -> None:
        self._frames: deque[JobFrame] = deque()
        self._news = asyncio.Event()
        self._is_closed = False
        self._error: PushError | None = None

    def put(self, frame: JobFrame) -> None:
        """Hand a frame over."""
        self._frames.append(frame)
        self._news.set()

    def close(self, error: PushError | None = None) -> None:
        """Nothing comes any more; the iteration ends behind what waits, with ``error`` if there is one."""
        self._is_closed, self._error = True, error
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[JobFrame]:
        while True:
            while self._frames:
                yield self._frames.popleft()
            if self._error is not None:
                raise self._error
            if self._is_closed:
                return
            self._news.clear()
            await self._news.wait()
