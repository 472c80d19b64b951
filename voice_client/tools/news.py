"""What waits for whoever iterates a toolbox's updates."""

import asyncio
from collections.abc import AsyncIterator

from voice_client.tools.updates import Update, queued


class News:
    """Updates in the order in which they came; what became stale while it waited is not among them.

    It has no bound of its own: a job leaves at most one update a week here, and its end takes their place.
    """

    def __init__(self) -> None:
        self._waiting: list[Update] = []
        self._has_some = asyncio.Event()
        self._is_closed = False

    @property
    def is_empty(self) -> bool:
        return not self._waiting

    def put(self, update: Update) -> None:
        self._waiting = queued(self._waiting, update)
        self._has_some.set()

    def drop(self, job_id: str, seq: int) -> None:
        """What a job's log tells up to ``seq`` is known."""
        self._waiting = [one for one in self._waiting if one.job_id != job_id or one.seq > seq]

    def close(self) -> None:
        """The iteration ends behind what waits."""
        self._is_closed = True
        self._has_some.set()

    async def __aiter__(self) -> AsyncIterator[Update]:
        while True:
            while self._waiting:
                yield self._waiting.pop(0)
            if self._is_closed:
                return
            self._has_some.clear()
            await self._has_some.wait()
