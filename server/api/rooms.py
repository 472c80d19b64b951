"""What the routes work with, and who calls them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from prometheus_client import CollectorRegistry
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json
from starlette.requests import ClientDisconnect

from schemas.errors import ErrorCode
from schemas.model import JsonObject, Uuid
from server.access.addresses import caller_address, counted_as
from server.access.bearer import bearer_of, is_bearing
from server.access.doorkeeper import Doorkeeper
from server.access.identity import Identity
from server.access.ownership import require_operator
from server.access.quotas import Gatekeeper, Place
from server.api.file_maker import FileMaker
from server.api.visitors import KNOWN
from server.jobs.engine import Engine
from server.jobs.refusal import Refused, not_found
from server.jobs.service import JobService
from server.push.bus import Bus
from server.push.reader import Reader
from server.storage.database import Database
from server.webhooks.service import WebhookService

_uuid: TypeAdapter[str] = TypeAdapter(Uuid)


@dataclass(slots=True)
class Rooms:
    """The parts of the server that routes use."""

    service: JobService
    database: Database
    bus: Bus | None
    """Where frames travel between processes; None: they do not."""
    engine: Engine
    doorkeeper: Doorkeeper
    gatekeeper: Gatekeeper
    new_reader: Callable[[], Reader]
    max_body_bytes: int
    metrics: CollectorRegistry
    webhooks: WebhookService
    programs_by: str
    """Who makes programs, in words."""
    files: FileMaker
    database_folder: Path | None
    """Where the database is a file; None: it is a server's."""
    streams: set[Reader] = field(default_factory=set)
    """Readers of event streams and long polls that are under way; a drain closes them."""
    is_draining: bool = False
    shares_port: bool = False
    """Other processes answer at the same address, now the one, now the other."""


def rooms_of(request: Request) -> Rooms:
    rooms: Rooms = request.app.state.rooms
    return rooms


async def identity_of(request: Request) -> Identity:
    """Who calls, by ``Authorization: Bearer``.

    Raises:
        Refused: ``unauthorized``, ``forbidden`` or ``rate_limited``.
        StorageUnavailable: the database does not say.
    """
    here, headers, address = rooms_of(request), request.scope["headers"], counted_as(request.scope)
    identity: Identity | None = request.scope[KNOWN]
    if identity is None:
        async with here.gatekeeper.login(address, is_shown=is_bearing(headers)):
            identity = await here.doorkeeper.identify(bearer_of(headers), caller_address(request.scope))
    await here.gatekeeper.request(identity, address)
    return identity


Here = Annotated[Rooms, Depends(rooms_of)]
Caller = Annotated[Identity, Depends(identity_of)]


def operator_of(caller: Caller) -> Identity:
    """Who calls, of those who run this server.

    Raises:
        Refused: ``forbidden``: it is somebody else.
    """
    require_operator(caller)
    return caller


Operator = Annotated[Identity, Depends(operator_of)]


async def stream_place(request: Request, here: Here, caller: Caller) -> AsyncIterator[Place]:
    """Room for an event stream, until that has ended.

    Raises:
        Refused: ``rate_limited``.
    """
    place = await here.gatekeeper.stream(caller, counted_as(request.scope))
    try:
        yield place
    finally:
        place.leave()


async def webhook_send(request: Request, here: Here, caller: Caller) -> None:
    """Count that somebody has something sent to a webhook.

    Raises:
        Refused: ``rate_limited``.
    """
    await here.gatekeeper.webhook_send(caller, counted_as(request.scope))


async def counted(request: Request) -> None:
    """Count a request of somebody who need not say who they are.

    Raises:
        Refused: ``rate_limited``.
    """
    await rooms_of(request).gatekeeper.request(None, counted_as(request.scope))


def uuid_or_not_found(what: str, name: str) -> str:
    """An id from an address; what is no id names nothing that exists.

    Raises:
        Refused: ``not_found``.
    """
    try:
        return _uuid.validate_python(name)
    except ValidationError:
        raise not_found(what, name[:64] if name.isprintable() else "of this id") from None


async def json_object(request: Request) -> JsonObject:
    """The body as a JSON object.

    Raises:
        Refused: ``bad_frame``, as of a frame on the socket: not JSON, or not an object.
        HTTPException: 413, it is too large.
    """
    most = rooms_of(request).max_body_bytes
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise HTTPException(413, f"The body is larger than {most} bytes.")
    except ClientDisconnect:  # nobody reads this; it is no fault of the server
        raise Refused(ErrorCode.BAD_FRAME, "The body is not whole.") from None
    try:
        found = from_json(bytes(body))
    except ValueError as error:
        raise Refused(ErrorCode.BAD_FRAME, f"The body is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise Refused(ErrorCode.BAD_FRAME, "The body is not a JSON object.")
    return found


Body = Annotated[JsonObject, Depends(json_object)]
