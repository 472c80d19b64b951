"""A database whose disk is full for a while: SQLite's own failure, made by its own limit."""

import asyncio
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
        with database._writing.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    loop = asyncio.get_running_loop()
    await loop.run_in_executor(database._write_thread, limit, 1)
    try:
        yield
    finally:
        await loop.run_in_executor(database._write_thread, limit, NO_LIMIT)
