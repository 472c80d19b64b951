"""How far one reader has one job's log. Pure."""

from dataclasses import dataclass

from schemas.server_frames import JobEvent
from voice_client.effects import JobFrame


@dataclass(slots=True)
class Place:
    """A reader's own cursor.

    A job's frames come to all its readers, from where the one of them stands who has the least. What a reader has, and
    what is ahead of what it lacks, is not for it.

    Attributes:
        seq: the last frame that the reader has.
    """

    seq: int = 0

    def takes(self, frame: JobFrame) -> bool:
        """Whether this frame is what the reader lacks next; it has it then."""
        if isinstance(frame, JobEvent):
            is_news = frame.seq == self.seq + 1
        else:
            # A state below the reader's place is news when it answers that very place: the log does not reach there.
            is_news = frame.seq > self.seq or frame.seq < self.seq == frame.after
        if is_news:
            self.seq = frame.seq
        return is_news
