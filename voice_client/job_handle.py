"""One job as its submitter holds it: frames to iterate, a result to await."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from schemas.errors import ErrorCode
from schemas.server_frames import (
    JobCancelled,
    JobCompleted,
    JobEvent,
    JobFailed,
    JobSubscribed,
    ProgramSummary,
)
from voice_client.errors import JobCancelledError, JobFailedError, PushError

JobFrame = JobEvent | JobSubscribed
"""A numbered frame, or the whole state in the place of frames."""


class JobHandle:
    """A followed job. Iterate it for its frames, each once and in order; or await `result`.

    Where the server had to send the whole state instead of frames, the iteration yields that `JobSubscribed`.
    """

    def __init__(self, job_id: str, *, duplicate: bool = False) -> None:
        self.job_id = job_id
        self.duplicate = duplicate
        """The submission repeated one that was made before."""
        self._frames: deque[JobFrame] = deque()
        self._news = asyncio.Event()
        self._last: JobFrame | None = None
        self._error: PushError | None = None

    def __aiter__(self) -> AsyncIterator[JobFrame]:
        return self._iterate()

    async def result(self) -> JobCompleted | JobSubscribed:
        """Wait for the end.

        Returns:
            the frame that completed the job; a `JobSubscribed` whose snapshot is completed where that frame was
            replaced by the whole state.

        Raises:
            JobFailedError, JobCancelledError: it ended without a program.
            ConnectionLost: the server is gone for good.
        """
        while self._last is None:
            if self._error is not None:
                raise self._error
            self._news.clear()
            await self._news.wait()
        return _result_of(self._last)

    def deliver(self, frame: JobFrame, *, is_last: bool) -> None:
        """Hand a frame over; for the client that owns the handle."""
        self._frames.append(frame)
        if is_last:
            self._last = frame
        self._news.set()

    def fail(self, error: PushError) -> None:
        """Nothing comes any more; for the client that owns the handle."""
        self._error = error
        self._news.set()

    async def _iterate(self) -> AsyncIterator[JobFrame]:
        while True:
            while self._frames:
                yield self._frames.popleft()
            if self._last is not None:
                return
            if self._error is not None:
                raise self._error
            self._news.clear()
            await self._news.wait()


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
