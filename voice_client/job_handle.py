"""One job as its submitter holds it: frames to iterate, a result to await."""

import asyncio
from collections.abc import AsyncIterator

from schemas.errors import ErrorCode
from schemas.server_frames import JobCancelled, JobCompleted, JobFailed, JobSubscribed, ProgramSummary
from voice_client.effects import JobFrame
from voice_client.errors import JobCancelledError, JobFailedError, PushError
from voice_client.mailbox import Mailbox
from voice_client.place import Place


class JobHandle:
    """A followed job. Iterate it for its frames, each once and in order; or await `result`.

    Where the server had to send the whole state instead of frames, the iteration yields that `JobSubscribed`.

    Args:
        after: the last frame that whoever holds this has.
    """

    def __init__(self, job_id: str, *, after: int = 0, duplicate: bool = False) -> None:
        self.job_id = job_id
        self.duplicate = duplicate
        """The submission repeated one that was made before."""
        self._mailbox = Mailbox()
        self._place = Place(after)
        self._ended = asyncio.Event()
        self._last: JobFrame | None = None
        self._error: PushError | None = None

    @property
    def has_ended(self) -> bool:
        """Nothing comes any more."""
        return self._ended.is_set()

    def __aiter__(self) -> AsyncIterator[JobFrame]:
        return aiter(self._mailbox)

    async def result(self) -> JobCompleted | JobSubscribed:
        """Wait for the end.

        Returns:
            the frame that completed the job; a `JobSubscribed` whose snapshot is completed where that frame was
            replaced by the whole state.

        Raises:
            JobFailedError, JobCancelledError: it ended without a program.
            ConnectionLost: the server is gone for good.
            Unfollowed: this client follows the job no more.
        """
        await self._ended.wait()
        if self._last is None:
            assert self._error is not None  # noqa: S101 - it ends with a frame or with an error
            raise self._error
        return _result_of(self._last)

    def deliver(self, frame: JobFrame, *, is_last: bool) -> None:
        """Hand a frame over; for the client that owns the handle."""
        if self._place.takes(frame):
            self._mailbox.put(frame)
        # A handle that still lacks earlier frames does not end with the last one: they come, and then that again.
        if is_last and frame.seq <= self._place.seq:
            self._last = frame
            self._mailbox.close()
            self._ended.set()

    def fail(self, error: PushError) -> None:
        """Nothing comes any more; for the client that owns the handle."""
        self._error = error
        self._mailbox.close(error)
        self._ended.set()


def program_of(end: JobCompleted | JobSubscribed) -> tuple[str, ProgramSummary | None]:
    """The id of the program that a job ended with, and its summary where the frame had one."""
    if isinstance(end, JobCompleted):
        return end.program_id, end.program
    assert end.snapshot is not None  # noqa: S101 - a result without a frame has a snapshot
    assert end.snapshot.program_id is not None  # noqa: S101 - and that is completed
    return end.snapshot.program_id, None


def _result_of(last: JobFrame) -> JobCompleted | JobSubscribed:
    match last:
        case JobCompleted():
            return last
        case JobFailed(error=failure):
            raise JobFailedError(failure.code, failure.message, failure.say)
        case JobCancelled(reason=reason):
            raise JobCancelledError(reason)
        case JobSubscribed(snapshot=snapshot) if snapshot is not None:
            if snapshot.error is not None:
                raise JobFailedError(snapshot.error.code, snapshot.error.message, snapshot.error.say)
            if snapshot.program_id is None:
                raise JobCancelledError(None)
            return last
    raise JobFailedError(ErrorCode.INTERNAL, "the job ended in a way that this client does not know", "")
