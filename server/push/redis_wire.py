"""An open connection to Redis, read by the chunk: bytes go into hiredis as they come, and many replies out at once.

redis-py makes the connection, for all that its URL can say, and then gives up its transport: its own reading awaits
each reply (8.1: to the hub 7 µs of a message that comes alone, 3 of one among many; here 2 and 1, measured).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import islice
from time import perf_counter
from typing import Any, cast

import hiredis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse, ResponseError

PIECE_BYTES = 16 * 1024
"""What is parsed in one turn of the loop. No more, for hiredis moves what is unparsed to the front after each KiB that
is parsed: a message of 300 bytes takes 0.15 µs in pieces of this size, and 0.4 in those of 256 KiB that are read at
once (measured).
"""
TURN_S = 0.01
"""What the loop has to wait for at the most, but for what the last replies of a turn take. It counts where each message
goes to hundreds of sockets: 1 to 500 costs half of what it does with 2 ms, for more frames are joined (measured).
"""
MOST_AT_ONCE = 64
"""Replies that are handed over together."""
NOTHING = object()

Heard = Callable[[list[Any]], None]
"""Takes replies in the order in which they came; an error that Redis answered is a `ResponseError` among them. What
this raises ends the connection."""


class Wire(asyncio.Protocol):
    """What is left of a connection once it is open: bytes out, replies in.

    What comes faster than it is handled waits at Redis: while some that was read is not handed over the transport reads
    once more at the most. To pause it at once would be two calls of the kernel for each chunk of a few pieces.

    Args:
        transport: of the open connection.
        heard: told of all that comes.
    """

    def __init__(self, transport: asyncio.Transport, heard: Heard) -> None:
        self._transport = transport
        self._heard = heard
        self._loop = asyncio.get_running_loop()
        self._reader = hiredis.Reader(protocolError=InvalidResponse, replyError=ResponseError, notEnoughData=NOTHING)
        self._unread: deque[bytes] = deque()
        self._offset = 0  # in the first of them
        self._is_behind = self._is_paused = False
        self._end: asyncio.Future[Exception] = self._loop.create_future()

    def write(self, data: bytes) -> None:
        """Send commands, whole ones; on a connection that has ended it does nothing."""
        if not self._end.done():
            self._transport.write(data)

    async def ended(self) -> None:
        """Wait for the end of the connection, and raise what ended it."""
        raise await asyncio.shield(self._end)

    def close(self) -> None:
        """Nothing is heard any more, and nothing waits to be sent to a server that may not read."""
        self._end_by(RedisConnectionError("closed"))

    # asyncio.Protocol

    def data_received(self, data: bytes) -> None:
        self._unread.append(data)
        if not self._is_behind:
            self._feed_a_piece()
            self._take_turn()
        elif not self._is_paused and not self._transport.is_closing():
            self._is_paused = True
            self._transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_by(exc or RedisConnectionError("Redis has closed the connection"))

    # Inside

    def _take_turn(self) -> None:
        """Hand over what is parsed of a piece, for as long as a turn may last; then the others of the loop have theirs.

        It begins with one reply and doubles: what they take, which is what their readers take, nobody knows before.
        """
        over_at_s = perf_counter() + TURN_S
        most = 1
        try:
            while not self._end.done():
                replies = list(islice(iter(self._reader.gets, NOTHING), most))
                if replies:
                    self._heard(replies)
                if len(replies) < most or not self._reader.has_data():
                    self._end_piece()
                    return
                if perf_counter() > over_at_s:
                    self._go_on_later()
                    return
                most = min(2 * most, MOST_AT_ONCE)
        except Exception as error:  # noqa: BLE001 - whoever lives on this connection raises it
            self._end_by(error)

    def _end_piece(self) -> None:
        if self._unread:
            self._feed_a_piece()
            self._go_on_later()
            return
        self._is_behind = False
        if self._is_paused and not self._transport.is_closing():
            self._is_paused = False
            self._transport.resume_reading()

    def _feed_a_piece(self) -> None:
        chunk = self._unread[0]
        size_bytes = min(PIECE_BYTES, len(chunk) - self._offset)
        self._reader.feed(chunk, self._offset, size_bytes)
        self._offset += size_bytes
        if self._offset == len(chunk):
            self._unread.popleft()
            self._offset = 0

    def _go_on_later(self) -> None:
        self._is_behind = True
        self._loop.call_soon(self._take_turn)

    def _end_by(self, error: Exception) -> None:
        if not self._end.done():
            self._end.set_result(error)
            self._unread.clear()
            self._transport.abort()


async def take_over(connection: AbstractConnection, heard: Heard) -> Wire:
    """Have an open connection's transport; redis-py is then good for nothing but closing it.

    Raises:
        RedisConnectionError: it has ended already, or something is there that nobody asked for.
    """
    # redis-py (8.1) has no public way to it. It is asyncio's, whose `set_protocol` is made for this.
    writer = connection._writer  # noqa: SLF001
    if writer is None or await connection.can_read():
        raise RedisConnectionError("it has ended, or says more than it was asked for")
    transport = cast("asyncio.Transport", writer.transport)
    wire = Wire(transport, heard)
    transport.set_protocol(wire)
    return wire


def packed(*words: bytes) -> bytes:
    """A command as it is sent."""
    return b"*%d\r\n" % len(words) + b"".join([b"$%d\r\n%b\r\n" % (len(word), word) for word in words])
