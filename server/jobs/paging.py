"""Pages of rows, newest first: the cursor is the id of the last row that was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, or_, select

from schemas.errors import FieldError, shown
from schemas.model import is_text
from server.jobs.refusal import invalid
from server.storage.hot import AnyRow


@dataclass(frozen=True, slots=True)
class Page:
    """Rows; ``next`` is the cursor of the page behind, if there is one."""

    rows: Sequence[AnyRow]
    next: str | None


def page(
    connection: Connection,
    table: Table,
    wanted: Select[Any],
    mine: Sequence[ColumnElement[bool]],
    limit: int,
    cursor: str | None,
) -> Page:
    """At most ``limit`` rows of ``wanted``, those behind ``cursor``.

    Args:
        wanted: a selection of ``table``, which has ``id`` and ``created_at``. The row of the cursor need not be in it
            any more: a job's status changes from page to page.
        mine: which rows the caller may see.

    Raises:
        Refused: ``invalid_request`` for a cursor at which no row of the caller's stands.
    """
    created_at, row_id = table.c.created_at, table.c.id
    ordered = wanted.where(*mine).order_by(created_at.desc(), row_id.desc())
    if cursor is not None:
        if not is_text(cursor):  # Postgres would refuse to compare it
            raise invalid(_wrong_cursor(cursor))
        last = connection.execute(select(created_at).where(row_id == cursor, *mine)).one_or_none()
        if last is None:
            raise invalid(_wrong_cursor(cursor))
        ordered = ordered.where(or_(created_at < last.created_at, and_(created_at == last.created_at, row_id < cursor)))
    rows = connection.execute(ordered.limit(limit + 1)).all()
    return Page(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def of_user(table: Table, user_id: str | None) -> Sequence[ColumnElement[bool]]:
    """Which rows of ``table`` are a user's; None: all users'."""
    return () if user_id is None else (table.c.user_id == user_id,)


def _wrong_cursor(cursor: str) -> FieldError:
    return FieldError(
        field="cursor",
        value=shown(cursor),
        accepted="the next of an earlier answer",
        message="No page begins at this cursor.",
        say="I lost my place in the list. Shall I begin again?",
    )
