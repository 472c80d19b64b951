"""The endpoints of jobs: submit, status (with a long poll), cancel."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import StringConstraints, TypeAdapter, ValidationError

from schemas.client_frames import OnActive
from schemas.errors import FieldError, shown
from schemas.job import JobKind, JobSnapshot, JobStatus, ModelUsage, Stage
from schemas.model import IdempotencyKey, JsonObject, Omitted, Seq, Timestamp, Uuid, WireModel
from schemas.request import ProgramRequest
from server.access.addresses import counted_as
from server.access.identity import Identity
from server.access.ownership import require_user, scope_of
from server.api.problems import documented
from server.api.rooms import Body, Caller, Here, Rooms, uuid_or_not_found
from server.jobs.refusal import invalid
from server.push.log_source import Point

router = APIRouter(prefix="/api/programs", tags=["jobs"])

MAX_WAIT_S = 60.0
UUID_LENGTH = 36

_key: TypeAdapter[str] = TypeAdapter(IdempotencyKey)


class Submitted(WireModel):
    """The answer to a submission or a cancellation."""

    job_id: Uuid
    status: JobStatus
    message: str


class Status(WireModel):
    """A job as it stands."""

    job_id: Uuid
    status: JobStatus
    progress: int
    created_at: Timestamp
    started_at: Timestamp | None
    completed_at: Timestamp | None
    program_id: Uuid | None
    error_message: str | None
    seq: Seq
    stage: Stage
    message: str
    weeks_done: int
    weeks_total: int
    usage: Omitted[ModelUsage] = None


class Change(WireModel):
    """What shall be different in a program, in the user's own words."""

    change_request: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    user_id: Uuid | None = None


def _body_of(model: type[WireModel]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/generate",
    status_code=202,
    openapi_extra=_body_of(ProgramRequest),
    responses=documented(400, 401, 403, 409, 413, 422, 429, 503),
)
async def generate(
    here: Here,
    caller: Caller,
    request: Body,
    response: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Submitted:
    """Have a program made. The answer comes at once; follow the job for the rest."""
    return await _submit(here, caller, JobKind.GENERATE, request, idempotency_key, response)


@router.post(
    "/{program_id}/update",
    status_code=202,
    openapi_extra=_body_of(Change),
    responses=documented(400, 401, 403, 404, 409, 413, 422, 429, 503),
)
async def update(
    here: Here,
    caller: Caller,
    program_id: str,
    request: Body,
    response: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Submitted:
    """Have a program changed, in the user's own words."""
    known = uuid_or_not_found("program", program_id)
    if "program_id" in request and request["program_id"] != known:
        raise invalid(
            FieldError(
                field="program_id",
                value=shown(request["program_id"]),
                accepted="the address names the program; leave it out",
                message="program_id is not accepted: the address names another program.",
                say="Which program should I change?",
            )
        )
    wish = {**request, "program_id": known}
    return await _submit(here, caller, JobKind.REVISE, wish, idempotency_key, response)


@router.get("/status/{job_id}", responses=documented(401, 403, 404, 422, 429, 503))
async def status(
    here: Here,
    caller: Caller,
    request: Request,
    job_id: str,
    wait: Annotated[float, Query(ge=0, le=MAX_WAIT_S, description="Seconds to wait for a change.")] = 0,
    after: Annotated[
        int | None, Query(ge=0, description="The last `seq` that you know; without it, that of now.")
    ] = None,
) -> Status:
    """How a job stands; with `wait`, as soon as that changes."""
    known = uuid_or_not_found("job", job_id)
    snapshot = await here.service.snapshot(known, scope_of(caller))
    is_news = after is not None and snapshot.seq > after
    if wait and not is_news and not snapshot.status.is_final:
        place = await here.gatekeeper.stream(caller, counted_as(request.scope))
        try:
            await _wait_for_frame(here, caller, Point(known, snapshot.seq), wait)
        finally:
            place.leave()
        snapshot = await here.service.snapshot(known, scope_of(caller))
    return _status(snapshot)


@router.post("/cancel/{job_id}", status_code=202, responses=documented(401, 403, 404, 429, 503))
async def cancel(here: Here, caller: Caller, job_id: str) -> Submitted:
    """Ask that a job stop. It may still complete."""
    known = uuid_or_not_found("job", job_id)
    after = await here.service.cancel(known, scope_of(caller), None)
    message = "The job has ended." if after.is_final else "The job will stop."
    return Submitted(job_id=known, status=after, message=message)


async def _submit(
    here: Rooms, caller: Identity, kind: JobKind, request: JsonObject, key: str | None, response: Response
) -> Submitted:
    if isinstance(user_id := request.get("user_id"), str):
        require_user(caller, user_id.lower())
    with here.gatekeeper.submission(caller, _user_of(request)):
        scope = scope_of(caller)
        wish = await here.service.understand(kind, request, _checked_key(key), OnActive.PARALLEL, scope)
        made = await here.service.submit(wish)
    job = made.job
    response.headers["Location"] = f"/api/programs/status/{job.job_id}"
    message = "This program is being made already." if made.duplicate else "Your program is being made."
    return Submitted(job_id=job.job_id, status=job.status, message=message)


def _user_of(request: JsonObject) -> str | None:
    """Whom a request names, as far as it can be read."""
    user_id = request.get("user_id")
    return user_id.lower() if isinstance(user_id, str) and len(user_id) == UUID_LENGTH else None


def _checked_key(key: str | None) -> str | None:
    if key is None:
        return None
    try:
        return _key.validate_python(key)
    except ValidationError:
        raise invalid(
            FieldError(
                field="Idempotency-Key",
                value=key[:200],
                accepted="text of 1 to 255 characters",
                message="The Idempotency-Key is not accepted; accepted: text of 1 to 255 characters.",
                say="Something went wrong on my side. Let me try that again.",
            )
        ) from None


async def _wait_for_frame(here: Rooms, caller: Identity, point: Point, wait_s: float) -> None:
    reader = here.new_reader()
    here.streams.add(reader)
    visit = here.doorkeeper.visits.enter(caller, lambda _: reader.close_soon())
    try:
        await reader.subscribe([point], scope_of(caller), lambda _: None)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await reader.frame()
        here.doorkeeper.check(visit)
    finally:
        here.doorkeeper.visits.leave(visit)
        here.streams.discard(reader)
        await reader.close()


def _status(snapshot: JobSnapshot) -> Status:
    return Status(
        job_id=snapshot.job_id,
        status=snapshot.status,
        progress=snapshot.progress,
        created_at=snapshot.created_at,
        started_at=snapshot.started_at,
        completed_at=snapshot.completed_at,
        program_id=snapshot.program_id,
        error_message=snapshot.error.message if snapshot.error else None,
        seq=snapshot.seq,
        stage=snapshot.stage,
        message=snapshot.message,
        weeks_done=snapshot.weeks_done,
        weeks_total=snapshot.weeks_total,
        usage=snapshot.usage,
    )
