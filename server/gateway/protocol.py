"""uvicorn's WebSocket protocol, with an end that ends.

Stock uvicorn closes a transport and waits for its buffer to be flushed, which for a reader that has stopped reading
is never: its sockets pile up (measured on 0.54.0 with both of its implementations). Here the buffer has a grace to
be flushed in, then the transport is aborted.
"""

import socket
import struct
from asyncio import TimerHandle
from typing import cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from schemas.close_codes import CloseCode

END = "repcast.end"
"""The ASGI extension: ``scope["extensions"][END](code, reason)`` ends the socket whether it is read or not."""

FLUSH_GRACE_S = 2.0
"""A reader that wakes up within this time still learns the close code."""


class EndingProtocol(WebSocketsSansIOProtocol):
    """Use it as ``uvicorn.Config(ws=EndingProtocol)``."""

    _abort_timer: TimerHandle | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the handshake was answered with 101, so there is a scope
            extensions = cast("dict[str, object]", self.scope["extensions"])  # ASGI lets servers add their own
            extensions[END] = self.end

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            # Stock uvicorn takes a handshake that was refused for one that was forgotten, and logs an error for each.
            self.handshake_complete = True

    def end(self, code: int, reason: str) -> None:
        """Say ``code`` behind what is buffered, and abort if that is not flushed in the grace."""
        if self.close_sent or self.transport.is_closing():
            self._abort_later()
            return
        self.stop_keepalive()
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        # Unblocks a send that waits for the buffer to drain; it sees that the socket is gone.
        self.disconnected = True
        self.writable.set()
        self._abort_later()

    def keepalive_timeout(self) -> None:
        self.pong_timer = None
        self.pending_ping_payload = None
        self.end(CloseCode.NO_HEARTBEAT, "no answer to a ping")

    def handle_close(self, event: Frame) -> None:
        super().handle_close(event)
        if self.close_sent:  # the peer's answer to our close: nothing more is said
            self.transport.close()
        self._abort_later()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._abort_timer is not None:
            self._abort_timer.cancel()
        super().connection_lost(exc)

    def _abort_later(self) -> None:
        if self._abort_timer is None:
            self._abort_timer = self.loop.call_later(FLUSH_GRACE_S, self._abort)

    def _abort(self) -> None:
        # The reader has stopped, so a FIN would wait behind what the kernel holds, also when our buffer is empty:
        # with a linger of zero that is dropped, and the peer gets a RST (socket(7), SO_LINGER).
        connection: socket.socket = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
