"""Publishing to Redis: what is put is sent at once, while not too much is unanswered; the rest waits, bounded.

What is lost on the way the log heals, so nothing here waits for Redis, and nothing is kept for when it is back.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import structlog

from server.push.bus import BusCounts
from server.push.redis_wire import Wire

MAX_QUEUED_BYTES = 16 * 1024 * 1024
MAX_IN_FLIGHT = 512
"""Publications that are sent and not acknowledged: many round trips' worth, and few to send again."""
OVERHEAD_BYTES = 256
"""What a queued publication takes beside what is sent."""
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
        self._packed = b"*3\r\n$%d\r\n%b\r\n" % (len(command), command.encode()) + b"$%d\r\n%b\r\n$%d\r\n%b\r\n"
        self._counts = counts
        self._queue: deque[bytes] = deque()  # commands as they are sent, here and below
        self._queued_bytes = 0
        self._in_flight: deque[bytes] = deque()
        self._tried_twice = 0  # of those in flight, the first
        self._answered = 0
        self._has_work = asyncio.Event()
        self._is_idle = asyncio.Event()
        self._dropped_in_a_row = 0
        self._log = structlog.get_logger("repcast.push")
        self._wire: Wire | None = None
        self._is_away = False

    def put(self, publications: Iterable[Publication]) -> None:
        """Send or queue them. While Redis is away they are dropped; when the queue is full, what waits for longest is.

        The later ones are worth more: they show their reader that there is a hole before them.
        """
        for channel, content in publications:
            command = self._packed % (len(channel), channel, len(content), content)
            self._queue.append(command)
            self._queued_bytes += len(command) + OVERHEAD_BYTES
        if self._is_away:
            self._drop_down_to(0)
            return
        self._send_what_may_be()
        self._drop_down_to(MAX_QUEUED_BYTES)

    async def flush(self, grace_s: float) -> None:
        """Wait until everything is sent, but no longer than this."""
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                while self._queue or self._in_flight:
                    self._is_idle.clear()
                    await self._is_idle.wait()

    # The life of a connection

    async def live(self, wire: Wire) -> None:
        self._is_away = False
        self._wire = wire
        if self._in_flight:  # the last connection broke before they were acknowledged
            wire.write(b"".join(self._in_flight))
        self._send_what_may_be()
        await self._watch_answers()

    def heard(self, replies: Sequence[Any]) -> None:
        for reply in replies:
            if isinstance(reply, Exception):
                raise reply
            self._in_flight.popleft()
            self._tried_twice -= self._tried_twice > 0
            self._answered += 1
            self._counts.published += 1
        if self._dropped_in_a_row:
            self._log.info("publishing_again", dropped=self._dropped_in_a_row)
            self._dropped_in_a_row = 0
        self._send_what_may_be()
        if not self._in_flight:
            self._is_idle.set()

    def lost(self) -> None:
        """What waits goes out on the next connection, which is made at once; what is in flight, too, but once only."""
        self._wire = None
        for _ in range(self._tried_twice):
            self._in_flight.popleft()
        self._note_dropped(self._tried_twice)
        self._tried_twice = len(self._in_flight)

    def unreachable(self) -> None:
        self._is_away = True
        self._note_dropped(len(self._in_flight))
        self._in_flight.clear()
        self._tried_twice = 0
        self._drop_down_to(0)
        self._is_idle.set()

    async def _watch_answers(self) -> None:
        """Raise once nothing is answered for as long as `REPLY_TIMEOUT_S`, or at most twice that."""
        while True:
            self._has_work.clear()
            if not self._in_flight:
                await self._has_work.wait()
            answered = self._answered
            await asyncio.sleep(REPLY_TIMEOUT_S)
            if self._in_flight and self._answered == answered:
                raise TimeoutError(f"nothing was answered for {REPLY_TIMEOUT_S:g} s")

    def _send_what_may_be(self) -> None:
        """In one piece."""
        count = min(MAX_IN_FLIGHT - len(self._in_flight), len(self._queue))
        if self._wire is None or count <= 0:
            return
        commands = [self._queue.popleft() for _ in range(count)]
        self._queued_bytes -= sum(map(len, commands)) + OVERHEAD_BYTES * count
        self._in_flight += commands
        self._wire.write(b"".join(commands))
        self._has_work.set()

    # The queue

    def _drop_down_to(self, most_bytes: int) -> None:
        dropped = 0
        while self._queued_bytes > most_bytes:
            self._queued_bytes -= len(self._queue.popleft()) + OVERHEAD_BYTES
            dropped += 1
        self._note_dropped(dropped)

    def _note_dropped(self, count: int) -> None:
        if count and not self._dropped_in_a_row:
            self._log.warning("publications_dropped", is_redis_away=self._is_away)
        self._dropped_in_a_row += count
        self._counts.dropped += count
