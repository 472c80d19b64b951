"""One reader of job logs: a socket, an event stream, a long poll. Pure: frames in, frames out, reads wanted.

It follows jobs one by one, and watches users: then every job of theirs, new ones too. Whoever drives it hands it
live frames (`offer`), asks what to write (`outbox.take`) and what to read from the log (`wanted`), and brings what
was read (`fill`, `restart`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schemas.codec import type_of
from schemas.framing import text_frame
from server.push.bus import nothing
from server.push.cursor import Cursor
from server.push.outbox import Outbox, OutboxLimits, Undated
from server.storage.transaction import LogFrame

MAX_ENDED = 4096
"""Ended jobs of watched users that are remembered, so that a late double of a frame starts nothing anew."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """Who counts them is told that a reader lacked a frame, or that its outbox was full."""

    lacked: Callable[[], None] = nothing
    was_slow: Callable[[], None] = nothing


@dataclass(slots=True)
class Feed(Cursor):
    """One job as this reader gets it: where it stands, and why."""

    user_id: str
    is_followed: bool
    """Asked for by its own name, not only because its user is watched."""
    history: int = 0
    """Frames up to this one were there when the reader asked for the job."""


@dataclass(frozen=True, slots=True)
class LogRead:
    """Frames that a reader lacks: those of ``job_id`` above ``after``; ``missing`` of them are known to exist."""

    job_id: str
    after: int
    missing: int


class Follower:
    """What one reader follows, and what waits for it."""

    __slots__ = ("_ended", "_held", "_troubles", "behind", "feeds", "has_let_go", "outbox", "watched")

    def __init__(self, limits: OutboxLimits, troubles: Troubles) -> None:
        self.outbox = Outbox(limits)
        self._troubles = troubles
        self.feeds: dict[str, Feed] = {}
        self.watched: frozenset[str] = frozenset()
        self.has_let_go = False
        """Something is followed no more since the last look at `users`; set back by whoever looks."""
        self.behind: dict[str, None] = {}
        """Jobs of which something is lacking, in order, so that none starves another."""
        self._held: dict[str, dict[str, int]] = {}
        self._ended: dict[str, None] = {}

    @property
    def users(self) -> set[str]:
        """Those whose frames this reader needs."""
        return {feed.user_id for feed in self.feeds.values()} | self.watched | self._held.keys()

    @property
    def has_news(self) -> bool:
        """Whether whoever drives it has something to do: to write, to read, or to look at `users`."""
        return self.has_let_go or bool(self.behind) or len(self.outbox) > 0

    # What is followed

    def hold(self, user_id: str) -> None:
        """Note what comes for this user's jobs, until `release`: a subscription is being made.

        Registered first, read then: what is committed in between is in one of the two.
        """
        self._held.setdefault(user_id, {})

    def release(self, user_id: str) -> None:
        """The subscription is made, or given up."""
        for job_id, head in self._held.pop(user_id, {}).items():
            if user_id in self.watched and job_id not in self.feeds and job_id not in self._ended:
                self._begin(job_id, Feed(0, head, user_id, is_followed=False))
        # The newest first: as a rule it is what the user was held for.
        is_needed = user_id in self.watched or any(f.user_id == user_id for f in reversed(self.feeds.values()))
        self.has_let_go = self.has_let_go or not is_needed

    def follow(self, job_id: str, user_id: str, *, after: int, head: int) -> None:
        """Get every frame of a job above ``after``; ``head`` is the last that is known to exist."""
        known = self.feeds.get(job_id)
        seen = known.head if known else self._held.get(user_id, {}).get(job_id, 0)
        self._begin(job_id, Feed(after, max(head, seen), user_id, is_followed=True, history=head))

    def unfollow(self, job_id: str) -> None:
        feed = self.feeds.get(job_id)
        if feed is None:
            return
        if feed.user_id in self.watched:
            feed.is_followed = False
        else:
            self.forget(job_id)

    def watch(self, user_id: str, heads: Mapping[str, int], ended: Sequence[str]) -> None:
        """Get every frame of every job of a user.

        Args:
            heads: active jobs, and the ``seq`` at which the reader was given their state.
            ended: jobs that have ended; the reader was given their state.
        """
        self.watched |= {user_id}
        for job_id in ended:
            self._note_end(job_id)
        held = self._held.get(user_id, {})
        for job_id, seq in heads.items():
            if job_id not in self.feeds:
                known = max(seq, held.get(job_id, 0))
                self._begin(job_id, Feed(seq, known, user_id, is_followed=False))

    def unwatch(self, user_id: str) -> None:
        self.watched -= {user_id}
        self.has_let_go = True
        watched_only = [job for job, feed in self.feeds.items() if feed.user_id == user_id and not feed.is_followed]
        for job_id in watched_only:
            self.forget(job_id)

    def forget(self, job_id: str) -> None:
        """Get nothing more of a job."""
        self.has_let_go = True
        del self.feeds[job_id]
        self.behind.pop(job_id, None)

    # What exists

    def offer(self, frame: LogFrame) -> bool:
        """A live frame. Returns whether there is now something to do: to write, or to read."""
        feed = self.feeds.get(frame.job_id)
        if feed is None:
            return self._offer_unknown(frame)
        outbox = self.outbox
        if not outbox.has_room:
            feed.saw(frame.seq)
        elif feed.takes(frame.seq):
            outbox.put(frame)
            if frame.is_final:
                self._finish(frame.job_id)
            return True
        if frame.seq > feed.seq:
            self._note_trouble(frame.job_id)
        return self._note_behind(frame.job_id, feed)

    def saw(self, job_id: str, user_id: str, head: int) -> bool:
        """The log of a job reaches to ``head``. Returns whether something has to be read."""
        feed = self.feeds.get(job_id)
        if feed is not None:
            feed.saw(head)
            return self._note_behind(job_id, feed)
        if self._is_held(job_id, user_id, head) or not self._is_new_to_watch(job_id, user_id):
            return False
        self._begin(job_id, Feed(0, head, user_id, is_followed=False))
        return True

    # What is lacking

    def wanted(self) -> LogRead | None:
        """The next read of the log, once everything that waits is taken."""
        if not self.behind or len(self.outbox):
            return None
        job_id = next(iter(self.behind))
        feed = self.feeds[job_id]
        return LogRead(job_id, feed.seq, feed.missing)

    def fill(self, job_id: str, frames: Sequence[LogFrame]) -> None:
        """Frames that were read from the log."""
        feed = self.feeds.get(job_id)
        if feed is None:
            return
        for frame in frames:
            if self.outbox.has_room and feed.replays(frame.seq):
                self.outbox.put(Undated(frame.wire, frame.type) if frame.seq <= feed.history else frame)
                if frame.is_final:
                    self._finish(job_id)
        if job_id in self.feeds:
            self.behind.pop(job_id, None)
            self._note_behind(job_id, self.feeds[job_id])

    def restart(self, job_id: str, text: str, *, seq: int, is_final: bool) -> None:
        """The whole state at ``seq``, sent as ``text``, takes the place of frames that are too many or gone."""
        feed = self.feeds.get(job_id)
        if feed is None:
            return
        self.reply(text)
        feed.restart(seq)
        self.behind.pop(job_id, None)
        if is_final:
            self._finish(job_id)
        else:
            self._note_behind(job_id, feed)

    def reply(self, text: str) -> None:
        """A frame that is no job's: it is always taken."""
        self.outbox.put(Undated(text_frame(text.encode()), type_of(text)))

    # Inside

    def _offer_unknown(self, frame: LogFrame) -> bool:
        if self._is_held(frame.job_id, frame.user_id, frame.seq):
            return False
        if not self._is_new_to_watch(frame.job_id, frame.user_id):
            return False
        self.feeds[frame.job_id] = Feed(0, 0, frame.user_id, is_followed=False)
        return self.offer(frame)

    def _is_held(self, job_id: str, user_id: str, head: int) -> bool:
        """Whether a subscription is being made; then what it has to reach to is noted."""
        held = self._held.get(user_id)
        if held is None:
            return False
        held[job_id] = max(head, held.get(job_id, 0))
        return True

    def _is_new_to_watch(self, job_id: str, user_id: str) -> bool:
        return user_id in self.watched and job_id not in self._ended

    def _begin(self, job_id: str, feed: Feed) -> None:
        self.feeds[job_id] = feed
        self.behind.pop(job_id, None)
        self._note_behind(job_id, feed)

    def _note_behind(self, job_id: str, feed: Feed) -> bool:
        if feed.is_live:
            return False
        self.behind[job_id] = None
        return True

    def _note_trouble(self, job_id: str) -> None:
        """A live frame is not handed over; a reader that is behind already takes it as it comes."""
        if not self.outbox.has_room and not self.behind:
            self._troubles.was_slow()
        elif self.outbox.has_room and job_id not in self.behind:
            self._troubles.lacked()

    def _finish(self, job_id: str) -> None:
        """Nothing follows its last frame, so nothing is followed any more."""
        if self.feeds[job_id].user_id in self.watched:
            self._note_end(job_id)
        self.forget(job_id)

    def _note_end(self, job_id: str) -> None:
        self._ended[job_id] = None
        if len(self._ended) > MAX_ENDED:
            del self._ended[next(iter(self._ended))]
