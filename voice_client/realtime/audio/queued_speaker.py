"""The play queue between two threads: the loop fills it, the sound card empties it."""

from collections.abc import Callable, Sequence
from threading import Lock

from voice_client.realtime.audio.play_queue import Played, PlayQueue
from voice_client.realtime.audio.port import OnDrained


class QueuedSpeaker:
    """A `Speaker` before any sound card.

    Args:
        in_loop: has something called in the loop, soon; called from either thread.
    """

    def __init__(self, in_loop: Callable[[Callable[[], None]], object], queue: PlayQueue | None = None) -> None:
        self._in_loop = in_loop
        self._queue = queue or PlayQueue()
        self._lock = Lock()
        self._owes_drained = False
        self._on_drained: OnDrained = lambda: None

    @property
    def is_drained(self) -> bool:
        with self._lock:
            return self._queue.is_drained

    def play(self, item_id: str, pcm: bytes) -> None:
        with self._lock:
            self._queue.put(item_id, pcm)
            self._owes_drained = True

    def finish(self, item_id: str) -> None:
        with self._lock:
            self._queue.finish(item_id)
            self._settle()

    def interrupt(self) -> Sequence[Played]:
        with self._lock:
            self._owes_drained = False
            return self._queue.interrupt()

    def on_drained(self, tell: OnDrained) -> None:
        self._on_drained = tell

    def take(self, size_bytes: int) -> tuple[bytes, bool]:
        """The next block for the sound card, and whether something plays in it."""
        with self._lock:
            block = self._queue.take(size_bytes)
            self._settle()
            return block, self._queue.is_playing

    def _settle(self) -> None:
        if self._owes_drained and self._queue.is_drained:
            self._owes_drained = False
            self._in_loop(self._tell)

    def _tell(self) -> None:
        if self.is_drained:  # something may have come meanwhile, and is told of by itself
            self._on_drained()
