"""A database whose disk is full for a while: SQLite's own failure, made by its own limit."""

import contextlib
from collections.abc import AsyncIterator

from server.app import Server
from server.storage.database import Database
from server.storage.sqlite_database import SqliteDatabase

NO_LIMIT = 2**30


@contextlib.asynccontextmanager
async def full_disk(holder: Server | Database) -> AsyncIterator[None]:
    """Within the block nothing that needs another page can be written."""
    database = holder.database if isinstance(holder, Server) else holder
    assert isinstance(database, SqliteDatabase)

    def limit(pages: int) -> None:
        with database._writing_connection() as connection, connection.begin():
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await database._write_thread.run(lambda: limit(1))
    try:
        yield
    finally:
        await database._write_thread.run(lambda: limit(NO_LIMIT))
