"""The endpoints of finished programs."""

from datetime import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from schemas.exports import ExportFormat
from schemas.model import Omitted, Timestamp, Uuid, WireModel
from schemas.program import Program
from server.access.ownership import require_user, scope_of
from server.api.problems import documented
from server.api.program_files import AT_EVENING, At, Start, documented_files, program_file
from server.api.rooms import Caller, Here, uuid_or_not_found
from server.generation.exports.order import FileOrder
from server.jobs.programs import ProgramHead, StoredProgram, find_program, first_revision, page_of_programs

router = APIRouter(prefix="/api/programs", tags=["programs"])


class Listed(WireModel):
    """A program without its document."""

    id: Uuid
    user_id: Uuid
    job_id: Uuid
    name: str
    description: str
    duration_weeks: int
    days_per_week: int
    goal_category: str
    fitness_level: str
    score: float | None
    parent_id: Uuid | None
    revision: int
    created_at: Timestamp


class Fetched(Listed):
    """A program, whole."""

    document: Program


class Listing(WireModel):
    programs: tuple[Listed, ...]
    next: Omitted[str] = None


@router.get("", responses=documented(401, 403, 422, 429, 503))
async def list_programs(
    here: Here,
    caller: Caller,
    user_id: Annotated[Uuid | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
) -> Listing:
    """A user's programs, newest first."""
    wanted = user_id or scope_of(caller)
    require_user(caller, wanted)
    heads, following = await here.database.read(lambda c: page_of_programs(c, wanted, limit, cursor))
    return Listing(programs=tuple(_listed(head) for head in heads), next=following)


@router.get(
    "/{program_id}", response_model=Fetched, responses=documented_files() | documented(401, 403, 404, 422, 429, 503)
)
async def get_program(
    here: Here,
    caller: Caller,
    request: Request,
    program_id: str,
    format: ExportFormat | None = None,  # noqa: A002 - the address's own word
    start: Start = None,
    at: At = AT_EVENING,
) -> Response:
    """A program with its whole document; or, with ``format``, a file to take along."""
    known = uuid_or_not_found("program", program_id)

    def found(connection: Connection) -> tuple[StoredProgram, str]:
        stored = find_program(connection, known, scope_of(caller))
        return stored, first_revision(connection, stored.head)

    stored, first_id = await here.database.read(found)
    if format is not None:
        head, evening = stored.head, time.fromisoformat(at)
        order = FileOrder(format, stored.document, first_id, head.revision, head.created_at, start, evening)
        return await program_file(request, here.files, stored, order)
    # The document is stored as the JSON that it is served as; it is not parsed to be written again.
    listed = _listed(stored.head).model_dump_json()
    return Response(f'{listed[:-1]},"document":{stored.document}}}', media_type="application/json")


def _listed(head: ProgramHead) -> Listed:
    fields: dict[str, Any] = {name: getattr(head, name) for name in Listed.model_fields}
    return Listed(**fields)
