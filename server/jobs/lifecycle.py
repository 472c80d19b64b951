"""What may happen to a job, as a table; and what a happening does to its state. Pure.

A `Happening` is what the worker, the service or the recovery report. `advance` gives the state after it,
`frame` the numbered frame that tells of it. An illegal one raises and changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from schemas import server_frames as frames
from schemas.job import TRANSITIONS, JobFailure, JobKind, JobStatus, Speak, Stage
from schemas.model import JsonObject
from schemas.program import Week

PENDING, IN_PROGRESS = JobStatus.PENDING, JobStatus.IN_PROGRESS
ACTIVE = frozenset({PENDING, IN_PROGRESS})


class IllegalStep(Exception):
    """The table does not let this happen to a job in this state: a fault of the caller."""


@dataclass(frozen=True, slots=True)
class Created:
    kind: JobKind
    request: JsonObject


@dataclass(frozen=True, slots=True)
class Started:
    """A worker has claimed the job; the attempt's number is the fence for all that follows.

    Attributes:
        provider: who is asked for the program; who has written it is known when it is there.
    """

    provider: str
    eta_s: float | None


@dataclass(frozen=True, slots=True)
class Progressed:
    stage: Stage
    message: str
    progress: int
    speak: Speak


@dataclass(frozen=True, slots=True)
class WeekReady:
    week: Week
    progress: int
    message: str


@dataclass(frozen=True, slots=True)
class Retried:
    """The attempt is over, the job is not. ``is_failure`` false: it was handed over, not failed."""

    reason: str
    retry_in_s: float
    is_failure: bool


@dataclass(frozen=True, slots=True)
class Completed:
    """There is a program; ``provider`` has written it, whoever was asked."""

    program_id: str
    program: frames.ProgramSummary
    message: str
    provider: str
    changes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    failure: JobFailure


@dataclass(frozen=True, slots=True)
class Cancelled:
    reason: str | None


Happening = Created | Started | Progressed | WeekReady | Retried | Completed | Failed | Cancelled


@dataclass(frozen=True, slots=True)
class Step:
    """From which states something may happen, and to which it leads."""

    sources: frozenset[JobStatus]
    target: JobStatus


STEPS = MappingProxyType(
    {
        Created: Step(frozenset({PENDING}), PENDING),
        Started: Step(frozenset({PENDING}), IN_PROGRESS),
        Progressed: Step(frozenset({IN_PROGRESS}), IN_PROGRESS),
        WeekReady: Step(frozenset({IN_PROGRESS}), IN_PROGRESS),
        Retried: Step(frozenset({IN_PROGRESS}), PENDING),
        Completed: Step(frozenset({IN_PROGRESS}), JobStatus.COMPLETED),
        Failed: Step(ACTIVE, JobStatus.FAILED),
        Cancelled: Step(ACTIVE, JobStatus.CANCELLED),
    }
)

for _step in STEPS.values():
    for _source in _step.sources:
        assert _step.target == _source or _step.target in TRANSITIONS[_source], (_step, _source)  # noqa: S101 - the two tables agree


@dataclass(frozen=True, slots=True)
class JobState:
    """The columns of a job that happenings change."""

    job_id: str
    user_id: str
    weeks_total: int
    status: JobStatus = PENDING
    seq: int = 0
    attempt: int = 0
    failed_attempts: int = 0
    progress: int = 0
    stage: Stage = Stage.QUEUED
    message: str = "Your program is waiting to be made."
    weeks_done: int = 0
    provider: str | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    program_id: str | None = None
    failure: JobFailure | None = None


def advance(state: JobState, happening: Happening, at: datetime) -> JobState:
    """The state after ``happening``, one ``seq`` on.

    Raises:
        IllegalStep: the table does not allow it; the state stands.
    """
    step = STEPS[type(happening)]
    if state.status not in step.sources:
        raise IllegalStep(f"{type(happening).__name__} cannot happen to a job that is {state.status}")
    state = replace(state, status=step.target, seq=state.seq + 1)
    if step.target.is_final:
        state = replace(state, completed_at=at)
    match happening:
        case Created():
            return state
        case Started():
            return replace(
                state,
                attempt=state.attempt + 1,
                started_at=state.started_at or at,
                provider=happening.provider,
                progress=0,
                weeks_done=0,
                message="The work on your program has begun.",
            )
        case Progressed():
            progress = max(state.progress, happening.progress)
            return replace(state, stage=happening.stage, message=happening.message, progress=progress)
        case WeekReady():
            return replace(
                state,
                stage=Stage.WRITING,
                weeks_done=state.weeks_done + 1,
                progress=max(state.progress, happening.progress),
                message=happening.message,
            )
        case Retried():
            return replace(
                state,
                stage=Stage.QUEUED,
                message="There was a hiccup; the work starts again.",
                failed_attempts=state.failed_attempts + happening.is_failure,
            )
        case Completed():
            return replace(
                state,
                stage=Stage.DONE,
                progress=100,
                program_id=happening.program_id,
                provider=happening.provider,
                message=happening.message,
            )
        case Failed():
            return replace(state, failure=happening.failure, message=happening.failure.say)
        case Cancelled():
            return replace(state, message="The job was cancelled.")


def frame(state: JobState, happening: Happening, at: datetime) -> frames.JobEvent:
    """The numbered frame that tells of ``happening``; ``state`` is the one after it."""
    head = {
        "job_id": state.job_id,
        "user_id": state.user_id,
        "seq": state.seq,
        "at": at,
        "attempt": state.attempt,
        "status": state.status,
        "progress": state.progress,
    }
    weeks = {"weeks_done": state.weeks_done, "weeks_total": state.weeks_total}
    match happening:
        case Created(kind, request):
            return frames.JobCreated(**head, kind=kind, request=request)
        case Started(provider, eta_s):
            return frames.JobStarted(**head, provider=provider, eta_s=eta_s)
        case Progressed(speak=speak):
            return frames.JobProgressed(**head, **weeks, stage=state.stage, message=state.message, speak=speak)
        case WeekReady(week=week):
            return frames.JobWeekReady(**head, **weeks, week=week)
        case Retried(reason, retry_in_s):
            return frames.JobRetried(**head, reason=reason, retry_in_s=retry_in_s)
        case Completed(program_id=program_id, program=program, changes=changes):
            href = f"/api/programs/{program_id}"
            told = {"program_id": program_id, "program": program, "href": href, "speak": Speak.NOW}
            return frames.JobCompleted(**head, **told, changes=changes)
        case Failed(failure):
            return frames.JobFailed(**head, error=failure)
        case Cancelled(reason):
            return frames.JobCancelled(**head, reason=reason)
