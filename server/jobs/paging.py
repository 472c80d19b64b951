"""Pages of rows, newest first: the cursor is the id of the last row that was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, or_

from schemas.errors import FieldError
from server.jobs.refusal import invalid
from server.jobs.rows import AnyRow


@dataclass(frozen=True, slots=True)
class Page:
    """Rows; ``next`` is the cursor of the page behind, if there is one."""

    rows: Sequence[AnyRow]
    next: str | None


def page(connection: Connection, table: Table, wanted: Select[Any], limit: int, cursor: str | None) -> Page:
    """At most ``limit`` rows of ``wanted``, those behind ``cursor``.

    Args:
        wanted: a selection of ``table``, which has ``id`` and ``created_at``.

    Raises:
        Refused: ``invalid_request`` for a cursor at which no row of ``wanted`` stands.
    """
    created_at, row_id = table.c.created_at, table.c.id
    ordered = wanted.order_by(created_at.desc(), row_id.desc())
    if cursor is not None:
        last = connection.execute(wanted.with_only_columns(created_at).where(row_id == cursor)).one_or_none()
        if last is None:
            raise invalid(_wrong_cursor(cursor))
        ordered = ordered.where(or_(created_at < last.created_at, and_(created_at == last.created_at, row_id < cursor)))
    rows = connection.execute(ordered.limit(limit + 1)).all()
    return Page(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def _wrong_cursor(cursor: str) -> FieldError:
    return FieldError(
        field="cursor",
        value=cursor,
        accepted="the next of an earlier answer",
        message="No page begins at this cursor.",
        say="I lost my place in the list. Shall I begin again?",
    )
