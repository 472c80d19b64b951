"""Bytes on a bare connection: handshakes and frames as a hostile peer writes them, and what comes back."""

import asyncio
import base64
import contextlib
import json
import os
import struct
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from schemas.model import JsonObject
from tests.support.asyncapi_schema import check_server_frame

PATIENCE_S = 60.0
MASK = b"\x37\xfa\x21\x3d"
"""That of RFC 6455, section 5.7."""


class Op(IntEnum):
    """RFC 6455, section 5.2."""

    MORE = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


def frame(
    opcode: int,
    payload: bytes | str = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    is_masked: bool = True,
    announced: int | None = None,
    width: int | None = None,
) -> bytes:
    """One frame of a client.

    Args:
        reserved: the bits RSV1 (4), RSV2 (2) and RSV3 (1).
        announced: the length that its header says; the payload's own unless given.
        width: bytes of the length beyond the first (0, 2 or 8), also where fewer do.
    """
    data = payload.encode() if isinstance(payload, str) else payload
    length = len(data) if announced is None else announced
    if width is None:
        width = 0 if length < 126 else 2 if length < 2**16 else 8
    short = {0: length, 2: 126, 8: 127}[width]
    head = bytes([fin << 7 | reserved << 4 | opcode, is_masked << 7 | short])
    head += b"" if width == 0 else struct.pack("!H" if width == 2 else "!Q", length)
    if not is_masked:
        return head + data
    return head + MASK + bytes(byte ^ MASK[place % 4] for place, byte in enumerate(data))


def closing(code: int, reason: bytes = b"") -> bytes:
    """A close frame."""
    return frame(Op.CLOSE, struct.pack("!H", code) + reason)


def head_of(
    port: int,
    *,
    path: str = "/ws",
    method: str = "GET",
    version: str = "HTTP/1.1",
    without: Sequence[str] = (),
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The head of a handshake; ``headers`` are added, those of the names ``without`` are left out."""
    usual = [
        ("Host", f"127.0.0.1:{port}"),
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", base64.b64encode(os.urandom(16)).decode()),
    ]
    lines = [f"{method} {path} {version}"]
    lines += [f"{name}: {value}" for name, value in usual if name not in without]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> JsonObject:
        """Its RFC 9457 document."""
        assert self.headers["content-type"] == "application/problem+json", self
        document: JsonObject = json.loads(self.body)
        assert document["status"] == self.status
        return document


class Wire:
    """One TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Write; that the server has gone shows when it is read from."""
        self._writer.write(data)
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()

    def end(self) -> None:
        """Say that nothing more is sent; what comes is still read."""
        self._writer.write_eof()

    async def answer(self) -> Answer | None:
        """The next HTTP answer; None where the connection ends without one."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                head = await self._reader.readuntil(b"\r\n\r\n")
            except ConnectionResetError:  # it ended while something was on its way to the server
                return None
            except asyncio.IncompleteReadError as error:
                if error.partial:
                    raise
                return None
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines if line)}
            body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(int(first.split()[1]), headers, body)

    async def frame(self) -> tuple[int, bytes] | None:
        """The server's next frame, opcode and payload; None at the end of the connection."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                first, second = await self._reader.readexactly(2)
                length = second & 127
                if length >= 126:
                    length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8))
                return first & 15, await self._reader.readexactly(length)
            except asyncio.IncompleteReadError as error:
                if error.partial:
                    raise
                return None

    async def ends(self) -> bool:
        """Whether the connection ends as it should: with nothing more, and not by a reset."""
        async with asyncio.timeout(PATIENCE_S):
            return await self._reader.read() == b""


@contextlib.asynccontextmanager
async def wire(port: int) -> AsyncIterator[Wire]:
    """A connection on which nothing was said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Wire(reader, writer)
    finally:
        writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@contextlib.asynccontextmanager
async def greeted(port: int, token: str | None = None) -> AsyncIterator[Wire]:
    """A socket that is welcome, as whose the token is."""
    async with wire(port) as socket:
        await socket.send(head_of(port))
        answer = await socket.answer()
        assert answer is not None
        assert answer.status == 101, answer
        hello = {"type": "hello", "id": "h"} | ({} if token is None else {"token": token})
        await socket.send(frame(Op.TEXT, json.dumps(hello)))
        assert await socket.frame() is not None
        yield socket


AFTER = '{"type":"ping","id":"after"}'
"""Said behind what a test says: whoever is still served is answered."""


async def outcome(socket: Wire, *, answers_close: bool = False) -> str:
    """What the server says from here on, in words. Its close is answered only if ``answers_close``.

    The codes of error frames, ``pong`` for an answered protocol ping, then the close code, ``closed`` for a close
    without one, ``served`` once `AFTER` is answered, or ``nothing`` where the connection ends without a word.
    """
    said: list[str] = []
    while True:
        got = await socket.frame()
        if got is None:
            return ", ".join([*said, "nothing"])
        opcode, payload = got
        if opcode == Op.CLOSE:
            if answers_close:
                await socket.send(frame(Op.CLOSE, payload[:2]))
            assert await socket.ends()
            return ", ".join([*said, str(int.from_bytes(payload[:2])) if payload else "closed"])
        if opcode == Op.PONG:
            said.append("pong")
        elif opcode == Op.TEXT:
            document = json.loads(payload)
            check_server_frame(document)
            if document.get("id") == "after":
                return ", ".join([*said, "served"])
            said.append(document["code"] if document["type"] == "error" else document["type"])
