"""The half of uvicorn's WebSocket protocol that reads, with bounds on what a peer may have it do.

Stock uvicorn answers pings into a buffer without bound, keeps every fragment by itself, and reads all of a chunk of
tiny frames in one step of the loop. And it pauses its transport behind every message and resumes it when that is taken,
1.2 µs under uvloop; here it is paused when more comes before (measured on 0.54.0).
"""

import asyncio
from functools import partial
from types import GeneratorType
from typing import Any, Final, cast

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode as StandardCode
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from schemas.close_codes import CloseCode
from schemas.framing import MEDIUM
from server.access.limits import TokenBucket
from server.gateway.lean import Gate, Inbox
from server.turnstile import Pace, Step, Turnstile

UTF8 = "utf8"
"""The key of a text in a message of `ReadingProtocol.receive_utf8`."""

SLICE_BYTES: Final = 512
"""What is read of one socket in one step of the loop, but for one frame that is larger: some fifteen small requests, or
85 empty pings, 20 µs each."""

SLICES: Final = Turnstile(Pace(Step(1)))
"""Those of all sockets, in one turn of the loop: a user may have many of them."""

CONTROL_FRAMES_PER_S: Final = 50.0
CONTROL_FRAMES_BURST: Final = 64
"""Pings, pongs and fragments; over it the socket is closed with 4006. It is the largest message in fragments of 1 KiB;
and each is answered into a buffer that the peer may not read, 20 µs."""

CONTROL_FRAMES_AT_ONCE: Final = 8
CONTROL_PAUSE_S: Final = 0.05
"""Behind so many of a socket. Read as fast as they are at hand, those of a few sockets that are closed for them, and of
the next ones, took all of a core for 25 ms and more, in which no thread could commit; with 4 ms the 99th percentile of
others' frames still was a quarter more (measured). The largest message in fragments of 1 KiB takes 0.4 s so."""

PIECES_KEPT: Final = 16
"""More fragments of one message are put together at once: each costs more than the few bytes that may be in it."""

DISCARD_PAUSE_S: Final = 0.05
"""Between two pieces of what still comes from a peer whose socket is over. Without it a flood goes on being parsed at
full speed until the grace has passed (250,000 frames in ten seconds, measured)."""

BAD_REQUEST: Final = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
HEAD_END: Final = b"\r\n\r\n"

BETWEEN_FRAMES: Final = StreamReader.at_eof.__code__
"""What the parser waits in when it has nothing of a frame yet (websockets 17.4, protocol.py)."""
SMALLEST_FRAME_BYTES: Final = 6
"""Two that tell of it, and the mask."""
OPCODE: Final = 0x0F
MESSAGES: Final = (Opcode.TEXT, Opcode.BINARY)
"""Opcodes of a frame that begins one."""

OF_UVICORN: Final = (
    *("app", "app_state", "asgi_version", "client", "close_sent", "close_timeout", "close_timer", "config", "conn"),
    *("connections", "curr_msg_data_type", "default_headers", "disconnected", "frames", "handshake_complete"),
    *("handshake_initiated", "initial_response", "last_ping_rtt", "logger", "loop", "pending_ping_payload"),
    *("ping_interval", "ping_sent_at", "ping_timeout", "ping_timer", "pong_timer", "queue", "read_paused", "request"),
    *("response", "root_path", "scheme", "scope", "server", "tasks", "transport", "writable"),
)
"""The attributes of the protocol that this one is built on (0.54.0)."""


