"""From frames to what is told: each week, each milestone once, the end; and what waits is coalesced."""

from datetime import UTC, datetime

import pytest

from schemas.job import JobSnapshot, JobStatus, Speak
from schemas.program import Week
from schemas.server_frames import JobCancelled, JobCreated, JobRetried, JobStarted, JobSubscribed, JobWeekReady
from tests.support.example_frames import JOB, PROGRAM, SNAPSHOT, USER, WEEK
from voice_client.effects import JobFrame
from voice_client.tools import Update, UpdateKind
from voice_client.tools.job_state import JobState
from voice_client.tools.updates import STOPPED_HERE, Telling, queued


class Log:
    """The frames of one job, numbered."""

    def __init__(self, weeks_total: int) -> None:
        self.weeks_total = weeks_total
        self.telling = Telling(JobState(JOB))
        self.seq = 0
        self.take(JobCreated, JobStatus.PENDING, kind="generate", request={"duration_weeks": weeks_total})
        self.take(JobStarted, provider="rules")

    def take(self, of: type, /, status: JobStatus = JobStatus.IN_PROGRESS, **fields: object) -> list[Update]:
        self.seq += 1
        head = {"job_id": JOB, "user_id": USER, "seq": self.seq, "at": datetime.now(UTC), "attempt": 1, "progress": 0}
        return self.telling.take(of(**head, status=status, **fields))

    def weeks(self, done: int) -> list[Update]:
        """Everything that is told while so many weeks are written."""
        week = Week.model_validate(WEEK)
        return [
            update
            for number in range(1, done + 1)
            for update in self.take(JobWeekReady, week=week, weeks_done=number, weeks_total=self.weeks_total)
        ]


def milestones(updates: list[Update]) -> list[int]:
    return [update.facts["percent"] for update in updates if update.kind is UpdateKind.MILESTONE]


@pytest.mark.parametrize(
    ("weeks", "percents"),
    [(1, []), (2, [50]), (3, [25, 50]), (4, [25, 50, 75]), (12, [25, 50, 75]), (52, [25, 50, 75])],
)
def test_milestones_are_told_once_each(weeks: int, percents: list[int]) -> None:
    """Where several are passed at once, the last; with the last week comes the end."""
    updates = Log(weeks).weeks(weeks)
    assert milestones(updates) == percents
    assert sum(update.kind is UpdateKind.WEEK_READY for update in updates) == weeks


def test_what_is_written_anew_passes_no_milestone_again() -> None:
    """After a hiccup the weeks are told again, the shares only where they are higher."""
    log = Log(4)
    assert milestones(log.weeks(2)) == [25, 50]
    (hiccup,) = log.take(JobRetried, JobStatus.PENDING, reason="The model broke off.", retry_in_s=1.0)
    assert (hiccup.kind, hiccup.facts["reason"]) == (UpdateKind.RETRIED, "The model broke off.")
    assert log.take(JobStarted, provider="rules") == []
    again = log.weeks(3)
    assert milestones(again) == [75]
    assert again[-1].say == "3 of 4 weeks are written so far."


@pytest.mark.parametrize(
    ("reason", "speak"),
    [(STOPPED_HERE, Speak.SILENT), ("replaced", Speak.SILENT), ("by the page", Speak.NOW), (None, Speak.NOW)],
)
def test_a_stop_is_news_unless_it_was_wished_here(reason: str | None, speak: Speak) -> None:
    """By a call to stop it, or by one to replace it."""
    (end,) = Log(4).take(JobCancelled, JobStatus.CANCELLED, reason=reason)
    assert (end.kind, end.speak) == (UpdateKind.CANCELLED, speak)


def test_a_state_in_place_of_frames_tells_what_was_missed() -> None:
    """The weeks as one, or the end."""
    log = Log(12)
    state = JobSnapshot.model_validate(SNAPSHOT)
    skipped: JobFrame = JobSubscribed(job_id=JOB, after=2, seq=9, recovered=False, snapshot=state)
    updates = log.telling.take(skipped)
    assert [(update.kind, update.seq) for update in updates] == [
        (UpdateKind.WEEK_READY, 9),
        (UpdateKind.MILESTONE, 9),
    ]
    assert milestones(updates) == [25]
    ended = state.model_copy(update={"status": JobStatus.COMPLETED, "program_id": PROGRAM, "seq": 20})
    (end,) = log.telling.take(JobSubscribed(job_id=JOB, after=9, seq=20, recovered=False, snapshot=ended))
    assert (end.kind, end.say) == (UpdateKind.COMPLETED, "Your 12-week program is ready.")
    assert end.facts == {"program_id": PROGRAM, "duration_weeks": 12}


def test_what_waits_is_coalesced() -> None:
    """A newer milestone takes the place of an older one, an end of all that led to it; of each job by itself."""
    log = Log(4)
    refused = Update(JOB, 0, UpdateKind.REFUSED, "Shall I stop that?", speak=Speak.NOW)
    other = Update(PROGRAM, 3, UpdateKind.MILESTONE, "1 of 4 weeks is written so far.")
    waiting: list[Update] = [refused, other]
    for update in log.weeks(3):
        waiting = queued(waiting, update)
    assert milestones(waiting[2:]) == [75]
    assert [update.kind for update in waiting].count(UpdateKind.WEEK_READY) == 3
    (end,) = log.take(JobCancelled, JobStatus.CANCELLED)
    assert queued(waiting, end) == [refused, other, end]
