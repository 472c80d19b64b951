"""What a client knows of its jobs: how far it has each one's log, and what it still waits for. Pure.

Frames in, deliveries out: each numbered frame of a followed job once, in order. A hole is asked for again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.client_frames import ClientFrame, Hello, JobSubmit, JobSubscribe, JobsWatch, ResumePoint
from schemas.errors import ErrorCode
from schemas.server_frames import (
    FINAL_TYPES,
    Error,
    JobAccepted,
    JobEvent,
    JobSubscribed,
    JobsWatched,
    ServerFrame,
    Welcome,
)

RESENT_ON = frozenset({ErrorCode.DRAINING})
"""Refusals that are no answer: the request is said again on the next connection."""


MAX_ENDED = 4096


@dataclass(frozen=True, slots=True)
class Answered:
    """A request has its answer."""

    request_id: str
    frame: ServerFrame


@dataclass(frozen=True, slots=True)
class Delivered:
    """A frame of a followed job: a numbered one, or a `JobSubscribed` with the whole state in its place.

    ``is_again``: the job was seen to its end before, and is followed anew by somebody who asked for it.
    """

    job_id: str
    frame: JobEvent | JobSubscribed
    is_last: bool
    is_again: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A followed job is not there any more, as far as this client may see."""

    job_id: str
    error: Error


@dataclass(frozen=True, slots=True)
class Ask:
    """Something must be asked of the server."""

    request: ClientFrame


Effect = Answered | Delivered | Lost | Ask


@dataclass(slots=True)
class ClientSession:
    """The state that outlives connections."""

    feeds: dict[str, int] = field(default_factory=dict)
    """Followed jobs that have not ended, and the last ``seq`` of each that was delivered."""
    ended: dict[str, None] = field(default_factory=dict)
    """Jobs that were seen to their end, oldest first; the last `MAX_ENDED` of them."""
    watched: dict[str, str] = field(default_factory=dict)
    """Watched users, and the id of the request that watches."""
    pending: dict[str, ClientFrame] = field(default_factory=dict)
    """Requests without an answer, oldest first; each is said again on the next connection."""
    _catching_up: dict[str, str] = field(default_factory=dict)
    """Jobs whose missing frames were asked for, and the id of the request."""
    _asked: int = 0

    def hello(self, request_id: str) -> Hello:
        """The first frame of a connection."""
        points = tuple(ResumePoint(job_id=job_id, after=seq) for job_id, seq in self.feeds.items())
        self._catching_up.clear()
        return Hello(id=request_id, resume=points or None)

    def again(self) -> list[ClientFrame]:
        """What to say after ``welcome``: watches, and all that has no answer."""
        watches = [
            JobsWatch(id=request_id, user_id=user_id)
            for user_id, request_id in self.watched.items()
            if request_id not in self.pending
        ]
        return [*watches, *self.pending.values()]

    def asked(self, request: ClientFrame) -> None:
        """A request is being sent."""
        if request.id is not None:
            self.pending[request.id] = request

    def given_up(self, request_id: str) -> None:
        """Nobody waits for this answer any more."""
        self.pending.pop(request_id, None)

    def received(self, frame: ServerFrame) -> Sequence[Effect]:
        """A frame of the server."""
        match frame:
            case Welcome():
                return [effect for resumed in frame.resumed for effect in self._subscribed(resumed)]
            case JobSubscribed():
                return [*self._subscribed(frame), *self._answered(frame.id, frame)]
            case JobAccepted():
                return self._accepted(frame)
            case JobsWatched():
                return [*self._watched(frame), *self._answered(frame.id, frame)]
            case Error():
                return self._refused(frame)
            case JobEvent():
                return self._event(frame)
            case _:
                return self._answered(getattr(frame, "id", None), frame)

    def _refused(self, frame: Error) -> Sequence[Effect]:
        named = frame.details.job_id if frame.details and frame.id is None else None
        job_id = named or next((job for job, asked in self._catching_up.items() if asked == frame.id), None)
        if job_id is not None and job_id in self.feeds and frame.code is ErrorCode.NOT_FOUND:
            self._catching_up.pop(job_id, None)
            del self.feeds[job_id]
            return [Lost(job_id, frame)]
        return () if frame.code in RESENT_ON else self._answered(frame.id, frame)

    def _accepted(self, frame: JobAccepted) -> Sequence[Effect]:
        asked = self.pending.get(frame.id)
        answered = self._answered(frame.id, frame)
        if not isinstance(asked, JobSubmit) or frame.job_id in self.feeds:
            return answered
        self.feeds[frame.job_id] = 0
        if not frame.duplicate:
            return answered
        # The job is older than this request: what came before is asked for.
        return [*answered, *self._catch_up(frame.job_id)]

    def _subscribed(self, frame: JobSubscribed) -> Sequence[Effect]:
        job_id = frame.job_id
        self._catching_up.pop(job_id, None)
        is_asked_for = frame.id in self.pending
        if job_id in self.ended and job_id not in self.feeds and not is_asked_for:
            return ()  # what was missing came by itself before this answer did
        if frame.recovered:
            after = frame.after or 0
            self.feeds[job_id] = max(self.feeds.get(job_id, 0), after)
            return ()
        if frame.snapshot is None:
            return ()
        is_last = frame.snapshot.status.is_final
        return [self._delivered(job_id, frame, is_last=is_last)]

    def _watched(self, frame: JobsWatched) -> Sequence[Effect]:
        effects: list[Effect] = []
        for job in frame.jobs:
            if job.status.is_final or job.job_id in self.feeds or job.job_id in self.ended:
                continue
            self.feeds[job.job_id] = 0
            effects += self._catch_up(job.job_id)
        return effects

    def _event(self, frame: JobEvent) -> Sequence[Effect]:
        job_id = frame.job_id
        if job_id not in self.feeds:
            if job_id in self.ended or frame.user_id not in self.watched:
                return ()
            self.feeds[job_id] = 0
        last = self.feeds[job_id]
        if frame.seq <= last:
            return ()
        if frame.seq > last + 1:
            return self._catch_up(job_id)
        is_last = frame.type in FINAL_TYPES
        return [self._delivered(job_id, frame, is_last=is_last)]

    def _catch_up(self, job_id: str) -> Sequence[Effect]:
        if job_id in self._catching_up:
            return ()
        self._asked += 1
        request_id = self._catching_up[job_id] = f"catch-up-{self._asked}"
        return [Ask(JobSubscribe(id=request_id, job_id=job_id, after=self.feeds[job_id]))]

    def _delivered(self, job_id: str, frame: JobEvent | JobSubscribed, *, is_last: bool) -> Delivered:
        is_again = job_id in self.ended
        self.feeds[job_id] = frame.seq
        if is_last:
            del self.feeds[job_id]
            self.ended[job_id] = None
            if len(self.ended) > MAX_ENDED:
                del self.ended[next(iter(self.ended))]
        return Delivered(job_id, frame, is_last, is_again)

    def _answered(self, request_id: str | None, frame: ServerFrame) -> Sequence[Effect]:
        if request_id is None or self.pending.pop(request_id, None) is None:
            return ()
        return [Answered(request_id, frame)]
