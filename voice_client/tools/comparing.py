"""Whether what is asked for is there already. Pure.

The server decides about jobs in flight; about those that have ended it says nothing, so it is decided here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pydantic import ValidationError

from schemas.goals import goals_in
from schemas.job import JobKind, JobSnapshot, JobStatus
from schemas.request import ProgramRequest
from schemas.wording import plain

RECENT = timedelta(hours=1)
"""As long as the server shows ended jobs to whoever begins to watch a user."""


def recent(jobs: Iterable[JobSnapshot], now: datetime) -> list[JobSnapshot]:
    """Those in flight, and those that ended a short while ago."""
    return [job for job in jobs if job.completed_at is None or job.completed_at > now - RECENT]


def with_known_goal(asked: ProgramRequest, jobs: Iterable[JobSnapshot]) -> ProgramRequest:
    """Where neither field nor words name a goal ("OK, do it"), that of the job that is the same in all else."""
    if "goal_category" in asked.model_fields_set or goals_in(asked.goal_raw):
        return asked
    for job in jobs:
        made = _request_of(job)
        if made is None:
            continue
        likewise = asked.model_copy(update={"goal_category": made.goal_category})
        if likewise.fingerprint() == made.fingerprint():
            return likewise
    return asked


def finished_alike(asked: ProgramRequest, jobs: Sequence[JobSnapshot]) -> JobSnapshot | None:
    """The finished program of the same details, unless another of these details is in flight.

    Args:
        jobs: the recent ones, newest first.
    """
    alike = [job for job in jobs if (made := _request_of(job)) and made.fingerprint() == asked.fingerprint()]
    if any(not job.status.is_final for job in alike):
        return None
    done = next((job for job in alike if job.status is JobStatus.COMPLETED), None)
    return None if done is None or _tells_more(asked, done) else done


def change_done(change: str, program_id: str | None, jobs: Iterable[JobSnapshot]) -> JobSnapshot | None:
    """The job that made this very change.

    Args:
        program_id: what shall be changed; None: the newest program, which that job's may be.
        jobs: the recent ones, newest first.
    """
    finished = [job for job in jobs if job.status is JobStatus.COMPLETED]
    about = finished[:1] if program_id is None else finished
    for job in about:
        changed = {job.program_id, job.request.get("program_id")}
        is_same = plain(str(job.request.get("change_request", ""))) == plain(change)
        if job.kind is JobKind.REVISE and is_same and (program_id is None or program_id in changed):
            return job
    return None


def newest_finished(jobs: Iterable[JobSnapshot]) -> JobSnapshot | None:
    """Of jobs with the newest first."""
    return next((job for job in jobs if job.status is JobStatus.COMPLETED), None)


def newest_in_flight(jobs: Iterable[JobSnapshot]) -> JobSnapshot | None:
    """Of jobs with the newest first."""
    return next((job for job in jobs if not job.status.is_final), None)


def called(name: str, jobs: Iterable[JobSnapshot]) -> JobSnapshot | None:
    """The job with this id, or whose program has it."""
    return next((job for job in jobs if name.lower() in (job.job_id, job.program_id)), None)


def _tells_more(asked: ProgramRequest, done: JobSnapshot) -> bool:
    """Notes where there were none are no rephrasing: somebody has said something new."""
    return bool(asked.notes) and not done.request.get("notes")


def _request_of(job: JobSnapshot) -> ProgramRequest | None:
    if job.kind is not JobKind.GENERATE:
        return None
    try:
        return ProgramRequest.model_validate(job.request)
    except ValidationError:  # by the rules of another version of the server
        return None
