"""What waits to be written to one reader: bounded in frames and bytes. Pure.

Job frames enter only while there is room; past it their reader is *behind* and reads the log once it has drained.
Replies are always taken: who reads requests faster than their answers are taken waits for `has_room` first.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from schemas.framing import payload_of


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    max_frames: int
    max_bytes: int


class Outgoing(Protocol):
    """An encoded frame."""

    @property
    def wire(self) -> bytes:
        """As it goes over a WebSocket."""

    @property
    def json(self) -> bytes:
        """What it says."""

    @property
    def type(self) -> str: ...

    @property
    def at_s(self) -> float | None:
        """When it was committed, in seconds since 1970; None where its reader cannot have waited for it."""


class Undated(NamedTuple):
    """A frame that is no job's, or that was there before its reader came."""

    wire: bytes
    type: str
    at_s: None = None

    @property
    def json(self) -> bytes:
        return payload_of(self.wire)


class Outbox:
    """A bounded queue of encoded frames.

    Attributes:
        has_room: whether it is within its bounds.
    """

    __slots__ = ("_frames", "_limits", "bytes_queued", "has_room")

    def __init__(self, limits: OutboxLimits) -> None:
        self._limits = limits
        self._frames: list[Outgoing] = []  # seldom more than a few; an empty deque takes ten times as much
        self.bytes_queued = 0
        self.has_room = True

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, frame: Outgoing) -> None:
        frames, limits = self._frames, self._limits
        frames.append(frame)
        self.bytes_queued += len(frame.wire)
        if len(frames) >= limits.max_frames or self.bytes_queued >= limits.max_bytes:
            self.has_room = False

    def take(self) -> Outgoing | None:
        """The next frame to write, or None."""
        if not self._frames:
            return None
        return self._take_first(1)[0]

    def take_some(self, size_bytes: int) -> list[Outgoing]:
        """The next frames: as many as are of this size together, or the one that is larger."""
        if self.bytes_queued <= size_bytes:
            taken, self._frames, self.bytes_queued, self.has_room = self._frames, [], 0, True
            return taken
        count = taken_bytes = 0
        for frame in self._frames:
            if count and taken_bytes + len(frame.wire) > size_bytes:
                break
            count += 1
            taken_bytes += len(frame.wire)
        return self._take_first(count)

    def _take_first(self, count: int) -> list[Outgoing]:
        taken = self._frames[:count]
        del self._frames[:count]
        self.bytes_queued -= sum(len(frame.wire) for frame in taken)
        self.has_room = len(self._frames) < self._limits.max_frames and self.bytes_queued < self._limits.max_bytes
        return taken
