"""Finished programs: one, or a user's, newest first. ``scope`` as in `server.jobs.service`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from schemas.model import JsonObject
from schemas.program import Program as Document
from schemas.program import Week
from server.jobs.paging import of_user, page
from server.jobs.refusal import not_found
from server.storage.hot import AnyRow
from server.storage.tables import Program, table_of

PROGRAMS = table_of(Program)

LISTED = [column for column in PROGRAMS.c if column.name not in {"document", "request"}]


@dataclass(frozen=True, slots=True)
class ProgramHead:
    """A program without its document."""

    id: str
    user_id: str
    job_id: str
    name: str
    description: str
    duration_weeks: int
    days_per_week: int
    goal_category: str
    fitness_level: str
    score: float | None
    parent_id: str | None
    revision: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredProgram:
    """A program.

    Attributes:
        document: its JSON text.
        request: what it was made of.
    """

    head: ProgramHead
    document: str
    request: JsonObject


def find_program(connection: Connection, program_id: str, scope: str | None) -> StoredProgram:
    """One program.

    Raises:
        Refused: ``not_found``.
    """
    # Not read and then refused: a document takes long to read, and the time would tell that there is one.
    row = connection.execute(
        select(PROGRAMS).where(PROGRAMS.c.id == program_id, *of_user(PROGRAMS, scope))
    ).one_or_none()
    if row is None:
        raise not_found("program", program_id)
    return StoredProgram(_head(row), row.document, row.request)


def weeks_of_program(connection: Connection, program_id: str) -> tuple[Week, ...]:
    """All weeks of a program; none where there is no such program."""
    document: str | None = connection.execute(
        select(PROGRAMS.c.document).where(PROGRAMS.c.id == program_id)
    ).scalar_one_or_none()
    return () if document is None else Document.model_validate_json(document).weeks


def first_revision(connection: Connection, head: ProgramHead) -> str:
    """The id of the program that ``head`` is a revision of, however many stand between; its own, where it is none."""
    return head.id if head.parent_id is None else _first(connection, head.parent_id)


def next_revision(connection: Connection, parent_id: str) -> int:
    """The number of a new revision: no two of one first program have the same, whichever of them they were made of.

    Holds the first program until the transaction ends, so that two that end at once do not count alike.
    """
    first_id = _first(connection, parent_id)
    connection.execute(select(PROGRAMS.c.id).where(PROGRAMS.c.id == first_id).with_for_update(key_share=True))
    line = select(PROGRAMS.c.id, PROGRAMS.c.revision).where(PROGRAMS.c.id == first_id).cte(recursive=True)
    line = line.union(select(PROGRAMS.c.id, PROGRAMS.c.revision).join(line, PROGRAMS.c.parent_id == line.c.id))
    latest: int = connection.execute(select(func.max(line.c.revision))).scalar_one()
    return latest + 1


def _first(connection: Connection, program_id: str) -> str:
    line = select(PROGRAMS.c.id, PROGRAMS.c.parent_id).where(PROGRAMS.c.id == program_id).cte(recursive=True)
    parent = select(PROGRAMS.c.id, PROGRAMS.c.parent_id).join(line, PROGRAMS.c.id == line.c.parent_id)
    line = line.union(parent)
    first: str = connection.execute(select(line.c.id).where(line.c.parent_id.is_(None))).scalar_one()
    return first


def page_of_programs(
    connection: Connection, user_id: str | None, limit: int, cursor: str | None
) -> tuple[Sequence[ProgramHead], str | None]:
    """Programs of a user, or of all, newest first; and the cursor of the page behind, if there is one.

    Raises:
        Refused: ``invalid_request`` for a cursor that this server never gave.
    """
    found = page(connection, PROGRAMS, select(*LISTED), of_user(PROGRAMS, user_id), limit, cursor)
    return [_head(row) for row in found.rows], found.next


def _head(row: AnyRow) -> ProgramHead:
    return ProgramHead(**{name: getattr(row, name) for name in ProgramHead.__dataclass_fields__})
