"""Programs that are changed, in a server's parts."""

from schemas.client_frames import OnActive
from schemas.job import JobKind, JobSnapshot
from schemas.model import JsonObject
from server.app import Server
from server.jobs.programs import StoredProgram, find_program
from server.jobs.submission import Submitted
from tests.support.parts import ended, submit
from tests.support.samples import program_request


async def program_of(server: Server, request: JsonObject | None = None) -> str:
    """A finished program; its id."""
    made = await submit(server, request or program_request())
    return str((await ended(server, made.job.job_id)).program_id)


async def revise(
    server: Server,
    program_id: str,
    change: str,
    *,
    user_id: str | None = None,
    key: str | None = None,
    on_active: OnActive = OnActive.PARALLEL,
    scope: str | None = None,
) -> Submitted:
    request = {"program_id": program_id, "change_request": change, **({"user_id": user_id} if user_id else {})}
    wish = await server.service.understand(JobKind.REVISE, request, key, on_active, scope)
    return await server.service.submit(wish)


async def revised(server: Server, program_id: str, change: str) -> JobSnapshot:
    """The job of a change, once it has ended."""
    return await ended(server, (await revise(server, program_id, change)).job.job_id)


async def stored(server: Server, program_id: str) -> StoredProgram:
    return await server.database.read(lambda c: find_program(c, program_id, None))
