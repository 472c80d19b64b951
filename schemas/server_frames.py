"""What the server sends: replies (they carry the request's ``id``), numbered job events, and notices."""

from typing import Annotated, Final, Literal

from pydantic import Field

from schemas.errors import ErrorCode, ErrorDetails
from schemas.job import JobFailure, JobKind, JobSnapshot, JobStatus, Speak, Stage
from schemas.model import JsonObject, Omitted, RequestId, Seq, Timestamp, Uuid, WireModel
from schemas.program import Week

PROTOCOL: Final = "repcast.v1"
"""The WebSocket subprotocol."""


class ServerInfo(WireModel):
    name: str
    version: str


class Limits(WireModel):
    """What one client may do, so that it need not find out by errors."""

    max_frame_bytes: int
    max_subscriptions: int
    max_active_jobs: int
    submits_per_minute: int


class JobSubscribed(WireModel):
    """The socket follows a job.

    ``recovered`` true: every frame above ``after`` follows. False: the state as a whole is in
    ``snapshot``, and the frames above its ``seq`` follow. ``after`` is what the client asked for.
    Without ``id`` when the server itself began the subscription anew.
    """

    type: Literal["job.subscribed"] = "job.subscribed"
    id: Omitted[RequestId] = None
    job_id: Uuid
    after: Seq | None = None
    seq: Seq
    recovered: bool
    snapshot: Omitted[JobSnapshot] = None


class Welcome(WireModel):
    type: Literal["welcome"] = "welcome"
    id: RequestId
    connection_id: str
    server: ServerInfo
    protocol: Literal["repcast.v1"] = PROTOCOL
    time: Timestamp
    heartbeat_s: float
    limits: Limits
    resumed: tuple[JobSubscribed, ...] = ()


class JobAccepted(WireModel):
    """The job is committed, and this socket is subscribed to it from ``seq`` on."""

    type: Literal["job.accepted"] = "job.accepted"
    id: RequestId
    job_id: Uuid
    status: JobStatus
    seq: Seq
    duplicate: bool


class JobSnapshotReply(WireModel):
    type: Literal["job.snapshot"] = "job.snapshot"
    id: RequestId
    snapshot: JobSnapshot


class JobCancelAccepted(WireModel):
    """The wish is stored; the work may still complete."""

    type: Literal["job.cancel_accepted"] = "job.cancel_accepted"
    id: RequestId
    job_id: Uuid
    status: JobStatus


class JobsListed(WireModel):
    type: Literal["jobs.listed"] = "jobs.listed"
    id: RequestId
    jobs: tuple[JobSnapshot, ...]
    next: Omitted[str] = None


class JobsWatched(WireModel):
    """The active jobs of a user, and those that ended in the last hour."""

    type: Literal["jobs.watched"] = "jobs.watched"
    id: RequestId
    user_id: Uuid
    jobs: tuple[JobSnapshot, ...]


class JobUnsubscribed(WireModel):
    type: Literal["job.unsubscribed"] = "job.unsubscribed"
    id: RequestId
    job_id: Uuid


class JobsUnwatched(WireModel):
    type: Literal["jobs.unwatched"] = "jobs.unwatched"
    id: RequestId
    user_id: Uuid


class AuthRefreshed(WireModel):
    type: Literal["auth.refreshed"] = "auth.refreshed"
    id: RequestId
    expires_at: Omitted[Timestamp] = None


class Pong(WireModel):
    type: Literal["pong"] = "pong"
    id: Omitted[RequestId] = None
    time: Timestamp


class Error(WireModel):
    """Something was refused; the connection stays open."""

    type: Literal["error"] = "error"
    id: Omitted[RequestId] = None
    code: ErrorCode
    message: str
    retryable: bool
    retry_after_s: Omitted[float] = None
    details: Omitted[ErrorDetails] = None


class JobEvent(WireModel):
    """What every numbered frame of a job's log carries."""

    type: str
    job_id: Uuid
    user_id: Uuid
    seq: Seq
    at: Timestamp
    attempt: int = Field(ge=0)
    status: JobStatus
    progress: int = Field(ge=0, le=100)


class JobCreated(JobEvent):
    type: Literal["job.created"] = "job.created"
    kind: JobKind
    request: JsonObject


class JobStarted(JobEvent):
    type: Literal["job.started"] = "job.started"
    provider: str
    eta_s: Omitted[float] = None


class JobProgressed(JobEvent):
    type: Literal["job.progressed"] = "job.progressed"
    stage: Stage
    message: str
    weeks_done: int
    weeks_total: int
    speak: Speak


class JobWeekReady(JobEvent):
    type: Literal["job.week_ready"] = "job.week_ready"
    week: Week
    weeks_done: int
    weeks_total: int


class JobRetried(JobEvent):
    """This attempt is over; the next frames carry the next one's number."""

    type: Literal["job.retried"] = "job.retried"
    reason: str
    retry_in_s: float


class ProgramSummary(WireModel):
    name: str
    description: str
    duration_weeks: int
    spoken_summary: str
    score: float | None


class JobCompleted(JobEvent):
    type: Literal["job.completed"] = "job.completed"
    program_id: Uuid
    program: ProgramSummary
    href: str
    speak: Speak
    changes: Omitted[tuple[str, ...]] = None
    """Of a revision: what is different, the most important first, each a sentence that can be spoken."""


class JobFailed(JobEvent):
    type: Literal["job.failed"] = "job.failed"
    error: JobFailure


class JobCancelled(JobEvent):
    type: Literal["job.cancelled"] = "job.cancelled"
    reason: Omitted[str] = None


class ServerDraining(WireModel):
    type: Literal["server.draining"] = "server.draining"
    reconnect_within_s: float


class ServerPing(WireModel):
    """Sent after a while without another frame, because a browser's script cannot see protocol pings."""

    type: Literal["ping"] = "ping"
    time: Timestamp


LogEvent = Annotated[
    JobCreated | JobStarted | JobProgressed | JobWeekReady | JobRetried | JobCompleted | JobFailed | JobCancelled,
    Field(discriminator="type"),
]
"""A numbered frame of a job's log."""

Reply = (
    Welcome
    | JobAccepted
    | JobSubscribed
    | JobSnapshotReply
    | JobCancelAccepted
    | JobsListed
    | JobsWatched
    | JobUnsubscribed
    | JobsUnwatched
    | AuthRefreshed
    | Pong
    | Error
)

Notice = ServerDraining | ServerPing

ServerFrame = Annotated[
    Welcome
    | JobAccepted
    | JobSubscribed
    | JobSnapshotReply
    | JobCancelAccepted
    | JobsListed
    | JobsWatched
    | JobUnsubscribed
    | JobsUnwatched
    | AuthRefreshed
    | Pong
    | Error
    | JobCreated
    | JobStarted
    | JobProgressed
    | JobWeekReady
    | JobRetried
    | JobCompleted
    | JobFailed
    | JobCancelled
    | ServerDraining
    | ServerPing,
    Field(discriminator="type"),
]
"""Any frame from the server, told apart by ``type``. A client ignores types and fields that it does not know."""

FINAL_TYPES = frozenset({"job.completed", "job.failed", "job.cancelled"})
"""Types of the frames that end a job's log."""
