"""uvicorn's WebSocket protocol, with an end that ends, and with bounds on what a peer may have it do.

Stock uvicorn closes a transport and waits for its buffer to be flushed, which for a reader that has stopped reading
is never: its sockets pile up. Here the buffer has a grace to be flushed in, then the transport is aborted. It answers
pings into a buffer without bound, keeps every fragment by itself, and reads all of a chunk of tiny frames in one step
of the loop. And it closes a connection on which more is coming, which resets it, so that a peer that broke the
protocol may never see the code (measured on 0.54.0).
"""

import asyncio
import socket
import struct
from asyncio import TimerHandle
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode as StandardCode
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import Protocol

from schemas.close_codes import CloseCode
from server.access.limits import TokenBucket
from server.gateway.lean import Gate, Inbox

END = "repcast.end"
"""The ASGI extension: ``scope["extensions"][END](code, reason)`` ends the socket whether it is read or not."""

SEND = "repcast.send"
"""The ASGI extension: ``scope["extensions"][SEND]`` is `send` without what middlewares put around it. They do that for
answers to HTTP requests; a frame has nothing of it but the cost."""

WRITE = "repcast.write"
"""The ASGI extension: ``scope["extensions"][WRITE]`` is a `server.gateway.writing.Direct`."""

FLUSH_GRACE_S = 2.0
"""A reader that wakes up within this time still learns the close code."""

SLICE_BYTES: Final = 2048
"""What is read of one socket in one step of the loop: some hundred frames of the smallest kind."""

CONTROL_FRAMES_PER_S: Final = 50.0
CONTROL_FRAMES_BURST: Final = 200
"""Pings, pongs and fragments; over it the socket is closed with 4006. No client has reason for a tenth of them, and
each is answered into a buffer that the peer may not read."""

PIECES_KEPT: Final = 64
"""More fragments of one message are put together at once: each costs more than the few bytes that may be in it."""

DISCARD_PAUSE_S: Final = 0.05
"""Between two pieces of what still comes from a peer whose socket is over. Without it a flood goes on being parsed at
full speed until the grace has passed (250,000 frames in ten seconds, measured)."""

HEAD_END: Final = b"\r\n\r\n"

OF_UVICORN: Final = (
    *("app", "app_state", "asgi_version", "client", "close_sent", "close_timeout", "close_timer", "config", "conn"),
    *("connections", "curr_msg_data_type", "default_headers", "disconnected", "frames", "handshake_complete"),
    *("handshake_initiated", "initial_response", "last_ping_rtt", "logger", "loop", "pending_ping_payload"),
    *("ping_interval", "ping_sent_at", "ping_timeout", "ping_timer", "pong_timer", "queue", "read_paused", "request"),
    *("response", "root_path", "scheme", "scope", "server", "tasks", "transport", "writable"),
)
"""The attributes of the protocol that this one is built on (0.54.0)."""

