"""What a reader has for its socket, written: at once, past ASGI, where the server has that way; else by a task."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Protocol

import structlog

from schemas.close_codes import CloseCode
from server.gateway.session import Abort, Close, Session
from server.gateway.wire import Direct, Message, Wire
from server.push.outbox import Outgoing
from server.push.reader import Reader

Count = Callable[[Outgoing, float], None]
"""Told of each frame that was written, and when, by the monotonic clock."""

MOST_HELD_BYTES = 32 * 1024
"""More is written in pieces, so that the transport says in time that it is full (at 64 KiB)."""

_log = structlog.get_logger("repcast.connection")


class Writer(Protocol):
    """The one place that sends: frame after frame, then the close.

    Attributes:
        frames_out: so many.
        writing_since_s: since when one write has been waiting, if one is.
    """

    frames_out: int
    writing_since_s: float | None

    def close(self, effect: Close | Abort) -> None:
        """Write what waits, then close; or, to abort, close."""

    async def finish(self, patience_s: float) -> None:
        """Nothing is read any more. Until the close is said, or cannot be."""


def writer(wire: Wire, reader: Reader, session: Session, count: Count) -> Writer:
    """The one that suits the wire, begun."""
    if wire.direct is None:
        return TaskWriter(wire, reader, session, count)
    return DirectWriter(wire, wire.direct, reader, session, count)


class DirectWriter:
    """Writes in the call that brings the frame. It is the reader's outlet."""

    __slots__ = (
        "_close",
        "_count",
        "_direct",
        "_goodbye",
        "_held",
        "_held_bytes",
        "_is_over",
        "_reader",
        "_session",
        "_wire",
        "frames_out",
        "writing_since_s",
    )

    def __init__(self, wire: Wire, direct: Direct, reader: Reader, session: Session, count: Count) -> None:
        self._wire = wire
        self._direct = direct
        self._reader = reader
        self._session = session
        self._count = count
        self._close: Close | Abort | None = None
        self._goodbye: asyncio.Task[None] | None = None
        self._held: list[bytes] | None = None
        self._held_bytes = 0
        self._is_over: asyncio.Event | None = None
        self.frames_out = 0
        self.writing_since_s: float | None = None
        reader.write_to(self)
        direct.on_writable = self._go_on

    def write(self, frame: Outgoing) -> bool:
        now_s = monotonic()
        if not self._direct.is_writable:
            self.writing_since_s = self.writing_since_s or now_s
            return False
        if self._held is None:
            self._write([frame.wire])
        else:
            self._held.append(frame.wire)
            self._held_bytes += len(frame.wire)
            if self._held_bytes > MOST_HELD_BYTES:
                self.release()
                self.hold()
        self._session.sent(now_s)
        self._count(frame, now_s)
        self.frames_out += 1
        return True

    def hold(self) -> None:
        self._held, self._held_bytes = [], 0

    def release(self) -> None:
        held, self._held = self._held, None
        if held:
            self._write(held)

    def caught_up(self) -> None:
        self._close_if_due()

    def failed(self, error: Exception) -> None:
        _log.error("writer_crashed", exc_info=error)
        self._wire.end(int(CloseCode.SERVER_ERROR), "the server failed")

    def close(self, effect: Close | Abort) -> None:
        self._close = self._close or effect
        self._reader.close_soon()
        self._close_if_due()

    async def finish(self, patience_s: float) -> None:
        self._reader.close_soon()
        if isinstance(self._close, Close) and self._goodbye is None and self._direct.is_open:
            self._is_over = asyncio.Event()
            with suppress(TimeoutError):
                async with asyncio.timeout(patience_s):
                    await self._is_over.wait()
        if self._goodbye is not None:
            await asyncio.wait({self._goodbye}, timeout=patience_s)
            self._goodbye.cancel()

    def _write(self, frames: Sequence[bytes]) -> None:
        try:
            self._direct.write_frames(frames)
        except Exception as error:  # noqa: BLE001 - whoever brings a frame brings it to others, too
            self.failed(error)

    def _go_on(self) -> None:
        """More is taken, or nothing ever will be."""
        self.writing_since_s = None if self._reader.drain() else monotonic()
        self._close_if_due()
        if self._is_over is not None and not self._direct.is_open:
            self._is_over.set()

    def _close_if_due(self) -> None:
        if not isinstance(self._close, Close) or self._goodbye is not None:
            return
        if self._reader.has_frames or self._reader.is_catching_up:
            return
        self._goodbye = asyncio.create_task(_say(self._wire, self._close), name="goodbye")
        if self._is_over is not None:
            self._is_over.set()


class TaskWriter:
    """Has a task that takes frame after frame and sends it: what every ASGI server can do."""

    def __init__(self, wire: Wire, reader: Reader, session: Session, count: Count) -> None:
        self._wire = wire
        self._reader = reader
        self._session = session
        self._count = count
        self._close: Close | Abort | None = None
        self.frames_out = 0
        self.writing_since_s: float | None = None
        self._task = asyncio.create_task(self._write(), name="writer")

    def close(self, effect: Close | Abort) -> None:
        self._close = self._close or effect
        self._reader.close_soon()

    async def finish(self, patience_s: float) -> None:
        self._reader.close_soon()
        await asyncio.wait({self._task}, timeout=patience_s)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _write(self) -> None:
        try:
            while (frame := await self._reader.frame()) is not None:
                self._count(frame, await self._send({"type": "websocket.send", "text": frame.json.decode()}))
                self.frames_out += 1
            if self._close is not None:
                await _say(self._wire, self._close)
        except OSError:
            _log.debug("write_failed")  # the client is gone; its disconnect is what is received next
        except Exception:  # noqa: BLE001 - nobody awaits this task's outcome before the socket's end
            _log.exception("writer_crashed")
            self._wire.end(int(CloseCode.SERVER_ERROR), "the server failed")
        finally:
            self._reader.close_soon()  # nothing is written any more, so nobody is to wait for room

    async def _send(self, message: Message) -> float:
        """Returns when it was written."""
        self.writing_since_s = monotonic()
        try:
            await self._wire.send(message)
        finally:
            self.writing_since_s = None
        sent_s = monotonic()
        self._session.sent(sent_s)
        return sent_s


async def _say(wire: Wire, close: Close | Abort) -> None:
    code, reason = int(close.code), close.reason
    try:
        await wire.send({"type": "websocket.close", "code": code, "reason": reason})
    except OSError:
        _log.debug("close_not_said")  # the client is gone
    else:
        wire.end(code, reason)
