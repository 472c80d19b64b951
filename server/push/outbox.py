"""What waits to be written to one reader: bounded in frames and bytes. Pure.

Job frames enter only while there is room; past it their reader is *behind* and reads the log once it has drained.
Replies are always taken: who reads requests faster than their answers are taken waits for `has_room` first.
"""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from schemas.framing import text_frame


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    max_frames: int
    max_bytes: int


class Outgoing(Protocol):
    """An encoded frame."""

    @property
    def json(self) -> bytes: ...

    @property
    def wire(self) -> bytes:
        """``json`` as a frame of a WebSocket."""

    @property
    def type(self) -> str: ...

    @property
    def at_s(self) -> float | None:
        """When it was committed, in seconds since 1970; None where its reader cannot have waited for it."""


class Undated(NamedTuple):
    """A frame that is no job's, or that was there before its reader came."""

    json: bytes
    type: str
    at_s: None = None

    @property
    def wire(self) -> bytes:
        return text_frame(self.json)


class Outlet(Protocol):
    """Where frames go at once, if they can. It must not raise."""

    def write(self, frame: Outgoing) -> bool:
        """Returns whether it is written; if not it waits, and the outlet has the outbox drained in time."""

    def hold(self) -> None:
        """Several frames follow, with nothing in between: those that can be written may be kept until `release`."""

    def release(self) -> None:
        """Write what is kept, all together."""


class _NoOutlet:
    """Frames are taken."""

    def write(self, frame: Outgoing) -> bool:
        del frame
        return False

    def hold(self) -> None:
        """Nothing is written."""

    def release(self) -> None:
        """Nothing is kept."""


NO_OUTLET = _NoOutlet()


class Outbox:
    """A bounded queue of encoded frames, in front of which a frame is written at once where that is possible."""

    __slots__ = ("_frames", "_limits", "bytes_queued", "outlet")

    def __init__(self, limits: OutboxLimits) -> None:
        self._limits = limits
        self.outlet: Outlet = NO_OUTLET
        self._frames: deque[Outgoing] | None = None  # most readers never let a frame wait
        self.bytes_queued = 0

    def __len__(self) -> int:
        return 0 if self._frames is None else len(self._frames)

    @property
    def has_room(self) -> bool:
        frames, limits = self._frames, self._limits
        return frames is None or (len(frames) < limits.max_frames and self.bytes_queued < limits.max_bytes)

    def put(self, frame: Outgoing) -> None:
        """Write it; or queue it, behind what waits already."""
        if self._frames is None:
            if self.outlet.write(frame):
                return
            self._frames = deque()
        self._frames.append(frame)
        self.bytes_queued += len(frame.json)

    def take(self) -> Outgoing | None:
        """The next frame to write, or None."""
        if self._frames is None:
            return None
        frame = self._frames.popleft()
        self.bytes_queued -= len(frame.json)
        if not self._frames:
            self._frames = None
        return frame

    def drain(self) -> bool:
        """Write what waits, in order, as far as that goes. Returns whether nothing waits any more."""
        self.outlet.hold()
        while self._frames is not None and self.outlet.write(self._frames[0]):
            self.take()
        self.outlet.release()
        return self._frames is None
