"""Publishing to Redis: from a bounded queue, one pipeline for all that waits.

What is lost on the way the log heals, so nothing here waits for Redis, and nothing is kept for when it is back.
"""

import asyncio
import math
from collections import deque
from collections.abc import Iterable
from contextlib import suppress

import structlog
from redis.asyncio.connection import AbstractConnection

from server.push.bus import BusCounts

MAX_QUEUED_BYTES = 16 * 1024 * 1024
MAX_BATCH = 512
"""Publications in one pipeline: enough to share a round trip, few enough that their replies are no burden."""
OVERHEAD_BYTES = 256
"""What a queued publication takes beside its content."""
REPLY_TIMEOUT_S = 5.0

Publication = tuple[bytes, bytes]
"""A channel, and what is published there."""


class RedisPublisher:
    """The life of the publishing connection of a process.

    Args:
        command: ``PUBLISH`` or ``SPUBLISH``.
        counts: is kept right.
    """

    def __init__(self, command: str, counts: BusCounts) -> None:
        self._command = command
        self._counts = counts
        self._queue: deque[Publication] = deque()
        self._queued_bytes = 0
        self._in_flight: list[Publication] = []
        self._has_work = asyncio.Event()
        self._is_idle = asyncio.Event()
        self._dropped_in_a_row = 0
        self._log = structlog.get_logger("repcast.push")
        self._is_away = False

    def put(self, publications: Iterable[Publication]) -> None:
        """Queue them. While Redis is away they are dropped; when the queue is full, what waits for longest is.

        The later ones are worth more: they show their reader that there is a hole before them.
        """
        for publication in publications:
            self._queue.append(publication)
            self._queued_bytes += _size_bytes(publication)
        if self._is_away:
            self._drop_down_to(0)
            return
        self._drop_down_to(MAX_QUEUED_BYTES)
        self._is_idle.clear()
        self._has_work.set()

    async def flush(self, grace_s: float) -> None:
        """Wait until everything is sent, but no longer than this."""
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                while self._queue or self._in_flight:
                    await self._is_idle.wait()

    # The life of a connection

    async def live(self, connection: AbstractConnection) -> None:
        self._is_away = False
        if self._in_flight:  # the last connection broke before they were acknowledged: tried once more, not for ever
            batch, self._in_flight = self._in_flight, []
            await self._send(connection, batch)
        while True:
            self._in_flight = self._take_batch()
            if self._in_flight:
                await self._send(connection, self._in_flight)
                continue
            self._is_idle.set()
            self._has_work.clear()
            await self._has_work.wait()

    def lost(self) -> None:
        """What waits goes out on the next connection, which is made at once."""

    def unreachable(self) -> None:
        self._is_away = True
        self._note_dropped(len(self._in_flight))
        self._in_flight = []
        self._drop_down_to(0)
        self._is_idle.set()

    async def _send(self, connection: AbstractConnection, batch: list[Publication]) -> None:
        commands = connection.pack_commands([(self._command, *publication) for publication in batch])
        async with asyncio.timeout(REPLY_TIMEOUT_S):
            await connection.send_packed_command(commands)
            for _ in batch:
                await connection.read_response(timeout=math.inf)
        self._counts.published += len(batch)
        if self._dropped_in_a_row:
            self._log.info("publishing_again", dropped=self._dropped_in_a_row)
            self._dropped_in_a_row = 0

    # The queue

    def _take_batch(self) -> list[Publication]:
        batch = [self._queue.popleft() for _ in range(min(MAX_BATCH, len(self._queue)))]
        self._queued_bytes -= sum(map(_size_bytes, batch))
        return batch

    def _drop_down_to(self, most_bytes: int) -> None:
        dropped = 0
        while self._queued_bytes > most_bytes:
            self._queued_bytes -= _size_bytes(self._queue.popleft())
            dropped += 1
        self._note_dropped(dropped)

    def _note_dropped(self, count: int) -> None:
        if count and not self._dropped_in_a_row:
            self._log.warning("publications_dropped", is_redis_away=self._is_away)
        self._dropped_in_a_row += count
        self._counts.dropped += count


def _size_bytes(publication: Publication) -> int:
    channel, content = publication
    return len(channel) + len(content) + OVERHEAD_BYTES
