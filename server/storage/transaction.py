"""What runs inside a transaction: plain functions of a connection, so that they are the same on every database.

- `StorageError`
    - `StorageUnavailable`: the database did not take the transaction; nothing of it is stored.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

T = TypeVar("T")


class StorageError(Exception):
    """Base of what the storage raises."""


class StorageUnavailable(StorageError):
    """The database did not take the transaction; nothing of it is stored."""


DATABASE_FAULTS = (OperationalError, InterfaceError, InternalError)
"""The database's own failures (no disk, no lock, no connection), as against those of a statement (PEP 249)."""


@dataclass(frozen=True, slots=True)
class LogFrame:
    """One numbered frame of a job's log: encoded once, however many sockets it goes to."""

    job_id: str
    user_id: str
    seq: int
    text: str
    """The JSON that goes over the wire."""
    size_bytes: int
    is_final: bool


@dataclass(slots=True)
class Transaction:
    """One caller's part of a commit.

    Attributes:
        connection: where its statements run.
        frames: published, in this order, once the commit stands; dropped if it fails.
    """

    connection: Connection
    frames: list[LogFrame] = field(default_factory=list)

    def insert_or_ignore(self, table: Table, values: dict[str, object]) -> None:
        """A row that may be there already; it is left as it is."""
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        self.connection.execute(dialect.insert(table).values(values).on_conflict_do_nothing())


Write = Callable[[Transaction], T]
"""A unit of work. It may run beside others in one commit, so it awaits nothing and is quick."""

Read = Callable[[Connection], T]

Publish = Callable[[Sequence[LogFrame]], None]
"""Takes the frames of a commit, in commit order. It must not block or raise."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit of work."""

    value: object = None
    error: Exception | None = None
    frames: Sequence[LogFrame] = ()


def run_batch(connection: Connection, writes: Sequence[Write[object]]) -> list[Outcome]:
    """Run units of work in one transaction, each behind its own savepoint: one that raises undoes itself alone.

    Raises:
        OperationalError, InterfaceError, InternalError: the database failed. It may have undone the units before, so
            none of the batch stands (SQLite rolls everything back when the disk is full).
    """
    return [_run(connection, write) for write in writes]


def _run(connection: Connection, write: Write[object]) -> Outcome:
    transaction = Transaction(connection)
    try:
        with connection.begin_nested():
            value = write(transaction)
    except DATABASE_FAULTS:
        raise
    except Exception as error:  # noqa: BLE001 - handed to the caller that the unit of work belongs to
        return Outcome(error=error)
    return Outcome(value=value, frames=transaction.frames)
