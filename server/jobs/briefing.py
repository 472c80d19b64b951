"""From what a client asked for to what a generator is asked for. A revision is about a program that is stored."""

from dataclasses import dataclass

from sqlalchemy import Connection

from schemas.errors import FieldError, shown
from schemas.job import ACTIVE_STATUSES, JobKind
from schemas.model import JsonObject
from schemas.program import Program
from schemas.request import (
    ProgramRequest,
    RequestRejected,
    ReviseRequest,
    parse_program_request,
    parse_revise_request,
)
from server.generation.generator import Brief, GenerationFailed
from server.generation.revise.not_understood import NotUnderstood
from server.generation.safety.questions import questions_about
from server.generation.turns import aside
from server.jobs.programs import StoredProgram, find_program
from server.jobs.refusal import invalid
from server.jobs.rows import find_row

Asked = ProgramRequest | ReviseRequest


def parsed(kind: JobKind, request: JsonObject) -> Asked:
    """What a client sent, with acceptable fields.

    Raises:
        Refused: ``invalid_request``.
    """
    try:
        return parse_program_request(request) if kind is JobKind.GENERATE else parse_revise_request(request)
    except RequestRejected as rejected:
        raise invalid(*rejected.errors) from None


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, with all that the database knows of it.

    Attributes:
        program: the program that shall be changed, if one shall.
    """

    asked: Asked
    program: StoredProgram | None = None

    @property
    def kind(self) -> JobKind:
        return JobKind.GENERATE if isinstance(self.asked, ProgramRequest) else JobKind.REVISE

    async def understood(self) -> Brief:
        """What is to be made.

        Raises:
            Refused: ``invalid_request`` with what has to be asked back.
        """
        if isinstance(self.asked, ReviseRequest):
            try:
                return await self._changed(self.asked)
            except NotUnderstood as question:
                raise invalid(_about_change(self.asked, question)) from None
        if questions := questions_about(self.asked):
            raise invalid(*questions)
        return Brief(self.asked)

    async def brief(self) -> Brief | GenerationFailed:
        """What is to be made, for an order that was understood before.

        By other rules, those of a newer server, a change may not be understood any more: the job then fails with the
        question.
        """
        if isinstance(self.asked, ProgramRequest):
            return Brief(self.asked)
        try:
            return await self._changed(self.asked)
        except NotUnderstood as question:
            return GenerationFailed(code="not_understood", message=str(question), say=question.say)

    async def _changed(self, asked: ReviseRequest) -> Brief:
        """A year of weeks takes tens of milliseconds to read, so a thread of its own does it."""
        stored = self.program
        assert stored is not None  # noqa: S101 - orders of changes are made with it

        def read() -> Brief:
            # A server starts faster without all that reads what users say; the first change loads it.
            from server.generation.revise.understanding import brief_of  # noqa: PLC0415

            request = ProgramRequest.model_validate(stored.request)
            program = Program.model_validate_json(stored.document)
            return brief_of(asked.change_request, asked.program_id, request, program)

        return await aside(read)


def order_for(connection: Connection, asked: Asked, scope: str | None) -> Order:
    """What a client asks for.

    Args:
        scope: as in `server.jobs.service`.

    Raises:
        Refused: ``not_found`` for a program that is not there, or not theirs.
    """
    if isinstance(asked, ProgramRequest):
        return Order(asked)
    return Order(asked, find_program(connection, asked.program_id, asked.user_id or scope))


def order_of_job(connection: Connection, job_id: str) -> Order | None:
    """What a job that has not ended asks for."""
    row = find_row(connection, job_id)
    if row is None or row.status not in ACTIVE_STATUSES:
        return None
    if JobKind(row.kind) is JobKind.GENERATE:
        return Order(ProgramRequest.model_validate(row.request))
    return order_for(connection, ReviseRequest.model_validate(row.request), row.user_id)


def _about_change(asked: ReviseRequest, question: NotUnderstood) -> FieldError:
    return FieldError(
        field="change_request",
        value=shown(asked.change_request),
        accepted=question.accepted,
        message=f"change_request is not accepted; accepted: {question.accepted}.",
        say=question.say,
    )
