"""The endpoints of finished programs."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from schemas.model import Omitted, Timestamp, Uuid, WireModel
from schemas.program import Program
from server.access.ownership import require_user, scope_of
from server.api.problems import documented
from server.api.rooms import Caller, Here, uuid_or_not_found
from server.jobs.programs import ProgramHead, find_program, page_of_programs

router = APIRouter(prefix="/api/programs", tags=["programs"])


class Format(StrEnum):
    JSON = "json"


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


@router.get("", responses=documented(401, 403, 422, 503))
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


@router.get("/{program_id}", response_model=Fetched, responses=documented(401, 403, 404, 422, 503))
async def get_program(
    here: Here,
    caller: Caller,
    program_id: str,
    format: Format = Format.JSON,  # noqa: A002 - the address's own word
) -> Response:
    """A program with its whole document."""
    del format  # one so far; the enumeration says so to who asks for another
    known = uuid_or_not_found("program", program_id)
    stored = await here.database.read(lambda c: find_program(c, known, scope_of(caller)))
    # The document is stored as the JSON that it is served as; it is not parsed to be written again.
    head = _listed(stored.head).model_dump_json()
    return Response(f'{head[:-1]},"document":{stored.document}}}', media_type="application/json")


def _listed(head: ProgramHead) -> Listed:
    fields: dict[str, Any] = {name: getattr(head, name) for name in Listed.model_fields}
    return Listed(**fields)
