"""A client on a bare TCP connection, which answers no ping, and reads only when it is told to."""

import asyncio
import base64
import contextlib
import os
import socket
import struct
from collections.abc import AsyncIterator

import psutil
from websockets.frames import Frame, Opcode

HANDSHAKE = (
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
)
SMALL_BUFFER_BYTES = 4096
"""Of the kernel, so that a reader that has stopped is felt soon."""


class DeafClient:
    """Says things, and does not listen."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, text: str) -> None:
        frame = Frame(Opcode.TEXT, text.encode())
        self._writer.write(frame.serialize(mask=True))
        await self._writer.drain()

    async def rest(self) -> bytes:
        """Everything up to the end of the connection, read now."""
        received = bytearray()
        try:
            while chunk := await self._reader.read(65536):
                received += chunk
        except ConnectionError:
            received += b""
        return bytes(received)

    def is_cut(self) -> bool:
        """Whether the server's end is gone, from its process and from the kernel.

        This end may not know it: a reset behind bytes that a full window dropped is out of order, and passed over
        (RFC 5961, section 3.2).
        """
        ends = self._writer.get_extra_info("peername"), self._writer.get_extra_info("sockname")
        return not any((each.laddr, each.raddr) == ends for each in psutil.net_connections("tcp4"))

    def vanish(self) -> None:
        """End the TCP connection without a word."""
        self._writer.transport.abort()


@contextlib.asynccontextmanager
async def deaf_client(port: int) -> AsyncIterator[DeafClient]:
    """Open a WebSocket; the answer to the handshake is read, and nothing behind it."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=raw, limit=SMALL_BUFFER_BYTES)
    client = DeafClient(reader, writer)
    try:
        writer.write(HANDSHAKE.format(key=base64.b64encode(os.urandom(16)).decode()).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        yield client
    finally:
        client.vanish()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def close_code_of(received: bytes) -> int | None:
    """The code of the close frame that ``received`` ends with, if it does."""
    for length in range(2, 126):
        head = bytes([0x88, length])
        place = len(received) - length - len(head)
        if place >= 0 and received[place : place + 2] == head:
            code: int = struct.unpack("!H", received[place + 2 : place + 4])[0]
            return code
    return None
