"""How what waits for a socket is written: straight to its transport where the server lets us, else by way of ASGI."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, Protocol

import structlog

from schemas.close_codes import CloseCode
from server.gateway.session import Abort, Close
from server.push.bus import nothing
from server.push.outbox import Outgoing
from server.push.reader import Reader

Message = MutableMapping[str, Any]

WRITTEN_AT_ONCE_BYTES: Final = 32 * 1024
"""Frames that are joined into one write: more would only wait in the transport instead of in the outbox."""

_log = structlog.get_logger("repcast.connection")


class Direct(Protocol):
    """A socket that takes what is framed already.

    Attributes:
        on_writable: is called when it takes more again, after a time in which it did not.
    """

    on_writable: Callable[[], None] | None

    @property
    def is_writable(self) -> bool:
        """Whether what is written goes out soon: little waits before it."""

    def write(self, frames: bytes) -> None:
        """Write whole frames.

        Raises:
            OSError: the socket is over.
        """


@dataclass(frozen=True, slots=True)
class Wire:
    """The ways to a socket: ASGI's two, one that ends it whether it is read or not, and a straight one, if there is."""

    receive: Callable[[], Awaitable[Message]]
    send: Callable[[Message], Awaitable[None]]
    end: Callable[[int, str], None]
    direct: Direct | None


class Owner(Protocol):
    """Whose socket it is."""

    @property
    def ending(self) -> Close | Abort | None:
        """How the socket is to be closed once all is written; None: it is closed already."""

    @property
    def wrote(self) -> Callable[[Sequence[Outgoing], float], None]:
        """Is told what was written together, and when, by the monotonic clock; it must not block or raise."""


class Writer(Protocol):
    """Writes what waits for a reader, and then the close.

    Attributes:
        writing_since_s: since when something waits for the socket to take it.
        written_at_s: when it last took something, or when it was opened.
        frames_written: so far.
    """

    writing_since_s: float | None
    written_at_s: float
    frames_written: int

    async def finish(self, within_s: float) -> None:
        """Return once everything is written, or cannot be, or that took too long."""


def writer_for(wire: Wire, reader: Reader, owner: Owner) -> Writer:
    """The shortest way that there is."""
    return AsgiWriter(wire, reader, owner) if wire.direct is None else DirectWriter(wire, wire.direct, reader, owner)


class AsgiWriter:
    """A task that sends frame after frame: for any server."""

    def __init__(self, wire: Wire, reader: Reader, owner: Owner) -> None:
        self.writing_since_s: float | None = None
        self.written_at_s = monotonic()
        self.frames_written = 0
        self._wire = wire
        self._reader = reader
        self._owner = owner
        self._task = asyncio.create_task(self._write(), name="writer")

    async def finish(self, within_s: float) -> None:
        self._reader.close_soon()
        await asyncio.wait({self._task}, timeout=within_s)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _write(self) -> None:
        try:
            while (frame := await self._reader.frame()) is not None:
                await self._send({"type": "websocket.send", "text": frame.json.decode()})
                self._owner.wrote((frame,), self.written_at_s)
            self.writing_since_s = monotonic()
            await _say_goodbye(self._wire, self._owner.ending)
        except OSError:
            _log.debug("write_failed")  # the client is gone; its disconnect is what is received next
        except Exception:  # noqa: BLE001 - nobody awaits this task's outcome before the socket's end
            _crashed(self._wire)
        finally:
            self.writing_since_s = None
            self._reader.close_soon()  # nothing is written any more, so nobody is to wait for room

    async def _send(self, message: Message) -> None:
        self.writing_since_s = monotonic()
        try:
            await self._wire.send(message)
        finally:
            self.writing_since_s = None
        self.written_at_s = monotonic()
        self.frames_written += 1


