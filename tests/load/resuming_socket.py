"""A WebSocket that comes in with a job to resume, and then counts what it is told: a raw asyncio protocol."""

import asyncio
import base64
import os
from typing import Final, cast

HEAD_END: Final = b"\r\n\r\n"
TEXT: Final = 0x81
PING: Final = 0x89
PONG: Final = 0x8A
TWO_BYTES: Final = 126
"""Instead of a length: it follows in two bytes; the next number, in eight."""
OF_JOB: Final = b'{"type":"job.'
WELCOME: Final = b'{"type":"welcome"'
RESUMED: Final = b'"recovered":true'
ERROR: Final = b'{"type":"error"'


class Crowd:
    """What all sockets of this process received.

    Attributes:
        frames: of jobs' logs.
    """

    def __init__(self) -> None:
        self.frames = 0
        self._expected = 0
        self._have_come = asyncio.Event()

    def count(self) -> None:
        """One more."""
        self.frames += 1
        if self.frames == self._expected:
            self._have_come.set()

    async def until(self, expected: int) -> None:
        """Wait until there are so many."""
        self._expected = expected
        if self.frames < expected:
            await self._have_come.wait()


class ResumingSocket(asyncio.Protocol):
    """Follows one job.

    Args:
        after: the last ``seq`` that it has.
        missed: frames that there are behind it.

    Attributes:
        is_settled: done once it is welcome, and has what it missed.
    """

    __slots__ = ("_after", "_crowd", "_head", "_job_id", "_owed", "_rest", "_transport", "is_settled")

    def __init__(self, crowd: Crowd, job_id: str, after: int, missed: int) -> None:
        self._crowd = crowd
        self._job_id = job_id
        self._after = after
        self._owed = 1 + missed
        self._head: bytes | None = b""
        self._rest = b""
        self._transport: asyncio.Transport | None = None
        self.is_settled: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: repcast.v1\r\n\r\n"
            % key.encode()
        )

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            self._head += data
            head, is_whole, data = self._head.partition(HEAD_END)
            if not is_whole:
                return
            self._head = None
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self._fail(head)
                return
            resume = f'[{{"job_id":"{self._job_id}","after":{self._after}}}]'
            self._send(TEXT, f'{{"type":"hello","id":"1","resume":{resume}}}'.encode())
        self._rest = self._read_frames(self._rest + data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(str(exc).encode())

    def _read_frames(self, data: bytes) -> bytes:
        """Returns what is not whole yet."""
        while len(data) >= 2:
            size, begun = data[1], 2
            if size >= TWO_BYTES:
                begun = 4 if size == TWO_BYTES else 10
                size = int.from_bytes(data[2:begun], "big")
            if len(data) < begun + size:
                break
            self._received(data[0], data[begun : begun + size])
            data = data[begun + size :]
        return data

    def _received(self, kind: int, payload: bytes) -> None:
        if kind == PING:
            self._send(PONG, payload)
        elif kind != TEXT or payload.startswith(ERROR):
            self._fail(payload)
        elif payload.startswith(OF_JOB):
            self._crowd.count()
            self._have_come()
        elif payload.startswith(WELCOME):
            if RESUMED not in payload:
                self._fail(payload)
            self._have_come()

    def _have_come(self) -> None:
        """One of the frames that it waits for when it is new."""
        self._owed -= 1
        if self._owed == 0 and not self.is_settled.done():
            self.is_settled.set_result(None)

    def _send(self, opcode: int, payload: bytes) -> None:
        """A frame of a client, masked with zeros, which change nothing (RFC 6455, section 5.3)."""
        assert self._transport is not None
        size = len(payload)
        length = bytes([0x80 | size]) if size < TWO_BYTES else b"\xfe" + size.to_bytes(2, "big")
        self._transport.write(bytes([opcode]) + length + bytes(4) + payload)

    def _fail(self, why: bytes) -> None:
        if not self.is_settled.done():
            self.is_settled.set_exception(ConnectionError(why[:200].decode("latin-1")))
