"""From what a client asked for to what a generator is asked for. A revision is about a program that is stored."""

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
from server.generation.revise.questions import NotUnderstood
from server.generation.revise.understanding import brief_of
from server.generation.safety.questions import questions_about
from server.jobs.programs import find_program
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


def brief_for(connection: Connection, asked: Asked, scope: str | None) -> Brief:
    """What is to be made of a submission.

    Args:
        scope: as in `server.jobs.service`.

    Raises:
        Refused: ``invalid_request`` with what has to be asked back; ``not_found`` for a program that is not there, or
            not theirs.
    """
    if isinstance(asked, ReviseRequest):
        try:
            return _revision(connection, asked, asked.user_id or scope)
        except NotUnderstood as question:
            raise invalid(_about_change(asked, question)) from None
    if questions := questions_about(asked):
        raise invalid(*questions)
    return Brief(asked)


def brief_of_job(connection: Connection, job_id: str) -> Brief | GenerationFailed | None:
    """What is to be made in a job, by what stands in the database; None where the job is not there or has ended.

    A change that was understood when it was submitted may not be by other rules, those of a newer server: the job then
    fails with the question.
    """
    row = find_row(connection, job_id)
    if row is None or row.status not in ACTIVE_STATUSES:
        return None
    if JobKind(row.kind) is JobKind.GENERATE:
        return Brief(ProgramRequest.model_validate(row.request))
    try:
        return _revision(connection, ReviseRequest.model_validate(row.request), row.user_id)
    except NotUnderstood as question:
        return GenerationFailed(code="not_understood", message=str(question), say=question.say)


def _revision(connection: Connection, asked: ReviseRequest, scope: str | None) -> Brief:
    stored = find_program(connection, asked.program_id, scope)
    request = ProgramRequest.model_validate(stored.request)
    program = Program.model_validate_json(stored.document)
    return brief_of(asked.change_request, asked.program_id, request, program)


def _about_change(asked: ReviseRequest, question: NotUnderstood) -> FieldError:
    return FieldError(
        field="change_request",
        value=shown(asked.change_request),
        accepted=question.accepted,
        message=f"change_request is not accepted; accepted: {question.accepted}.",
        say=question.say,
    )
