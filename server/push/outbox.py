"""What waits to be written to one reader: bounded in frames and bytes. Pure.

Job frames enter only while there is room; past it their reader is *behind* and reads the log once it has drained.
Replies are always taken: who reads requests faster than their answers are taken waits for `has_room` first.
"""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    max_frames: int
    max_bytes: int


class Outbox:
    """A bounded queue of encoded frames."""

    __slots__ = ("_frames", "_limits", "bytes_queued")

    def __init__(self, limits: OutboxLimits) -> None:
        self._limits = limits
        self._frames: deque[tuple[str, int]] = deque()
        self.bytes_queued = 0

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def has_room(self) -> bool:
        return len(self._frames) < self._limits.max_frames and self.bytes_queued < self._limits.max_bytes

    def put(self, text: str, size_bytes: int) -> None:
        self._frames.append((text, size_bytes))
        self.bytes_queued += size_bytes

    def take(self) -> str | None:
        """The next frame to write, or None."""
        if not self._frames:
            return None
        text, size_bytes = self._frames.popleft()
        self.bytes_queued -= size_bytes
        return text
