"""uvicorn's WebSocket protocol, with an end that ends, and a straight way to the transport.

Stock uvicorn closes a transport and waits for its buffer to be flushed, which for a reader that has stopped reading
is never: its sockets pile up. Here the buffer has a grace to be flushed in, then the transport is aborted. And it
closes a connection on which more is coming, which resets it, so that a peer that broke the protocol may never see the
code (measured on 0.54.0).
"""

import socket
import struct
from asyncio import TimerHandle
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import Protocol

from schemas.close_codes import CloseCode
from server.gateway.reading import ReadingProtocol
from server.turnstile import Pace, Step, Turnstile

END = "repcast.end"
"""The ASGI extension: ``scope["extensions"][END](code, reason)`` ends the socket whether it is read or not."""

SEND = "repcast.send"
"""The ASGI extension: ``scope["extensions"][SEND]`` is `send` without what middlewares put around it. They do that for
answers to HTTP requests; a frame has nothing of it but the cost."""

RECEIVE = "repcast.receive"
"""The ASGI extension: ``scope["extensions"][RECEIVE]`` is `receive`, but for texts: their UTF-8 is not decoded."""

WRITE = "repcast.write"
"""The ASGI extension: ``scope["extensions"][WRITE]`` is a `server.gateway.writing.Direct`."""

FLUSH_GRACE_S = 2.0
"""A reader that wakes up within this time still learns the close code."""

DEPARTURES = Turnstile(Pace(Step(4)))
"""When a proxy goes down, or a network, all its sockets are lost in one turn of the loop: 0.1 ms each."""


class EndingProtocol(ReadingProtocol):
    """Use it as ``uvicorn.Config(ws=EndingProtocol)``."""

    __slots__ = ("_abort_timer", "is_writable", "on_writable")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_writable: Callable[[], None] | None = None
        self.is_writable = True  # whenever `writable` is set; it is looked at for each frame
        self._abort_timer: TimerHandle | None = None

    # The application

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the handshake was answered with 101, so there is a scope
            extensions = cast("dict[str, object]", self.scope["extensions"])  # ASGI lets servers add their own
            extensions[END] = self.end
            extensions[SEND] = self.send
            extensions[RECEIVE] = self.receive_utf8
            extensions[WRITE] = self
            self._read_or_wait()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        cast("dict[str, object]", self.scope).clear()  # it refers to this: see `connection_lost`

    # Writing

    def write(self, frames: bytes) -> None:
        """Write whole frames; raises `ClientDisconnected`, which is an `OSError`, where none may follow any more."""
        if self.disconnected or self.close_sent or self.transport.is_closing():
            raise ClientDisconnected
        self.transport.write(frames)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.is_writable = False

    def resume_writing(self) -> None:
        super().resume_writing()
        self._let_write()

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

    def _let_write(self) -> None:
        """Also where the socket is over: whoever waited for its buffer to drain sees it then."""
        self.is_writable = True
        if self.on_writable is not None:
            self.on_writable()

    def _forget_handshake(self) -> None:
        """What was asked and answered would be kept as long as the socket: by this, and by the parser that read it."""
        del self.request, self.response, self.conn.id
        cast("dict[str, object]", self.scope).clear()  # who serves it has taken what there is to know
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
        self._abort_never()
        DEPARTURES.enter(partial(self._depart, exc), self.loop)

    def _depart(self, exc: Exception | None) -> None:
        self._abort_never()  # somebody may have wanted to end it while it waited
        super().connection_lost(exc)
        self._let_write()
        # It refers to what it belongs to. Without such circles all that a socket took is free as it ends, and no
        # collector of garbage has to look for it, which would hold up all others.
        self.conn.parser.close()

    def _linger(self, code: int, reason: str) -> None:
        """Write what there is to say, and throw away what still comes until the peer ends or the grace is over."""
        self.stop_keepalive()
        self.transport.write(b"".join(self.conn.data_to_send()))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.disconnected = True
        self.writable.set()
        self._let_write()
        self._unread = memoryview(b"")
        self._abort_later()
        self.close_timer = self.close_timer or self._abort_timer  # with one set, uvicorn does not close at once
        self._read_or_wait()

    def _abort_later(self) -> None:
        if self._abort_timer is None:
            self._abort_timer = self.loop.call_later(FLUSH_GRACE_S, self._abort)

    def _abort_never(self) -> None:
        if self._abort_timer is not None:
            self._abort_timer.cancel()

    def _abort(self) -> None:
        # The reader has stopped, so a FIN would wait behind what the kernel holds, also when our buffer is empty:
        # with a linger of zero that is dropped, and the peer gets a RST (socket(7), SO_LINGER).
        connection: socket.socket = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
