"""What a client may send. Unknown fields are refused by name: a typo must not pass in silence."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.job import JobKind, JobStatus
from schemas.model import IS_TEXT, IdempotencyKey, JsonObject, Omitted, RequestId, Seq, Uuid, WireModel

MAX_RESUMED = 1024
"""Jobs in one ``hello.resume``: as many as a socket may follow by default."""

Token = Annotated[str, StringConstraints(min_length=1, max_length=4096), IS_TEXT]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64), IS_TEXT]


class OnActive(StrEnum):
    """What to do with a request for another program while one is being made."""

    CONFIRM = "confirm"
    REPLACE = "replace"
    PARALLEL = "parallel"


class ClientInfo(WireModel):
    name: Name
    version: Name


class ResumePoint(WireModel):
    """A job that the client followed, and the last ``seq`` of it that it has."""

    job_id: Uuid
    after: Seq


class Hello(WireModel):
    """The first frame on a socket."""

    type: Literal["hello"] = "hello"
    id: RequestId
    token: Omitted[Token] = None
    client: Omitted[ClientInfo] = None
    resume: Annotated[Omitted[tuple[ResumePoint, ...]], Field(max_length=MAX_RESUMED)] = None


class AuthRefresh(WireModel):
    """A new token for an open socket, before the old one ends."""

    type: Literal["auth.refresh"] = "auth.refresh"
    id: RequestId
    token: Token


class JobSubmit(WireModel):
    """A program to be made, or changed. ``request`` is validated as its ``kind`` says."""

    type: Literal["job.submit"] = "job.submit"
    id: RequestId
    kind: JobKind
    request: JsonObject
    idempotency_key: Omitted[IdempotencyKey] = None
    on_active: OnActive = OnActive.CONFIRM


class JobSubscribe(WireModel):
    """Follow a job, from the frame behind ``after`` on; without ``after`` from its state now."""

    type: Literal["job.subscribe"] = "job.subscribe"
    id: RequestId
    job_id: Uuid
    after: Omitted[Seq] = None


class JobUnsubscribe(WireModel):
    type: Literal["job.unsubscribe"] = "job.unsubscribe"
    id: RequestId
    job_id: Uuid


class JobGet(WireModel):
    type: Literal["job.get"] = "job.get"
    id: RequestId
    job_id: Uuid


class JobCancel(WireModel):
    type: Literal["job.cancel"] = "job.cancel"
    id: RequestId
    job_id: Uuid
    reason: Omitted[Annotated[str, StringConstraints(max_length=200), IS_TEXT]] = None


class JobsList(WireModel):
    """The jobs that the caller may see, newest first."""

    type: Literal["jobs.list"] = "jobs.list"
    id: RequestId
    user_id: Omitted[Uuid] = None
    status: Omitted[JobStatus] = None
    limit: int = Field(default=20, ge=1, le=100, strict=True)
    cursor: Omitted[Annotated[str, StringConstraints(min_length=1, max_length=200), IS_TEXT]] = None


class JobsWatch(WireModel):
    """Follow every job of a user, those that come later too."""

    type: Literal["jobs.watch"] = "jobs.watch"
    id: RequestId
    user_id: Uuid


class JobsUnwatch(WireModel):
    type: Literal["jobs.unwatch"] = "jobs.unwatch"
    id: RequestId
    user_id: Uuid


class Ping(WireModel):
    type: Literal["ping"] = "ping"
    id: Omitted[RequestId] = None


ClientFrame = Annotated[
    Hello
    | AuthRefresh
    | JobSubmit
    | JobSubscribe
    | JobUnsubscribe
    | JobGet
    | JobCancel
    | JobsList
    | JobsWatch
    | JobsUnwatch
    | Ping,
    Field(discriminator="type"),
]
"""Any frame from a client, told apart by ``type``."""
