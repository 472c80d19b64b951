"""WebSockets that ask and are answered: raw asyncio protocols, so that the client is not what is measured."""

import asyncio
import base64
import os
from collections.abc import Callable, Iterator
from typing import Final, cast

HEAD_END: Final = b"\r\n\r\n"
TEXT, PING, PONG = 0x1, 0x9, 0xA
WHOLE, MASKED = 0x80, 0x80
TWO_BYTES, EIGHT_BYTES = 126, 127

Heard = Callable[["AskingSocket", bytes], None]


def client_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A frame of a client, masked with zeros, which change nothing (RFC 6455, section 5.3)."""
    if len(payload) < TWO_BYTES:
        return bytes([WHOLE | opcode, MASKED | len(payload)]) + bytes(4) + payload
    return bytes([WHOLE | opcode, MASKED | TWO_BYTES]) + len(payload).to_bytes(2, "big") + bytes(4) + payload


class FrameBuffer:
    """Bytes of a server in, whole frames out; they are neither masked nor in pieces."""

    def __init__(self) -> None:
        self._bytes = b""

    def frames(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Opcode and payload of each frame that ``data`` completes."""
        buffer, at = self._bytes + data, 0
        while (found := _head(buffer, at)) is not None:
            begin, end = found
            if end > len(buffer):
                break
            yield buffer[at] & 0x0F, buffer[begin:end]
            at = end
        self._bytes = buffer[at:]


def _head(buffer: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at ``at`` begins and ends; None: its head is not there yet."""
    if len(buffer) < at + 2:
        return None
    size = buffer[at + 1]
    begin = at + 2 + {TWO_BYTES: 2, EIGHT_BYTES: 8}.get(size, 0)
    if len(buffer) < begin:
        return None
    return begin, begin + (size if size < TWO_BYTES else int.from_bytes(buffer[at + 2 : begin], "big"))


class AskingSocket(asyncio.Protocol):
    """One socket, from its handshake on.

    Args:
        heard: is told of each text.

    Attributes:
        is_open: done once the handshake is; fails where there is none.
        is_lost: done once the connection is.
    """

    def __init__(self, heard: Heard, subprotocol: str | None) -> None:
        self._heard = heard
        self._subprotocol = subprotocol
        self._head = b""
        self._frames = FrameBuffer()
        self._transport: asyncio.Transport | None = None
        loop = asyncio.get_running_loop()
        self.is_open: asyncio.Future[None] = loop.create_future()
        self.is_lost: asyncio.Future[None] = loop.create_future()

    def say(self, payload: bytes) -> None:
        """Write a text."""
        self._say(payload, TEXT)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class
        lines = [
            "GET /ws HTTP/1.1",
            "Host: 127.0.0.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            *([f"Sec-WebSocket-Protocol: {self._subprotocol}"] if self._subprotocol else []),
        ]
        self._transport.write("\r\n".join(lines).encode() + HEAD_END)

    def data_received(self, data: bytes) -> None:
        if not self.is_open.done():
            self._head += data
            head, ended, data = self._head.partition(HEAD_END)
            if not ended:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.is_open.set_exception(ConnectionError(head[:200].decode("latin-1")))
                return
            self.is_open.set_result(None)
        for opcode, payload in self._frames.frames(data):
            if opcode == TEXT:
                self._heard(self, payload)
            elif opcode == PING:
                self._say(payload, PONG)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_open.done():
            self.is_open.set_exception(exc or ConnectionError("closed amid the handshake"))
        if not self.is_lost.done():
            self.is_lost.set_result(None)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _say(self, payload: bytes, opcode: int) -> None:
        assert self._transport is not None
        self._transport.write(client_frame(payload, opcode))


async def asking_socket(port: int, heard: Heard, subprotocol: str | None = None) -> AskingSocket:
    """A socket, once it is open."""
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: AskingSocket(heard, subprotocol), "127.0.0.1", port)
    await socket.is_open
    return socket
