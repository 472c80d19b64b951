"""The port to a database, and the way to open one by its URL."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from server.storage.postgres_database import PostgresDatabase
from server.storage.sqlite_database import SqliteDatabase
from server.storage.transaction import Publish, Read, Write
from server.storage.url import is_postgres, parse_url
from server.storage.writer import NoteCommit
from server.uncounted import uncounted

T = TypeVar("T")


class Database(Protocol):
    """Reads see committed data only; a write returns when it is durable."""

    async def open(self) -> None:
        """Connect.

        Raises:
            StorageUnavailable: it cannot be reached.
        """

    async def read(self, read: Read[T]) -> T:
        """Run ``read`` on one consistent state.

        Raises:
            StorageUnavailable: the database failed.
            StatementRefused: it refused a statement.
        """

    async def write(self, write: Write[T]) -> T:
        """Run ``write`` in a transaction, shared with what else waits; return once it is committed.

        Raises:
            StorageUnavailable: the database failed. As a rule nothing is stored; after a lost connection it may be.
            StatementRefused: it refused a statement of ``write``, of which nothing is stored.
        """

    def alone(self, key: int) -> AbstractAsyncContextManager[bool]:
        """Whether, until the block ends, no other process of this database is in a block of the same key.

        For work that would only be done twice, not for what must never be: it ends with the connection, unnoticed.

        Raises:
            StorageUnavailable: the database failed.
        """

    async def close(self) -> None:
        """Finish what waits, then disconnect."""


def open_database(url: str, publish: Publish, note: NoteCommit = uncounted) -> Database:
    """A database by its URL, not yet open.

    Args:
        publish: is handed the frames of each commit.
        note: is told of each commit.

    Raises:
        UnknownDatabase: the URL is of no kind that is supported.
    """
    parsed = parse_url(url)
    kind = PostgresDatabase if is_postgres(parsed) else SqliteDatabase
    return kind(parsed, publish, note=note)
