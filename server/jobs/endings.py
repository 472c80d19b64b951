"""The one line of the log about a job, when it has ended: however that came, by whichever process."""

from dataclasses import asdict, dataclass
from datetime import datetime

import structlog

from schemas.job import JobStatus, ModelUsage
from server.jobs.lifecycle import JobState
from server.storage.hot import AnyRow


@dataclass(frozen=True, slots=True)
class JobEnding:
    """What became of a job.

    Attributes:
        code: why it failed; None: it did not.
        queued_s: until it was begun for the first time, or ended without.
        running_s: from then on, waits between attempts included; None: it was never begun.
        attempts: that were begun; `failed_attempts` of them failed.
        weeks: that are written.
        tokens: in and out, as the model's vendor counted them; None: no model was called.
    """

    job_id: str
    kind: str
    outcome: JobStatus
    code: str | None
    queued_s: float
    running_s: float | None
    attempts: int
    failed_attempts: int
    provider: str | None
    weeks: int
    tokens: int | None

    def tell(self) -> None:
        """Write the line."""
        structlog.get_logger("repcast.job").info("job_ended", **asdict(self))


def ending_of(row: AnyRow, state: JobState, usage: ModelUsage | None, at: datetime) -> JobEnding:
    """How a job ended.

    Args:
        row: as it was before.
        state: as it is now.
        at: when that was.
    """
    begun_at = state.started_at
    return JobEnding(
        job_id=state.job_id,
        kind=row.kind,
        outcome=state.status,
        code=state.failure.code if state.failure else None,
        queued_s=_seconds(row.created_at, begun_at or at),
        running_s=None if begun_at is None else _seconds(begun_at, at),
        attempts=state.attempt,
        failed_attempts=state.failed_attempts,
        provider=state.provider,
        weeks=state.weeks_done,
        tokens=None if usage is None else usage.input_tokens + usage.output_tokens,
    )


def _seconds(begin: datetime, end: datetime) -> float:
    return round((end - begin).total_seconds(), 3)
