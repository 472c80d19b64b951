"""How a job stands, as far as its frames have come. Pure."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from schemas.job import JobFailure, JobKind, JobSnapshot, JobStatus, Stage
from schemas.model import JsonObject
from schemas.server_frames import (
    JobCancelled,
    JobCompleted,
    JobCreated,
    JobFailed,
    JobProgressed,
    JobStarted,
    JobSubscribed,
    JobWeekReady,
)
from voice_client.effects import JobFrame


@dataclass(frozen=True, slots=True)
class MadeProgram:
    """What is told of a finished program; what is None is not known.

    Attributes:
        spoken_summary: at most 80 words, to be said aloud.
        changes: of a revision, what is different, each a sentence.
    """

    program_id: str
    name: str | None = None
    duration_weeks: int | None = None
    days_per_week: int | None = None
    spoken_summary: str | None = None
    changes: tuple[str, ...] = ()

    def as_json(self) -> JsonObject:
        """Without what is not known."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class JobState:
    """One job at ``seq``.

    Attributes:
        progress: 0 to 100, of work that is done.
        eta_s: the server's estimate when it began, in seconds.
        message: one sentence of the server on what it is at.
        reason: of a cancelled job, what whoever cancelled it said.
    """

    job_id: str
    kind: JobKind = JobKind.GENERATE
    request: JsonObject | None = None
    seq: int = 0
    status: JobStatus = JobStatus.PENDING
    stage: Stage = Stage.QUEUED
    progress: int = 0
    weeks_done: int = 0
    weeks_total: int = 0
    days_per_week: int | None = None
    eta_s: float | None = None
    message: str = ""
    program: MadeProgram | None = None
    failure: JobFailure | None = None
    reason: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Its own, and that of its program."""
        return (self.job_id,) if self.program is None else (self.job_id, self.program.program_id)

    @property
    def percent_written(self) -> int:
        """Of its weeks."""
        return 100 * self.weeks_done // self.weeks_total if self.weeks_total else 0


def after(state: JobState, frame: JobFrame) -> JobState:
    """The state with one more frame of its log, or with the whole state that came in place of frames."""
    if isinstance(frame, JobSubscribed):
        return state if frame.snapshot is None else at(frame.snapshot, state)
    changes: dict[str, Any] = {"seq": frame.seq, "status": frame.status, "progress": frame.progress}
    match frame:
        case JobCreated(kind=kind, request=request):
            weeks, days = request.get("duration_weeks", 0), request.get("days_per_week")
            changes |= {"kind": kind, "request": request, "weeks_total": weeks, "days_per_week": days}
        case JobStarted(eta_s=eta_s):
            changes |= {"eta_s": eta_s, "weeks_done": 0}
        case JobProgressed(stage=stage, message=message, weeks_done=done, weeks_total=total):
            changes |= {"stage": stage, "message": message, "weeks_done": done, "weeks_total": total}
        case JobWeekReady(week=week, weeks_done=done, weeks_total=total):
            changes |= {"stage": Stage.WRITING, "weeks_done": done, "weeks_total": total}
            changes |= {"days_per_week": len(week.sessions)}
        case JobCompleted():
            changes |= {"stage": Stage.DONE, "program": _made(frame, state.days_per_week)}
        case JobFailed(error=failure):
            changes |= {"failure": failure}
        case JobCancelled(reason=reason):
            changes |= {"reason": reason}
    return replace(state, **changes)


def at(snapshot: JobSnapshot, known: JobState | None = None) -> JobState:
    """The state that a snapshot tells, with what was known besides."""
    days = snapshot.request.get("days_per_week")
    state = known or JobState(snapshot.job_id, days_per_week=days)
    shared = {name: getattr(snapshot, name) for name in _SHARED}
    program = state.program
    if program is None and snapshot.program_id is not None:
        program = MadeProgram(snapshot.program_id, duration_weeks=snapshot.weeks_total, days_per_week=days)
    return replace(state, **shared, program=program, failure=snapshot.error)


_SHARED = ("kind", "request", "seq", "status", "stage", "progress", "weeks_done", "weeks_total", "message")
ACTIVE_WORDS = MappingProxyType({JobKind.GENERATE: "making", JobKind.REVISE: "changing"})


def _made(frame: JobCompleted, days_per_week: int | None) -> MadeProgram:
    return MadeProgram(
        program_id=frame.program_id,
        name=frame.program.name,
        duration_weeks=frame.program.duration_weeks,
        days_per_week=days_per_week,
        spoken_summary=frame.program.spoken_summary,
        changes=frame.changes or (),
    )