class DirectWriter:
    """Writes in the call of whoever brings a frame. A task is begun only to read the log, and to close."""

    __slots__ = (
        *("_context", "_direct", "_is_over", "_over", "_owner", "_reader", "_task", "_wire", "_wrote"),
        *("frames_written", "writing_since_s", "written_at_s"),
    )

    def __init__(self, wire: Wire, direct: Direct, reader: Reader, owner: Owner) -> None:
        self.writing_since_s: float | None = None
        self.written_at_s = monotonic()
        self.frames_written = 0
        self._wire = wire
        self._direct = direct
        self._reader = reader
        self._owner = owner
        self._wrote = owner.wrote
        self._task: asyncio.Task[None] | None = None
        self._is_over = False
        self._over: asyncio.Event | None = None
        self._context: Context = copy_context()  # whoever brings a frame is in one of its own
        reader.wake = direct.on_writable = self.pump

    def pump(self) -> None:
        """Write what waits, as far as the socket takes it."""
        if self._is_over:
            return
        reader, direct, wrote = self._reader, self._direct, self._wrote
        follower = reader.follower
        outbox = follower.outbox
        try:
            while direct.is_writable:
                frames = outbox.take_some(WRITTEN_AT_ONCE_BYTES)
                if frames:
                    direct.write(frames[0].wire if len(frames) == 1 else b"".join([frame.wire for frame in frames]))
                    self.written_at_s = now_s = monotonic()
                    self.frames_written += len(frames)
                    wrote(frames, now_s)
                    if reader.is_room_awaited:
                        reader.made_room()
                self.writing_since_s = None  # what waits now is another write
                if not outbox.bytes_queued:
                    break
            if not direct.is_writable:
                if outbox.bytes_queued or reader.is_closing:
                    self.writing_since_s = self.writing_since_s or monotonic()
            elif follower.behind or follower.has_let_go or reader.is_closing:
                self._drained()
        except OSError:
            _log.debug("write_failed")
            self._end()
        except Exception:  # noqa: BLE001 - it is not the fault of whoever brought the frame
            _crashed(self._wire)
            self._end()

    async def finish(self, within_s: float) -> None:
        self._reader.close_soon()
        try:
            async with asyncio.timeout(within_s):
                while not self._is_over:
                    self._over = self._over or asyncio.Event()
                    await self._over.wait()
        except TimeoutError:
            self._end()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _drained(self) -> None:
        reader = self._reader
        if self._task is not None:
            return  # it looks again when it has done its part
        if reader.is_closing:
            self._begin(self._close())
        elif reader.is_lacking:
            self._begin(self._catch_up())

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        self._task = asyncio.get_running_loop().create_task(work, context=self._context)

    async def _catch_up(self) -> None:
        reader = self._reader
        try:
            while not self._is_over and not reader.is_closing and reader.is_lacking:
                await reader.catch_up()
                self.pump()
        except Exception:  # noqa: BLE001 - nobody awaits this task's outcome
            _crashed(self._wire)
            self._end()
        self._task = None
        self.pump()

    async def _close(self) -> None:
        try:
            await _say_goodbye(self._wire, self._owner.ending)
        except OSError:
            _log.debug("write_failed")
        except Exception:  # noqa: BLE001 - nobody awaits this task's outcome
            _crashed(self._wire)
        self._end()

    def _end(self) -> None:
        """Nothing is written any more."""
        self._is_over = True
        self.writing_since_s = None
        self._reader.wake, self._direct.on_writable = nothing, None
        self._reader.close_soon()  # nobody is to wait for room
        if self._over is not None:
            self._over.set()


async def _say_goodbye(wire: Wire, ending: Close | Abort | None) -> None:
    if ending is not None:
        code, reason = int(ending.code), ending.reason
        await wire.send({"type": "websocket.close", "code": code, "reason": reason})
        wire.end(code, reason)


def _crashed(wire: Wire) -> None:
    """To be called where the exception is handled."""
    _log.exception("writer_crashed")
    wire.end(int(CloseCode.SERVER_ERROR), "the server failed")
