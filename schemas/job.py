"""The life of a job: its states, what may follow what, its stages, and the snapshot of it that clients see."""

from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from schemas.model import JsonObject, Omitted, Seq, Timestamp, Uuid, WireModel
from schemas.program import Week


class JobKind(StrEnum):
    GENERATE = "generate"
    REVISE = "revise"


class JobStatus(StrEnum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Nothing follows a final state."""
        return not TRANSITIONS[self]


TRANSITIONS = MappingProxyType(
    {
        JobStatus.PENDING: frozenset({JobStatus.IN_PROGRESS, JobStatus.FAILED, JobStatus.CANCELLED}),
        JobStatus.IN_PROGRESS: frozenset(
            {JobStatus.PENDING, JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}
        ),
        JobStatus.COMPLETED: frozenset[JobStatus](),
        JobStatus.FAILED: frozenset[JobStatus](),
        JobStatus.CANCELLED: frozenset[JobStatus](),
    }
)
"""State → states that may follow. ``in_progress → pending`` happens only with ``job.retried``."""

FINAL_STATUSES = frozenset(status for status in JobStatus if status.is_final)
ACTIVE_STATUSES = frozenset(JobStatus) - FINAL_STATUSES


class Stage(StrEnum):
    """What the work is at; the order is the order in which a job passes them."""

    QUEUED = "queued"
    SCREENING = "screening"
    ALLOCATING = "allocating"
    WRITING = "writing"
    VALIDATING = "validating"
    STORING = "storing"
    DONE = "done"


class Speak(StrEnum):
    """The server's advice to a voice client on what to do with a frame's ``message``."""

    SILENT = "silent"
    WHEN_IDLE = "when_idle"
    NOW = "now"


class JobFailure(WireModel):
    """Why a job failed: a code for machines, a sentence for logs, a sentence to be spoken."""

    code: str
    message: str
    say: str


class ModelUsage(WireModel):
    """What a job has cost so far, in tokens as the model's vendor counts and bills them.

    Every request counts, those too that failed, were tried again or broken off. Of ``uncounted_calls`` the vendor has
    not told the cost (not yet, or never: the answer was cut or cancelled); only how much they wrote is known, about.
    """

    calls: int = Field(ge=1)
    input_tokens: int = Field(ge=0, description="The prompts; `cached_tokens` of them at the price of cached ones.")
    cached_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0, description="All that was generated; `reasoning_tokens` of them were thoughts.")
    reasoning_tokens: int = Field(ge=0)
    uncounted_calls: int = Field(ge=0, description="Calls of which the vendor has not told the cost.")
    uncounted_output_tokens: int = Field(ge=0, description="About what those wrote; in no other figure.")


class JobSnapshot(WireModel):
    """The whole state of a job at ``seq``."""

    job_id: Uuid
    user_id: Uuid
    kind: JobKind
    request: JsonObject
    status: JobStatus
    progress: int = Field(ge=0, le=100)
    stage: Stage
    message: str
    attempt: int = Field(ge=0)
    seq: Seq
    provider: str | None
    created_at: Timestamp
    started_at: Timestamp | None
    completed_at: Timestamp | None
    program_id: Uuid | None
    error: JobFailure | None
    weeks_done: int = Field(ge=0)
    weeks_total: int = Field(ge=0)
    usage: Annotated[Omitted[ModelUsage], Field(description="Only of a job that has called a model.")] = None
    weeks: Annotated[Omitted[tuple[Week, ...]], Field(description="Only in an unrecovered subscription.")] = None
