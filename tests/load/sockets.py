"""WebSockets that only count: raw asyncio protocols, so that the client is not what is measured."""

import asyncio
import base64
import os
from collections.abc import Callable, Sequence
from time import time_ns
from typing import cast

from tests.load.dialects import MARK, Dialect, Step
from tests.load.publish_requests import SENT_DIGITS

HEAD_END = b"\r\n\r\n"
PATIENCE_S = 150.0
"""For all sockets of a crowd to follow."""


class Tally:
    """What all sockets of this process received, and how late.

    Attributes:
        received: messages, of all sockets together.
        late_ns: of the messages that were alone in what was read, while `is_timing`.
    """

    def __init__(self) -> None:
        self.received = 0
        self.is_timing = False
        self.late_ns: list[int] = []
        self.on_news: Callable[[], None] = lambda: None


def frame(text: str) -> bytes:
    """A text frame of a client, masked with zeros, which change nothing (RFC 6455, section 5.3)."""
    payload = text.encode()
    if len(payload) > 125:
        return b"\x81\xfe" + len(payload).to_bytes(2, "big") + bytes(4) + payload
    return bytes([0x81, 0x80 | len(payload)]) + bytes(4) + payload


class CountingSocket(asyncio.Protocol):
    """Follows one topic, and counts what comes."""

    __slots__ = (
        "_buffer",
        "_dialect",
        "_is_following",
        "_steps",
        "_tail",
        "_tally",
        "_topic",
        "following",
        "transport",
    )

    def __init__(self, dialect: Dialect, topic: str, tally: Tally) -> None:
        self._dialect = dialect
        self._topic = topic
        self._tally = tally
        self._steps: list[Step] = list(dialect.steps(topic))
        self._buffer = b""
        self._tail = b""
        self._is_following = False
        self.following: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class
        self.transport = transport
        protocol = self._dialect.subprotocol
        lines = [
            f"GET {self._dialect.path(self._topic)} HTTP/1.1",
            "Host: 127.0.0.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            *([f"Sec-WebSocket-Protocol: {protocol}"] if protocol else []),
        ]
        transport.write("\r\n".join(lines).encode() + HEAD_END)

    def data_received(self, data: bytes) -> None:
        if not self._is_following:
            self._begin(data)
            return
        tally, data = self._tally, self._tail + data
        # What a read cuts in two is counted with the next one.
        self._tail = data[-len(MARK) + 1 :]
        if (count := data.count(MARK)) == 0:
            return
        tally.received += count
        if tally.is_timing and count == 1:
            begun = data.index(MARK) + len(MARK)
            tally.late_ns.append(time_ns() - int(data[begun : begun + SENT_DIGITS]))
        tally.on_news()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.following.done():
            self.following.set_exception(exc or ConnectionError(f"closed while it began: {self._buffer[-200:]!r}"))

    def _begin(self, data: bytes) -> None:
        """The handshake, and the steps of the dialect, one at a time."""
        self._buffer += data
        head, ended, rest = self._buffer.partition(HEAD_END)
        if not ended:
            return
        if b" 101 " not in head.partition(b"\r\n")[0]:
            self.following.set_exception(ConnectionError(head[:200].decode("latin-1")))
            return
        if self._steps and self._steps[0].heard in rest:
            self._say(self._steps.pop(0).say)
        elif not self._steps and self._dialect.ready in rest:
            self._is_following = True
            self._buffer = b""
            if not self.following.done():
                self.following.set_result(None)

    def _say(self, text: str) -> None:
        assert self.transport is not None
        self.transport.write(frame(text))


async def connected(
    port: int, dialect: Dialect, topics: Sequence[str], tally: Tally, at_once: int
) -> list[CountingSocket]:
    """One socket for each of ``topics`` (the same one may come many times), once all of them follow."""
    loop, turns = asyncio.get_running_loop(), asyncio.Semaphore(at_once)

    async def connect(topic: str) -> CountingSocket:
        async with turns:
            _, socket = await loop.create_connection(lambda: CountingSocket(dialect, topic, tally), "127.0.0.1", port)
            async with asyncio.timeout(PATIENCE_S):
                await socket.following
            return socket

    return list(await asyncio.gather(*(connect(topic) for topic in topics)))