BAD_REQUEST: Final = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class EndingProtocol(WebSocketsSansIOProtocol):
    """Use it as ``uvicorn.Config(ws=EndingProtocol)``."""

    # Those of uvicorn's as well: its forty attributes take a tenth of it so, and no dict (measured on Python 3.11).
    __slots__ = (*OF_UVICORN, "_abort_timer", "_control", "_is_head_alone", "_is_reading_on", "_unread", "on_writable")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = cast("asyncio.Queue[ASGIReceiveEvent]", Inbox())
        self.writable = cast("asyncio.Event", Gate())
        self.on_writable: Callable[[], None] | None = None
        self._abort_timer: TimerHandle | None = None
        self._control: TokenBucket | None = None
        self._unread = memoryview(b"")  # what came behind the slice that was read last
        self._is_reading_on = False
        self._is_head_alone = False

    # Reading

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the handshake was answered with 101, so there is a scope
            extensions = cast("dict[str, object]", self.scope["extensions"])  # ASGI lets servers add their own
            extensions[END] = self.end
            extensions[SEND] = self.send
            extensions[WRITE] = self
            self._read_or_wait()

    def data_received(self, data: bytes) -> None:
        if self.disconnected:  # it is thrown away, see `_linger`; and not as fast as a flood can come
            self.transport.pause_reading()
            self.loop.call_later(DISCARD_PAUSE_S, self._read_or_wait)
            return
        if len(data) <= SLICE_BYTES and self.handshake_initiated and not self._unread and not self._is_held_back():
            super().data_received(data)  # and pauses the transport itself, if need be
            return
        if not self.handshake_initiated:
            self._is_head_alone = data.find(HEAD_END) + len(HEAD_END) == len(data)
            super().data_received(data)
            if not self.handshake_initiated:
                self._refuse_handshake()
            return
        self._unread = memoryview(bytes(self._unread) + data) if self._unread else memoryview(data)
        if not self._is_held_back():
            self._read_slice()
        self._read_or_wait()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self.scope["extensions"].clear()  # they refer to this: see `connection_lost`

    async def receive(self) -> ASGIReceiveEvent:
        message = await super().receive()
        if not self.read_paused and (self._unread or not self.handshake_complete):  # else nothing is changed by it
            self._read_or_wait()
        return message

    def handle_ping(self) -> None:
        if not self.disconnected:
            super().handle_ping()
            self._count_control()

    def handle_pong(self, event: Frame) -> None:
        super().handle_pong(event)
        self._count_control()

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        if len(self.frames) > PIECES_KEPT:
            self.frames = [b"".join(self.frames)]
        self._count_control()

    def send_receive_event_to_app(self) -> None:
        is_plain = len(self.frames) == 1 and self.frames[0].isascii()  # as nearly all are; quick to see
        if is_plain or self.close_sent or self.curr_msg_data_type == "bytes" or _is_utf8(self.frames):
            super().send_receive_event_to_app()
            return
        self.frames = []
        self.conn.fail(StandardCode.INVALID_DATA, "not UTF-8")
        self.handle_parser_exception()

    # Writing

    @property
    def is_writable(self) -> bool:
        """Whether less waits in the transport than its high-water mark."""
        return self.writable.is_set()

    def write(self, frames: bytes) -> None:
        """Write whole frames; raises `ClientDisconnected`, which is an `OSError`, where none may follow any more."""
        if self.disconnected or self.close_sent or self.transport.is_closing():
            raise ClientDisconnected
        self.transport.write(frames)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.on_writable is not None:
            self.on_writable()

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if message["type"] == "websocket.send":
            return  # it changes nothing of what is read
        if self.initial_response is not None and self.close_sent:
            # Stock uvicorn takes a handshake that was refused for one that was forgotten, and logs an error for each.
            self.handshake_complete = True
        elif message["type"] == "websocket.accept" and self._is_head_alone:
            self._forget_handshake()
        self._read_or_wait()

    def _forget_handshake(self) -> None:
        """What was asked and answered would be kept as long as the socket: by this, and by the parser that read it."""
        del self.request, self.response
        self.conn.parser = Protocol.parse(self.conn)  # as the one that is there goes on behind the head
        next(self.conn.parser)

    # Ending

    def end(self, code: int, reason: str) -> None:
        """Say ``code`` behind what is buffered, and abort if that is not flushed in the grace."""
        if self.close_sent or self.transport.is_closing():
            self._abort_later()
            return
        self.conn.fail(code, reason)
        self._linger(code, reason)

    def handle_parser_exception(self) -> None:
        sent = self.conn.close_sent
        assert sent is not None  # noqa: S101 - nothing is read before the handshake is answered
        self._linger(sent.code, sent.reason)

    def keepalive_timeout(self) -> None:
        self.pong_timer = None
        self.pending_ping_payload = None
        self.end(CloseCode.NO_HEARTBEAT, "no answer to a ping")

    def handle_close(self, event: Frame) -> None:
        if self.disconnected:
            return
        super().handle_close(event)
        if self.close_sent:  # the peer's answer to our close: nothing more is said
            self.transport.close()
        self._abort_later()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._abort_timer is not None:
            self._abort_timer.cancel()
        super().connection_lost(exc)
        # It refers to what it belongs to. Without such circles all that a socket took is free as it ends, and no
        # collector of garbage has to look for it, which would hold up all others.
        self.conn.parser.close()

    def _refuse_handshake(self) -> None:
        """Its head cannot be read; stock uvicorn keeps the connection, and says nothing."""
        self.handshake_complete = self.close_sent = True
        self.transport.write(b"".join(self.conn.data_to_send()) or BAD_REQUEST)
        self.transport.close()

    def _linger(self, code: int, reason: str) -> None:
        """Write what there is to say, and throw away what still comes until the peer ends or the grace is over."""
        self.stop_keepalive()
        self.transport.write(b"".join(self.conn.data_to_send()))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        # Unblocks a send that waits for the buffer to drain; it sees that the socket is gone.
        self.disconnected = True
        self.writable.set()
        self._unread = memoryview(b"")
        self._abort_later()
        self.close_timer = self.close_timer or self._abort_timer  # with one set, uvicorn does not close at once
        self._read_or_wait()

    def _abort_later(self) -> None:
        if self._abort_timer is None:
            self._abort_timer = self.loop.call_later(FLUSH_GRACE_S, self._abort)

    def _abort(self) -> None:
        # The reader has stopped, so a FIN would wait behind what the kernel holds, also when our buffer is empty:
        # with a linger of zero that is dropped, and the peer gets a RST (socket(7), SO_LINGER).
        connection: socket.socket = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    # Holding back

    def _is_held_back(self) -> bool:
        """Whether what comes has to wait: for the handshake, or until what was read is taken."""
        return (self.read_paused or not self.handshake_complete) and not self.close_sent

    def _read_slice(self) -> None:
        piece, self._unread = bytes(self._unread[:SLICE_BYTES]), self._unread[SLICE_BYTES:]
        super().data_received(piece)

    def _read_on(self) -> None:
        self._is_reading_on = False
        if self._unread and not self._is_held_back() and not self.transport.is_closing():
            self._read_slice()
        self._read_or_wait()

    def _read_or_wait(self) -> None:
        """Have the transport read, or not; go on with what is unread, in another step of the loop."""
        if self.transport.is_closing():
            return
        is_held_back = self._is_held_back()
        if is_held_back or self._unread:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()
        if self._unread and not is_held_back and not self._is_reading_on:
            self._is_reading_on = True
            # Who was told that it is over has nothing more to say than its own close.
            self.loop.call_later(DISCARD_PAUSE_S if self.close_sent else 0, self._read_on)

    def _count_control(self) -> None:
        now_s = self.loop.time()
        self._control = self._control or TokenBucket.full(CONTROL_FRAMES_PER_S, CONTROL_FRAMES_BURST, now_s)
        if not self.close_sent and self._control.take(now_s):
            self.end(CloseCode.RATE_LIMITED, "too many control frames or fragments")


def _is_utf8(pieces: Sequence[bytes]) -> bool:
    try:
        b"".join(pieces).decode()
    except UnicodeDecodeError:
        return False
    return True
