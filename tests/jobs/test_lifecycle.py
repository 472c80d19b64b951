"""The life of a job as a table: what may follow what, and what each happening does."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from schemas.job import FINAL_STATUSES, TRANSITIONS, JobFailure, JobKind, JobStatus, Speak, Stage
from schemas.program import Week
from schemas.server_frames import FINAL_TYPES, JobEvent, ProgramSummary
from server.jobs.lifecycle import (
    STEPS,
    Cancelled,
    Completed,
    Created,
    Failed,
    Happening,
    IllegalStep,
    JobState,
    Progressed,
    Retried,
    Started,
    WeekReady,
    advance,
    frame,
)
from tests.support.example_frames import JOB, PROGRAM, USER, WEEK

AT = datetime(2026, 1, 2, tzinfo=UTC)
SUMMARY = ProgramSummary(name="n", description="d", duration_weeks=1, spoken_summary="s", score=None)
FAILURE = JobFailure(code="internal", message="It broke.", say="I am sorry.")

HAPPENINGS: list[Happening] = [
    Created(JobKind.GENERATE, {}),
    Started("rules", 1.0),
    Progressed(Stage.WRITING, "m", 10, Speak.SILENT),
    WeekReady(Week.model_validate(WEEK), 20, "m"),
    Retried("r", 1.0, is_failure=True),
    Completed(PROGRAM, SUMMARY, "m", "rules"),
    Failed(FAILURE),
    Cancelled("why"),
]


def _state(status: JobStatus) -> JobState:
    return JobState(JOB, USER, weeks_total=12, status=status, seq=5, attempt=1, progress=15, weeks_done=2)


@pytest.mark.parametrize(
    ("status", "happening"),
    list(itertools.product(JobStatus, HAPPENINGS)),
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_each_state_takes_what_the_table_says_and_refuses_the_rest(status: JobStatus, happening: Happening) -> None:
    """Every pair of a state and a happening either leads where the table says or raises."""
    step = STEPS[type(happening)]
    state = _state(status)
    if status in step.sources:
        after = advance(state, happening, AT)
        assert after.status is step.target
        assert after.seq == state.seq + 1
        assert after.status == status or after.status in TRANSITIONS[status]
    else:
        with pytest.raises(IllegalStep, match=f"cannot happen to a job that is {status}"):
            advance(state, happening, AT)


def test_nothing_follows_a_final_state() -> None:
    """Completed, failed and cancelled are the end."""
    assert {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED} == FINAL_STATUSES
    assert all(not FINAL_STATUSES & step.sources for step in STEPS.values())


def test_a_new_attempt_begins_at_nothing() -> None:
    """Weeks and progress of the attempt before do not count, its number and first start do."""
    first = advance(_state(JobStatus.PENDING), Started("rules", None), AT)
    again = advance(advance(first, Retried("r", 0, is_failure=True), AT), Started("rules", None), AT + timedelta(1))
    assert (again.attempt, again.progress, again.weeks_done) == (3, 0, 0)
    assert again.started_at == AT


def test_a_hand_over_is_no_failure() -> None:
    """A restart of the server costs a job none of its attempts."""
    state = _state(JobStatus.IN_PROGRESS)
    assert advance(state, Retried("r", 0, is_failure=False), AT).failed_attempts == 0
    assert advance(state, Retried("r", 0, is_failure=True), AT).failed_attempts == 1


class LifeOfAJob(RuleBasedStateMachine):
    """Random happenings; what the frames promise must hold after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.state = JobState(JOB, USER, weeks_total=12)
        self.frames: list[JobEvent] = []
        self.happen(Created(JobKind.GENERATE, {}))

    def happen(self, happening: Happening) -> None:
        self.state = advance(self.state, happening, AT)
        self.frames.append(frame(self.state, happening, AT))

    @rule(happening=st.sampled_from(HAPPENINGS[1:]), percent=st.integers(0, 99))
    def something_happens(self, happening: Happening, percent: int) -> None:
        if isinstance(happening, Progressed):
            happening = Progressed(happening.stage, happening.message, percent, happening.speak)
        try:
            self.happen(happening)
        except IllegalStep:
            assert self.state.status not in STEPS[type(happening)].sources

    @invariant()
    def frames_are_numbered_without_a_gap(self) -> None:
        assert [event.seq for event in self.frames] == list(range(1, len(self.frames) + 1))
        assert self.frames[0].type == "job.created"

    @invariant()
    def progress_never_decreases_within_an_attempt(self) -> None:
        for before, after in itertools.pairwise(self.frames):
            assert after.attempt - before.attempt == (after.type == "job.started")
            assert after.attempt != before.attempt or after.progress >= before.progress

    @invariant()
    def a_hundred_percent_is_only_completion(self) -> None:
        assert all((event.progress == 100) == (event.type == "job.completed") for event in self.frames)

    @invariant()
    def only_the_last_frame_is_final(self) -> None:
        assert not any(event.type in FINAL_TYPES for event in self.frames[:-1])
        assert (self.frames[-1].type in FINAL_TYPES) == self.state.status.is_final

    @invariant()
    def pending_again_comes_with_a_retry_only(self) -> None:
        for before, after in itertools.pairwise(self.frames):
            is_back = (before.status, after.status) == (JobStatus.IN_PROGRESS, JobStatus.PENDING)
            assert is_back == (after.type == "job.retried")


LifeOfAJob.TestCase.settings = settings(max_examples=100, stateful_step_count=30)
TestLifeOfAJob = LifeOfAJob.TestCase
