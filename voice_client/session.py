"""What a client knows of its jobs: how far each one's log came, and what it still waits for. Pure.

Frames in, effects out: the numbered frames of each followed job in order, from where the reader stands who has the
least. A hole is asked for again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.client_frames import ClientFrame, Hello, JobGet, JobSubmit, JobSubscribe, JobsWatch, ResumePoint
from schemas.errors import ErrorCode
from schemas.server_frames import (
    Error,
    JobAccepted,
    JobEvent,
    JobSnapshotReply,
    JobSubscribed,
    JobsWatched,
    ServerFrame,
    Welcome,
)
from voice_client.effects import Answered, AskLater, Delivered, Effect, JobFrame, Lost, LostWatch
from voice_client.own_requests import OwnRequests

RESENT_ON = frozenset({ErrorCode.DRAINING})
"""Refusals that are no answer: the request is said again on the next connection."""
RESUMED_AT_ONCE = 768
"""With the longest token, so many fit into the largest frame of a client. Others are subscribed behind ``welcome``."""
MAX_ENDED = 4096
"""Ended jobs that are remembered, so that a late double of a frame starts nothing anew."""


@dataclass(slots=True)
class Feed:
    """One job as the connection brings it.

    Attributes:
        seq: the frame behind which the next one is taken.
        user_id: whose it is, once a frame said so.
        is_followed: asked for by its own name, not only because its user is watched.
        is_watched: it ran while its user was watched. Who takes a second look at an ended job does not show it to all.
        is_given: no frame that this client can read brought it here, but, say, a follower who said that it stands
            here: the job may have ended.
    """

    seq: int
    user_id: str | None = None
    is_followed: bool = False
    is_watched: bool = False
    is_given: bool = False


@dataclass(slots=True)
class ClientSession:
    """The state that outlives connections."""

    feeds: dict[str, Feed] = field(default_factory=dict)
    """Followed jobs that have not ended."""
    ended: dict[str, None] = field(default_factory=dict)
    """Jobs that were seen to their end, or ended before their user was watched; the last `MAX_ENDED` of them."""
    watched: dict[str, str] = field(default_factory=dict)
    """Watched users, and the id of the request that watches."""
    pending: dict[str, ClientFrame] = field(default_factory=dict)
    """Requests without an answer, oldest first; each is said again on the next connection."""
    _own: OwnRequests = field(default_factory=OwnRequests)
    _unresumed: list[str] = field(default_factory=list)

    def hello(self, request_id: str) -> Hello:
        """The first frame of a connection."""
        jobs = list(self.feeds)
        points = tuple(ResumePoint(job_id=job_id, after=self.feeds[job_id].seq) for job_id in jobs[:RESUMED_AT_ONCE])
        self._unresumed = jobs[RESUMED_AT_ONCE:]
        self._own.restart()
        return Hello(id=request_id, resume=points or None)

    def again(self) -> list[ClientFrame]:
        """What to say after ``welcome``: watches, and all that has no answer."""
        watches = [
            JobsWatch(id=request_id, user_id=user_id)
            for user_id, request_id in self.watched.items()
            if request_id not in self.pending
        ]
        self._own.repeats(watches)
        return [*watches, *self.pending.values()]

    def asked(self, request: ClientFrame) -> None:
        """A request is being sent."""
        if request.id is not None:
            self.pending[request.id] = request

    def given_up(self, request_id: str) -> None:
        """Nobody waits for this answer any more."""
        self.pending.pop(request_id, None)

    def wants(self, request: ClientFrame) -> bool:
        """Whether what was to be asked later is still to be asked."""
        return self._own.wants(request)

    def unfollowed(self, job_id: str) -> None:
        """Nobody follows a job any more; where its user is watched it goes on for the watch."""
        feed = self.feeds.get(job_id)
        if feed is not None and feed.user_id in self.watched:
            feed.is_followed = False
        elif feed is not None:
            self._forget(job_id)

    def unwatched(self, user_id: str) -> list[str]:
        """Nobody watches a user any more. Returns the jobs that are followed no more either."""
        self._own.answered(self.watched.pop(user_id, None))
        jobs = [job_id for job_id, feed in self.feeds.items() if feed.user_id == user_id and not feed.is_followed]
        for job_id in jobs:
            self._forget(job_id)
        return jobs

    def received(self, frame: ServerFrame | JobEvent) -> Sequence[Effect]:
        """A frame of the server."""
        match frame:
            case Welcome():
                resumed = [effect for each in frame.resumed for effect in self._subscribed(each)]
                return resumed + [effect for job_id in self._unresumed for effect in self._catch_up(job_id)]
            case JobSubscribed():
                return [*self._subscribed(frame), *self._answered(frame.id, frame)]
            case JobAccepted():
                return self._accepted(frame)
            case JobsWatched():
                return [*self._watched(frame), *self._answered(frame.id, frame)]
            case JobSnapshotReply():
                return [*self._looked(frame), *self._answered(frame.id, frame)]
            case Error():
                return self._refused(frame)
            case JobEvent():
                return self._event(frame)
            case _:
                return self._answered(getattr(frame, "id", None), frame)

    # Answers

    def _accepted(self, frame: JobAccepted) -> Sequence[Effect]:
        asked = self.pending.get(frame.id)
        answered = self._answered(frame.id, frame)
        if not isinstance(asked, JobSubmit):
            return answered
        is_new = not frame.duplicate and frame.job_id not in self.feeds and frame.job_id not in self.ended
        feed = self.feeds.setdefault(frame.job_id, Feed(0))
        feed.is_followed, feed.is_watched = True, feed.is_watched or is_new
        # If the job is older than this request, what came before is asked for.
        return answered if is_new else [*answered, *self._from_the_first(frame.job_id)]

    def _subscribed(self, frame: JobSubscribed) -> Sequence[Effect]:
        """The server goes on behind ``after``, or from a state: so does the feed."""
        self._own.answered(frame.id)
        job_id, after, is_asked_for = frame.job_id, frame.after or 0, frame.id in self.pending
        if job_id not in self.feeds:
            is_watched = not is_asked_for and self._is_news_of_a_watch(frame)
            if not is_asked_for and not is_watched:
                return ()  # what was missing came by itself before this answer did, or is followed no more
            self.feeds[job_id] = Feed(after, is_watched=is_watched, is_given=True)
        feed = self.feeds[job_id]
        feed.is_followed = feed.is_followed or is_asked_for
        if frame.snapshot is not None:
            feed.user_id = frame.snapshot.user_id
            return [self._delivered(job_id, frame, is_last=frame.snapshot.status.is_final)]
        if not frame.recovered:
            return ()
        feed.seq = min(feed.seq, after)
        if after > feed.seq:  # somebody lacks what comes before
            return self._catch_up(job_id)
        if feed.is_given and frame.seq == feed.seq:
            return self._own.look(job_id)
        return ()

    def _is_news_of_a_watch(self, frame: JobSubscribed) -> bool:
        state = frame.snapshot
        return state is not None and state.user_id in self.watched and frame.job_id not in self.ended

    def _watched(self, frame: JobsWatched) -> Sequence[Effect]:
        """To whoever begins to watch, what runs is told from its first frame on; what has ended, by the answer alone.

        To whoever watched before the cut, what is not known has happened meanwhile.
        """
        is_again = self._own.answered(frame.id)
        if frame.user_id not in self.watched:
            return ()  # whoever asked has gone
        effects: list[Effect] = []
        for job in frame.jobs:
            is_known = job.job_id in self.feeds
            if job.job_id in self.ended and (is_again or job.status.is_final):
                continue
            if job.status.is_final and not is_again:
                if not is_known:
                    self._note_end(job.job_id)
                continue
            if not (is_known and is_again):
                effects += self._from_the_first(job.job_id)
            self.feeds[job.job_id].user_id, self.feeds[job.job_id].is_watched = frame.user_id, True
        return effects

    def _looked(self, frame: JobSnapshotReply) -> Sequence[Effect]:
        """Whether a job that stands where its follower does has ended there."""
        state = frame.snapshot
        feed = self.feeds.get(state.job_id)
        if not self._own.answered(frame.id) or feed is None or not feed.is_given or state.seq > feed.seq:
            return ()
        feed.is_given, feed.user_id = False, state.user_id
        if not state.status.is_final:
            return ()
        end = JobSubscribed(job_id=state.job_id, after=feed.seq, seq=state.seq, recovered=False, snapshot=state)
        return [self._delivered(state.job_id, end, is_last=True)]

    def _refused(self, frame: Error) -> Sequence[Effect]:
        named = frame.details.job_id if frame.details and frame.id is None else None
        if named is not None and named in self.feeds:  # it could not be resumed: a catch-up takes over
            self._catch_up(named)
            frame = frame.model_copy(update={"id": self._own.catch_up_id(named)})
        match self._own.refused(frame):
            case None:
                return () if frame.code in RESENT_ON else self._answered(frame.id, frame)
            case AskLater() as later:
                return [later]
            case JobsWatch(user_id=user_id):
                self.unwatched(user_id)
                return [LostWatch(user_id, frame)]
            case JobSubscribe(job_id=job_id) | JobGet(job_id=job_id) if job_id in self.feeds:
                self._forget(job_id)
                return [Lost(job_id, frame)]
        return ()

    def _answered(self, request_id: str | None, frame: ServerFrame) -> Sequence[Effect]:
        if request_id is None or self.pending.pop(request_id, None) is None:
            return ()
        return [Answered(request_id, frame)]

    # Frames

    def _event(self, frame: JobEvent) -> Sequence[Effect]:
        job_id, feed = frame.job_id, self.feeds.get(frame.job_id)
        if feed is None:
            if job_id in self.ended or frame.user_id not in self.watched:
                return ()
            feed = self.feeds[job_id] = Feed(0, is_watched=True)
        feed.user_id = frame.user_id
        if frame.seq <= feed.seq:
            return ()
        if frame.seq > feed.seq + 1:
            return self._catch_up(job_id)
        if frame.status.is_final and type(frame) is JobEvent:
            # The end, in words of a newer server: how it ended is to be seen from the job's state.
            delivered = self._delivered(job_id, frame, is_last=False)
            feed.is_given = True
            return [delivered, *self._own.look(job_id)]
        return [self._delivered(job_id, frame, is_last=frame.status.is_final)]

    def _from_the_first(self, job_id: str) -> Sequence[Effect]:
        """Somebody has nothing of this job yet. A cut before the answer resumes it from there."""
        self.feeds.setdefault(job_id, Feed(0)).seq = 0
        return self._catch_up(job_id)

    def _catch_up(self, job_id: str) -> Sequence[Effect]:
        feed = self.feeds.get(job_id)
        return () if feed is None else self._own.catch_up(job_id, feed.seq)

    def _delivered(self, job_id: str, frame: JobFrame, *, is_last: bool) -> Delivered:
        feed = self.feeds[job_id]
        feed.seq, feed.is_given = frame.seq, False
        if is_last:
            self._forget(job_id)
            self._note_end(job_id)
        return Delivered(job_id, feed.user_id if feed.is_watched else None, frame, is_last)

    def _forget(self, job_id: str) -> None:
        del self.feeds[job_id]
        self._own.forget(job_id)

    def _note_end(self, job_id: str) -> None:
        self.ended[job_id] = None
        if len(self.ended) > MAX_ENDED:
            del self.ended[next(iter(self.ended))]
