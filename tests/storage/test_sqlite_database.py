"""SQLite's own: what makes it durable, and how it fails."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from server.storage.database import Database, open_database
from server.storage.transaction import StorageUnavailable, Transaction
from tests.storage.counter import increment, make_counters, value
from tests.support.full_disk import full_disk


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'plain.sqlite3'}", lambda _: None)
    await opened.open()
    await make_counters(opened, 1)
    yield opened
    await opened.close()


async def test_pragmas_are_those_that_durability_needs(database: Database) -> None:
    """WAL, FULL, a busy timeout and foreign keys hold on connections that read and that write."""

    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await database.read(pragmas) == ["wal", 2, 5000, 1]
    assert await database.write(lambda tx: pragmas(tx.connection)) == ["wal", 2, 5000, 1]


async def test_what_a_batch_changes_is_written_once(database: Database, tmp_path: Path) -> None:
    """It waits in memory for the commit, also where it is 8 MiB and each page of them is changed twice."""

    def change(transaction: Transaction) -> int:
        connection, wal = transaction.connection, tmp_path / "plain.sqlite3-wal"
        connection.exec_driver_sql("CREATE TABLE filler (id INTEGER PRIMARY KEY, b BLOB)")
        before = wal.stat().st_size
        for byte in ("00", "ff"):
            for number in range(2048):
                values = (number, bytes.fromhex(byte) * 3500)
                connection.exec_driver_sql("INSERT OR REPLACE INTO filler VALUES (?, ?)", values)
        return wal.stat().st_size - before

    assert await database.write(change) == 0


async def test_a_file_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    """The error names the URL."""
    database = open_database(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}", lambda _: None)
    with pytest.raises(StorageUnavailable, match=r"nowhere/x\.sqlite3 cannot be opened"):
        await database.open()
    await database.close()


async def test_a_locked_database_is_unavailable_and_then_works_again(database: Database, tmp_path: Path) -> None:
    """Another process that holds the lock for too long is told as an error; nothing is stored by halves."""
    await database.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(tmp_path / "plain.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="locked"):
        await database.write(increment)
    other.execute("ROLLBACK")
    other.close()
    assert await database.write(increment) == 1


async def test_a_full_disk_undoes_the_whole_batch(database: Database) -> None:
    """SQLite rolls back what came before it too, so nobody is told that it is stored."""

    def fill(transaction: Transaction) -> None:
        transaction.connection.execute(text("CREATE TABLE filler AS SELECT randomblob(1000000) AS b"))

    async with full_disk(database):
        outcomes = await asyncio.gather(
            database.write(increment), database.write(fill), database.write(increment), return_exceptions=True
        )
    assert [type(outcome) for outcome in outcomes[1:]] == [StorageUnavailable] * 2
    stored = 1 if outcomes[0] == 1 else 0  # it may have had a commit of its own
    assert await database.read(value) == stored
    assert await database.write(increment) == stored + 1


async def test_a_read_that_fails_is_said_as_such(database: Database) -> None:
    """In the storage's own words, whatever the database is."""
    with pytest.raises(StorageUnavailable, match="no such table"):
        await database.read(lambda c: c.execute(text("SELECT * FROM nowhere")).all())
