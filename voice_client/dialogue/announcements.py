"""What is said of a conversation's jobs, and when: updates and the time in, one thing to say out. Pure.

Results are never dropped, and each is said once. Progress is said rarely, in real silence, and only while it is news.
"""

from dataclasses import dataclass, field

from schemas.job import Speak
from voice_client.manners import Manners
from voice_client.tools.updates import Update, UpdateKind, queued


@dataclass(slots=True)
class Announcements:
    """Those of one conversation in text: what is taken is said, and a line that is said has been read.

    ``now_s`` is any clock that goes on evenly; ``quiet_s`` is how long nobody has said anything, user or agent.
    """

    manners: Manners = field(default_factory=Manners)
    _waiting: list[Update] = field(default_factory=list)
    _came_s: dict[tuple[str | None, UpdateKind], float] = field(default_factory=dict)
    _told: dict[str, int] = field(default_factory=dict)
    _progress_s: float = float("-inf")

    @property
    def results(self) -> tuple[Update, ...]:
        """What has to be said as soon as may be, oldest first."""
        return tuple(update for update in self._waiting if update.speak is Speak.NOW)

    def put(self, update: Update, now_s: float) -> None:
        """Something became of a job."""
        if update.speak is Speak.SILENT and not update.kind.is_final:
            return
        if self._is_told(update) or update in self._waiting:
            return
        self._waiting = queued(self._waiting, update)
        self._came_s[update.job_id, update.kind] = now_s
        if update.speak is Speak.SILENT:  # it only takes the place of what led to it
            self._waiting.remove(update)

    def take(self, now_s: float, quiet_s: float) -> Update | None:
        """What to say now, and to mark as told."""
        self._forget_stale(now_s)
        for update in self._in_order():
            if self._wait_s(update, now_s, quiet_s) <= 0:
                self._waiting.remove(update)
                self.known(update.job_id, update.seq)
                if update.speak is Speak.WHEN_IDLE:
                    self._progress_s = now_s
                return update
        return None

    def known(self, job_id: str | None, seq: int) -> None:
        """The user knows, perhaps by other words, what the log of a job tells up to ``seq``."""
        if job_id is not None and seq:
            self._told[job_id] = max(seq, self._told.get(job_id, 0))
            self._waiting = [update for update in self._waiting if not self._is_told(update)]

    def look_again_s(self, now_s: float, quiet_s: float) -> float | None:
        """In how many seconds `take` may give something, if it stays quiet; None: not before something happens."""
        self._forget_stale(now_s)
        if not self._waiting:
            return None
        return max(0.0, min(self._wait_s(update, now_s, quiet_s) for update in self._waiting))

    def _in_order(self) -> list[Update]:
        return sorted(self._waiting, key=lambda update: update.speak is not Speak.NOW)

    def _wait_s(self, update: Update, now_s: float, quiet_s: float) -> float:
        if update.speak is Speak.NOW:
            return self.manners.result_quiet_s - quiet_s
        since_last_s = now_s - self._progress_s
        return max(self.manners.progress_quiet_s - quiet_s, self.manners.progress_every_s - since_last_s)

    def _forget_stale(self, now_s: float) -> None:
        def is_news(update: Update) -> bool:
            age_s = now_s - self._came_s[update.job_id, update.kind]
            return update.speak is Speak.NOW or age_s <= self.manners.progress_fresh_s

        self._waiting = [update for update in self._waiting if is_news(update)]

    def _is_told(self, update: Update) -> bool:
        return update.job_id is not None and 0 < update.seq <= self._told.get(update.job_id, 0)
