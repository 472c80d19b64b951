"""One reader of all jobs of a user."""

from collections.abc import AsyncIterator

from voice_client.effects import JobFrame
from voice_client.errors import PushError
from voice_client.mailbox import Mailbox
from voice_client.place import Place

MAX_ENDED = 4096
"""Ended jobs whose place is kept, so that somebody else's second look at one is not shown here."""


class Watcher:
    """Each job's frames from the first on, once and in order; a `JobSubscribed` where the state took their place."""

    def __init__(self) -> None:
        self._mailbox = Mailbox()
        self._places: dict[str, Place] = {}
        self._ended: dict[str, Place] = {}

    def __aiter__(self) -> AsyncIterator[JobFrame]:
        return aiter(self._mailbox)

    def deliver(self, frame: JobFrame, *, is_last: bool) -> None:
        """Hand a frame over."""
        job_id = frame.job_id
        place = self._ended.get(job_id) or self._places.setdefault(job_id, Place())
        if place.takes(frame):
            self._mailbox.put(frame)
        if is_last and frame.seq <= place.seq and job_id in self._places:
            del self._places[job_id]
            self._ended[job_id] = place
            if len(self._ended) > MAX_ENDED:
                del self._ended[next(iter(self._ended))]

    def fail(self, error: PushError) -> None:
        """Nothing comes any more."""
        self._mailbox.close(error)
