"""SQLite: durable, one writer at a time even from several processes, readers beside it."""

import asyncio
import multiprocessing
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from server.storage.database import Database, open_database
from server.storage.sqlite_database import sqlite_engine
from server.storage.transaction import LogFrame, StorageUnavailable, Transaction
from tests.support.full_disk import full_disk

PROCESSES = 4
INCREMENTS = 100


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'plain.sqlite3'}", lambda _: None)
    await opened.open()
    await opened.write(lambda tx: tx.connection.execute(text("CREATE TABLE counter (n INTEGER)")))
    await opened.write(lambda tx: tx.connection.execute(text("INSERT INTO counter VALUES (0)")))
    yield opened
    await opened.close()


def _read(connection: Connection) -> int:
    return int(connection.execute(text("SELECT n FROM counter")).scalar_one())


def _increment(transaction: Transaction) -> int:
    found = _read(transaction.connection) + 1
    transaction.connection.execute(text("UPDATE counter SET n = :n"), {"n": found})
    return found


async def test_pragmas_are_those_that_durability_needs(database: Database) -> None:
    """WAL, FULL, a busy timeout and foreign keys hold on connections that read and that write."""

    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await database.read(pragmas) == ["wal", 2, 5000, 1]
    assert await database.write(lambda tx: pragmas(tx.connection)) == ["wal", 2, 5000, 1]


async def test_concurrent_writes_lose_nothing(database: Database) -> None:
    """A thousand read-modify-writes of one process add up."""
    values = await asyncio.gather(*(database.write(_increment) for _ in range(1000)))
    assert sorted(values) == list(range(1, 1001))
    assert await database.read(_read) == 1000


def _increment_in_another_process(file: str) -> None:
    engine = sqlite_engine(make_url(f"sqlite:///{file}"), "BEGIN IMMEDIATE")
    for _ in range(INCREMENTS):
        with engine.begin() as connection:
            _increment(Transaction(connection))
    engine.dispose()


async def test_several_processes_lose_nothing(database: Database, tmp_path: Path) -> None:
    """Read-modify-writes of four processes at once add up, because each begins with BEGIN IMMEDIATE."""
    context = multiprocessing.get_context("spawn")
    file = str(tmp_path / "plain.sqlite3")
    processes = [context.Process(target=_increment_in_another_process, args=(file,)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    assert await database.read(_read) == PROCESSES * INCREMENTS


async def test_a_write_that_raises_undoes_itself_alone(database: Database) -> None:
    """Its neighbours in the same commit stand."""

    def fail(transaction: Transaction) -> None:
        _increment(transaction)
        raise LookupError("no")

    results = await asyncio.gather(
        database.write(_increment), database.write(fail), database.write(_increment), return_exceptions=True
    )
    assert isinstance(results[1], LookupError)
    assert await database.read(_read) == 2


async def test_frames_are_published_in_commit_order_and_only_if_committed(tmp_path: Path) -> None:
    """What was rolled back is never told."""
    published: list[int] = []
    database = open_database(
        f"sqlite:///{tmp_path / 'frames.sqlite3'}", lambda frames: published.extend(frame.seq for frame in frames)
    )
    await database.open()

    def tell(seq: int, *, fails: bool) -> None:
        def write(transaction: Transaction) -> None:
            transaction.frames.append(LogFrame("job", "user", seq, "{}", 2, is_final=False))
            if fails:
                raise LookupError("no")

        waiting.append(asyncio.ensure_future(database.write(write)))

    waiting: list[asyncio.Future[None]] = []
    for seq in range(50):
        tell(seq, fails=seq % 7 == 3)
    await asyncio.gather(*waiting, return_exceptions=True)
    await database.close()
    assert published == [seq for seq in range(50) if seq % 7 != 3]


async def test_a_reader_sees_what_was_written_before_it_began(database: Database) -> None:
    """A write that has returned is visible to every later read."""
    for expected in range(1, 50):
        await database.write(_increment)
        assert await database.read(_read) == expected


async def test_a_file_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    """The error names the URL."""
    database = open_database(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}", lambda _: None)
    with pytest.raises(StorageUnavailable, match=r"nowhere/x\.sqlite3 cannot be opened"):
        await database.open()
    await database.close()


async def test_a_locked_database_is_unavailable_and_then_works_again(tmp_path: Path) -> None:
    """Another process that holds the lock for too long is told as an error; nothing is stored by halves."""
    file = tmp_path / "locked.sqlite3"
    database = open_database(f"sqlite:///{file}", lambda _: None)
    await database.open()
    await database.write(lambda tx: tx.connection.execute(text("CREATE TABLE counter (n INTEGER)")))
    await database.write(lambda tx: tx.connection.execute(text("INSERT INTO counter VALUES (0)")))
    await database.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="locked"):
        await database.write(_increment)
    other.execute("ROLLBACK")
    other.close()
    assert await database.write(_increment) == 1
    await database.close()


async def test_a_full_disk_undoes_the_whole_batch(database: Database) -> None:
    """SQLite rolls back what came before it too, so nobody is told that it is stored."""

    def fill(transaction: Transaction) -> None:
        transaction.connection.execute(text("CREATE TABLE filler AS SELECT randomblob(1000000) AS b"))

    async with full_disk(database):
        outcomes = await asyncio.gather(
            database.write(_increment), database.write(fill), database.write(_increment), return_exceptions=True
        )
    assert [type(outcome) for outcome in outcomes[1:]] == [StorageUnavailable] * 2
    stored = 1 if outcomes[0] == 1 else 0  # it may have had a commit of its own
    assert await database.read(_read) == stored
    assert await database.write(_increment) == stored + 1


async def test_a_read_that_fails_is_said_as_such(database: Database) -> None:
    """In the storage's own words, whatever the database is."""
    with pytest.raises(StorageUnavailable, match="no such table"):
        await database.read(lambda c: c.execute(text("SELECT * FROM nowhere")).all())
