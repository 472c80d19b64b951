"""What a voice agent is told of a job while it talks of other things: frames in, updates out. Pure.

A milestone is the share of weeks that are written; each is told once, and when several are passed at once, the last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schemas.job import JobStatus, Speak
from schemas.model import JsonObject
from schemas.server_frames import JobRetried
from voice_client.effects import JobFrame
from voice_client.tools import sentences
from voice_client.tools.job_state import JobState, after

MILESTONES_PERCENT = (25, 50, 75)
ASKED_FOR_HERE = frozenset({"replaced", "stopped in conversation"})
"""Reasons of a cancelled job that are no news to whoever spoke them: those of the server's `replace`, and of ours."""
STOPPED_HERE = "stopped in conversation"


class UpdateKind(StrEnum):
    ACCEPTED = "accepted"
    """A call that was answered with ``submitting`` became a job."""
    REFUSED = "refused"
    """Such a call did not become one; ``say`` tells why, or asks."""
    WEEK_READY = "week_ready"
    MILESTONE = "milestone"
    """A quarter, half, or three quarters of the weeks are written."""
    RETRIED = "retried"
    """There was a hiccup; it begins again."""
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    """Nothing more will be heard of the job, although it may go on."""

    @property
    def is_final(self) -> bool:
        """Nothing follows about that job."""
        return self in FINAL_KINDS


FINAL_KINDS = frozenset({UpdateKind.COMPLETED, UpdateKind.FAILED, UpdateKind.CANCELLED, UpdateKind.LOST})
_ENDS: Mapping[JobStatus, UpdateKind] = {
    JobStatus.COMPLETED: UpdateKind.COMPLETED,
    JobStatus.FAILED: UpdateKind.FAILED,
    JobStatus.CANCELLED: UpdateKind.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that became of a job.

    Attributes:
        job_id: None only of a refused call.
        seq: where it stands in the job's log; 0 for what is not in it.
        say: one sentence or a short summary, to be spoken.
        facts: for a model to know: short, and never the program itself.
        speak: ``silent`` is only to be known, ``when_idle`` may be said in a silence, ``now`` is to be said as soon as
            nobody is interrupted.
        tool: whose call is answered by it, later than the user could be kept waiting; empty: it answers none.
    """

    job_id: str | None
    seq: int
    kind: UpdateKind
    say: str
    facts: JsonObject = field(default_factory=dict)
    speak: Speak = Speak.SILENT
    tool: str = ""


@dataclass(slots=True)
class Telling:
    """One job's frames, and what each has to tell.

    Attributes:
        state: how the job stands.
        passed_percent: its last milestone, 0 for none; what is written anew after a hiccup passes none again.
    """

    state: JobState
    passed_percent: int = 0

    def take(self, frame: JobFrame) -> list[Update]:
        """What one more frame has to tell."""
        before, self.state = self.state, after(self.state, frame)
        now = self.state
        if now.status.is_final:
            return [_end(now)]
        if isinstance(frame, JobRetried):
            say = "There was a hiccup with your program; the work on it begins again."
            return [Update(now.job_id, now.seq, UpdateKind.RETRIED, say, _standing(now) | {"reason": frame.reason})]
        if now.weeks_done <= before.weeks_done:
            return []
        said = f"Week {now.weeks_done} of {now.weeks_total} is ready."
        return [Update(now.job_id, now.seq, UpdateKind.WEEK_READY, said, _standing(now)), *self._milestone()]

    def _milestone(self) -> list[Update]:
        now, percent = self.state, milestone(self.state)
        if percent <= self.passed_percent:
            return []
        self.passed_percent = percent
        say = sentences.weeks_written(now).removesuffix(".") + " so far."
        facts = _standing(now) | {"percent": percent}
        return [Update(now.job_id, now.seq, UpdateKind.MILESTONE, say, facts, Speak.WHEN_IDLE)]


def milestone(state: JobState) -> int:
    """The last milestone that is passed, in percent of the weeks; 0 for none. With the last week the end follows."""
    if state.weeks_done == state.weeks_total:
        return 0
    return max((percent for percent in MILESTONES_PERCENT if percent <= state.percent_written), default=0)


def queued(waiting: list[Update], update: Update) -> list[Update]:
    """What waits to be taken, with one more; what it makes stale goes.

    A milestone takes the place of an earlier one of its job, and an end the place of all that was on the way to it.
    """

    def is_stale(earlier: Update) -> bool:
        if earlier.job_id is None or earlier.job_id != update.job_id or earlier.kind is UpdateKind.REFUSED:
            return False  # what was refused is still to be told, whatever became of the job that was in its way
        return update.kind.is_final or earlier.kind is update.kind is UpdateKind.MILESTONE

    return [*(earlier for earlier in waiting if not is_stale(earlier)), update]


def _standing(state: JobState) -> JsonObject:
    return {"weeks_done": state.weeks_done, "weeks_total": state.weeks_total}


def _end(state: JobState) -> Update:
    kind = _ENDS[state.status]
    facts: JsonObject = {}
    speak = Speak.NOW
    if state.program is not None:
        facts = state.program.as_json()
    elif state.failure is not None:
        facts = {"code": state.failure.code}
    elif kind is UpdateKind.CANCELLED:
        facts = {"reason": state.reason} if state.reason else {}
        speak = Speak.SILENT if state.reason in ASKED_FOR_HERE else Speak.NOW
    return Update(state.job_id, state.seq, kind, sentences.standing(state), facts, speak)
