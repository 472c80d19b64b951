"""The queue before a speaker: bytes by item, counted as they are played. Pure, so that every device shares it.

A device calls `take` for each block that its hardware wants. No lock: where that happens in another thread, the device
holds one.
"""

from array import array
from collections import deque
from dataclasses import dataclass, field

from voice_client.realtime.audio.pcm import bytes_of, ms_of

PREBUFFER_MS = 120
"""Deltas come in bursts; less than this, and the first words stutter (openai-agents' example plays as much ahead)."""
FADE_MS = 12
"""Short enough to seem immediate, long enough not to click."""


@dataclass(frozen=True, slots=True)
class Played:
    """What was heard of an item.

    Attributes:
        received_ms: what had come of it by then.
    """

    item_id: str
    played_ms: int
    received_ms: int


@dataclass(slots=True)
class _Item:
    item_id: str
    waiting: bytearray = field(default_factory=bytearray)
    played_bytes: int = 0
    is_finished: bool = False


class PlayQueue:
    """Items one behind the other.

    Attributes:
        is_playing: something of an item was in the block that was taken last.
    """

    def __init__(self, prebuffer_ms: float = PREBUFFER_MS, fade_ms: float = FADE_MS) -> None:
        self._prebuffer_bytes = bytes_of(prebuffer_ms)
        self._fade_bytes = bytes_of(fade_ms)
        self._items: deque[_Item] = deque()
        self._tail = b""
        self._is_primed = False
        self.is_playing = False

    @property
    def is_drained(self) -> bool:
        """Nothing plays, and nothing waits to."""
        return not self._items and not self._tail

    def put(self, item_id: str, pcm: bytes) -> None:
        """More audio of an item."""
        item = self._find(item_id)
        if item is None:
            item = _Item(item_id)
            self._items.append(item)
        item.waiting += pcm

    def finish(self, item_id: str) -> None:
        """No more audio comes of this item."""
        item = self._find(item_id)
        if item is not None:
            item.is_finished = True
            self._drop_played()

    def take(self, size_bytes: int) -> bytes:
        """The next block, filled up with silence; what it holds counts as played."""
        block, self._tail = self._tail[:size_bytes], self._tail[size_bytes:]
        while self._items and len(block) < size_bytes and self._may_play(self._items[0]):
            item = self._items[0]
            piece = bytes(item.waiting[: size_bytes - len(block)])
            del item.waiting[: len(piece)]
            item.played_bytes += len(piece)
            block += piece
            self._drop_played()
        self.is_playing = bool(block)
        return block.ljust(size_bytes, b"\0")

    def interrupt(self) -> list[Played]:
        """Play no more than a fade of what is there."""
        cut = [_played(item) for item in self._items]
        if self._items and self._is_primed:
            self._tail += _faded(bytes(self._items[0].waiting[: self._fade_bytes]))
        self._items.clear()
        self._is_primed = False
        return cut

    def _may_play(self, item: _Item) -> bool:
        if not item.waiting:  # the network is late: gather a little before going on
            self._is_primed = False
            return False
        self._is_primed = self._is_primed or item.is_finished or len(item.waiting) >= self._prebuffer_bytes
        return self._is_primed

    def _drop_played(self) -> None:
        while self._items and self._items[0].is_finished and not self._items[0].waiting:
            self._items.popleft()

    def _find(self, item_id: str) -> _Item | None:
        return next((item for item in self._items if item.item_id == item_id), None)


def _played(item: _Item) -> Played:
    return Played(item.item_id, ms_of(item.played_bytes), ms_of(item.played_bytes + len(item.waiting)))


def _faded(pcm: bytes) -> bytes:
    samples = array("h", pcm)
    last = max(1, len(samples))
    return array("h", (int(sample * (last - at) / last) for at, sample in enumerate(samples))).tobytes()
