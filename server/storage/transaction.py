"""What runs inside a transaction: plain functions of a connection, so that they are the same on every database.

- `StorageError`
    - `StatementRefused`: the database refused a statement or a value; the caller's fault.
    - `StorageUnavailable`: the database failed; whether the transaction is stored is not known.
        - `Contended`: it gave way to another one; nothing of it is stored, for certain.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from schemas.framing import payload_of
from server.storage.hot import HotStatement

T = TypeVar("T")


class StorageError(Exception):
    """Base of what the storage raises."""


class StatementRefused(StorageError):
    """The database refused a statement or a value of it. The same again would be refused again."""


class StorageUnavailable(StorageError):
    """The database failed: no disk, no lock, no connection.

    As a rule nothing of the transaction is stored. Where the connection was lost while it was committed, it may be:
    who says it again must do so in a way that is harmless then.
    """


class Contended(StorageUnavailable):
    """The transaction gave way to another one (a deadlock, a lock held for too long); nothing of it is stored."""


@dataclass(frozen=True, slots=True)
class Lasted:
    """How long a job took that has ended, in seconds.

    Attributes:
        waited_s: until it was first worked on, or until it ended without that.
        worked_s: from then on, waits between attempts included; None: nobody worked on it.
    """

    waited_s: float
    worked_s: float | None


@dataclass(slots=True)  # not frozen: one is made of each message of Redis, and that would take 5 times as long
class LogFrame:
    """One numbered frame of a job's log: encoded and framed once, however many sockets it goes to. Nobody changes it.

    Attributes:
        wire: what the frame says, as it goes over a WebSocket.
        at_s: when it was written to the log, by the clock that all processes share, in seconds since 1970.
        lasted: of the frame that ends a job, where it is written.
    """

    job_id: str
    user_id: str
    seq: int
    type: str
    at_s: float
    wire: bytes
    is_final: bool
    lasted: Lasted | None = None

    @property
    def json(self) -> bytes:
        """What the frame says, in UTF-8."""
        return payload_of(self.wire)


@dataclass(slots=True)
class Transaction:
    """One caller's part of a commit.

    Attributes:
        connection: where its statements run.
        frames: published, in this order, once the commit stands; dropped if it fails.
        afterwards: called behind that, likewise. They must not block or raise.
    """

    connection: Connection
    frames: list[LogFrame] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def insert_or_ignore(self, table: Table, *rows: dict[str, object]) -> None:
        """Rows that may be there already; they are left as they are."""
        _insert_or_ignore(self._dialect, table).write(self.connection, rows)

    def insert_or_replace(self, table: Table, values: dict[str, object]) -> None:
        """A row that may be there already; all that ``values`` has is written over it."""
        inserted = self._dialect.insert(table).values(values)
        self.connection.execute(inserted.on_conflict_do_update(index_elements=[*table.primary_key], set_=values))

    @property
    def locks_rows(self) -> bool:
        """Whether others write beside this transaction, so that rows are locked to be decided on."""
        return self._dialect is postgresql

    @property
    def _dialect(self) -> ModuleType:
        """What SQLAlchemy has for this kind of database beside the standard."""
        return postgresql if self.connection.dialect.name == "postgresql" else sqlite


@cache
def _insert_or_ignore(dialect: ModuleType, table: Table) -> HotStatement:
    return HotStatement(dialect.insert(table).on_conflict_do_nothing())


def padded(values: Sequence[T]) -> list[T]:
    """At least one value for an ``IN``, and the last again until they are a power of two.

    A driver that prepares statements then keeps nine of them, not one for each length of a batch.
    """
    lacking = (1 << (len(values) - 1).bit_length()) - len(values)
    return [*values, *([values[-1]] * lacking)]


Write = Callable[[Transaction], T]
"""A unit of work. It may run beside others in one commit, so it awaits nothing and is quick. It may be undone and run
again, so it changes nothing but what the transaction holds."""

Read = Callable[[Connection], T]

Publish = Callable[[Sequence[LogFrame]], None]
"""Takes the frames of a commit, in commit order. It must not block or raise."""
