"""Where one reader stands in one job's log. Pure.

A reader is either *live* (it has all that is known to exist, and takes the next frame as it comes) or *behind* (it
reads the log). A first subscription, a hole, a lost tail and a full outbox are all the same: being behind.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Cursor:
    """A reader's place.

    Attributes:
        seq: the last frame that was handed over.
        head: the highest frame that is known to exist.
    """

    seq: int
    head: int

    @property
    def is_live(self) -> bool:
        return self.seq >= self.head

    @property
    def missing(self) -> int:
        return max(0, self.head - self.seq)

    def takes(self, seq: int) -> bool:
        """Whether the live frame ``seq`` is handed over now; if not, it is had before, or read from the log later."""
        if seq == self.seq + 1 and seq > self.head:
            self.seq = self.head = seq
            return True
        self.saw(seq)
        return False

    def replays(self, seq: int) -> bool:
        """Whether the frame ``seq`` that was read from the log is handed over now."""
        if seq != self.seq + 1:
            return False
        self.seq = seq
        self.head = max(self.head, seq)
        return True

    def saw(self, head: int) -> None:
        """The log is known to reach to ``head``."""
        self.head = max(self.head, head)

    def restart(self, seq: int) -> None:
        """The reader was given the whole state at ``seq`` instead of the frames up to it."""
        self.seq = seq
        self.head = max(self.head, seq)


def is_recoverable(after: int | None, head: int, first_kept: int | None, most: int) -> bool:
    """Whether the frames above ``after`` can all be replayed; if not, the whole state is sent instead.

    Args:
        after: the last frame that the reader says it has; None if it says nothing.
        head: the job's last frame.
        first_kept: the lowest frame that the log keeps; None if it keeps none.
        most: frames that are replayed at the most.
    """
    if after is None or after > head or head - after > most:
        return False
    return after == head or (first_kept is not None and first_kept <= after + 1)