class ReadingProtocol(WebSocketsSansIOProtocol):
    """Base of the one that serves."""

    # Those of uvicorn's as well: its forty attributes take a tenth of it so, and no dict (measured on Python 3.11).
    __slots__ = (*OF_UVICORN, "_control", "_control_frames", "_is_head_alone", "_is_reading_on", "_unread")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = cast("asyncio.Queue[ASGIReceiveEvent]", Inbox())
        self.writable = cast("asyncio.Event", Gate())
        self._control: TokenBucket | None = None
        self._control_frames = 0  # since the last pause
        self._unread = memoryview(b"")  # what came behind the slice that was read last
        self._is_reading_on = False
        self._is_head_alone = False

    def end(self, code: int, reason: str) -> None:
        """End the socket, which goes on being read for a while."""
        raise NotImplementedError

    # Reading

    def data_received(self, data: bytes) -> None:
        if self.disconnected:  # it is thrown away, see `_linger`; and not as fast as a flood can come
            self.transport.pause_reading()
            self.loop.call_later(DISCARD_PAUSE_S, self._read_or_wait)
            return
        if self.handshake_initiated and not self._unread and not self._is_held_back() and self._is_one_frame(data):
            super().data_received(data)
            return
        if not self.handshake_initiated:
            self._is_head_alone = data.find(HEAD_END) + len(HEAD_END) == len(data)
            super().data_received(data)
            if not self.handshake_initiated:
                self._refuse_handshake()
            return
        self._unread = memoryview(bytes(self._unread) + data) if self._unread else memoryview(data)
        self._read_or_wait()

    def _refuse_handshake(self) -> None:
        """Its head cannot be read; stock uvicorn keeps the connection, and says nothing."""
        self.handshake_complete = self.close_sent = True
        self.transport.write(b"".join(self.conn.data_to_send()) or BAD_REQUEST)
        self.transport.close()

    async def receive(self) -> ASGIReceiveEvent:
        message = cast("dict[str, Any]", await self.receive_utf8())
        if UTF8 in message:
            message["text"] = message.pop(UTF8).decode()
        return cast("ASGIReceiveEvent", message)

    async def receive_utf8(self) -> ASGIReceiveEvent:
        """As `receive`, see `RECEIVE`."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self.transport.resume_reading()
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
        if self.close_sent or self.curr_msg_data_type == "bytes":
            super().send_receive_event_to_app()
            return
        text = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if not (text.isascii() or _is_utf8(text)):  # nearly all are ASCII, which is quick to see
            self.conn.fail(StandardCode.INVALID_DATA, "not UTF-8")
            self.handle_parser_exception()
            return
        self.queue.put_nowait(cast("ASGIReceiveEvent", {"type": "websocket.receive", UTF8: text}))
        self.read_paused = True  # the transport is paused when more comes before this is taken

    # Holding back

    def _is_held_back(self) -> bool:
        """Whether what comes has to wait: for the handshake, or until what was read is taken."""
        return (self.read_paused or not self.handshake_complete) and not self.close_sent

    def _read_on(self) -> None:
        self._is_reading_on = False
        if self._unread and not self._is_held_back() and not self.transport.is_closing():
            size = SLICE_BYTES if self._is_message_next() else CONTROL_FRAMES_AT_ONCE * SMALLEST_FRAME_BYTES
            piece, self._unread = bytes(self._unread[:size]), self._unread[size:]
            super().data_received(piece)
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
            if self.close_sent:  # who was told that it is over has nothing more to say than its own close
                self.loop.call_later(DISCARD_PAUSE_S, self._read_on)
            elif self._control_frames >= CONTROL_FRAMES_AT_ONCE:
                self._control_frames = 0
                self.loop.call_later(CONTROL_PAUSE_S, self._read_in_turn)
            else:
                self._read_in_turn()

    def _read_in_turn(self) -> None:
        SLICES.enter(partial(self.loop.call_soon, self._read_on), self.loop)

    def _is_one_frame(self, data: bytes) -> bool:
        """Whether a frame that is not very large came by itself, as nearly all do (RFC 6455, section 5.2)."""
        if len(data) < SMALLEST_FRAME_BYTES or not self._is_between_frames():
            return False  # the rest of a frame may look like a large one, and be thousands
        size = data[1] & 0x7F
        if size < MEDIUM:
            return len(data) == SMALLEST_FRAME_BYTES + size
        return size == MEDIUM and len(data) == SMALLEST_FRAME_BYTES + 2 + int.from_bytes(data[2:4])

    def _is_message_next(self) -> bool:
        """Whether what is unread is the rest of a frame, or begins a message: is no control frame and no fragment."""
        return self._unread[0] & OPCODE in MESSAGES or not self._is_between_frames()

    def _is_between_frames(self) -> bool:
        awaited = cast("GeneratorType[None, None, None]", self.conn.parser).gi_yieldfrom
        return getattr(awaited, "gi_code", None) is BETWEEN_FRAMES

    def _count_control(self) -> None:
        self._control_frames += 1
        now_s = self.loop.time()
        self._control = self._control or TokenBucket.full(CONTROL_FRAMES_PER_S, CONTROL_FRAMES_BURST, now_s)
        if not self.close_sent and self._control.take(now_s):
            self.end(CloseCode.RATE_LIMITED, "too many control frames or fragments")


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
