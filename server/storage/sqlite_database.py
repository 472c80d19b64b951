"""SQLite: one thread that writes in group commits, a few that read beside it (WAL)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from sqlite3 import SQLITE_BUSY, OperationalError
from sqlite3 import Connection as SqliteConnection
from time import monotonic, sleep
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event

from server.storage.batch import Outcome, run_batch
from server.storage.faults import translated
from server.storage.log_mover import LogMover
from server.storage.one_thread import OneThread
from server.storage.transaction import Publish, Read, Write
from server.storage.writer import GroupCommitWriter, NoteCommit
from server.uncounted import uncounted

T = TypeVar("T")

READERS = 4
BUSY_TIMEOUT_MS = 5000
PRIMARY = 0xFF
"""Of a result code of SQLite, the part that is not detail."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # FULL: a commit that a client was told of survives the loss of power, not only of the process.
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
)

BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
TO_WRITE = (
    # Behind a savepoint what a batch changes is kept as it was: in memory, not in a file of its own.
    "PRAGMA temp_store=MEMORY",
    # 16 MiB: all that a batch changes. What does not fit is written before the commit, and once more with it.
    "PRAGMA cache_size=-16384",
    # 16 MiB, four times SQLite's own: the log of a busy second. `LogMover` has moved nearly all of it before a commit
    # finds it full.
    "PRAGMA wal_autocheckpoint=4000",
)
"""Of connections that write."""

LOOK_AGAIN_S = 0.0005
"""SQLite's own waits grow to 100 ms; of two processes the busier one then writes again before the other one looks."""


def sqlite_engine(url: URL, begin: str) -> Engine:
    """An engine whose transactions begin with the statement ``begin``.

    Python's own transaction handling begins late and silently loses read-modify-writes of several processes,
    so it is switched off (``isolation_level=None``), and ``BEGIN IMMEDIATE`` is said for those that write.
    """
    engine = create_engine(
        url.set(drivername="sqlite"),
        connect_args={"isolation_level": None, "check_same_thread": False},
        pool_size=READERS,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: SqliteConnection, _record: Any) -> None:
        for pragma in (*PRAGMAS, *(TO_WRITE if begin == BEGIN_TO_WRITE else ())):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        if begin != BEGIN_TO_WRITE or not _begin_in_turn(raw):
            connection.exec_driver_sql(begin)

    return engine


def _begin_in_turn(connection: SqliteConnection) -> bool:
    """Begin to write as soon as no other process does; returns whether that was in time."""
    until_s = monotonic() + BUSY_TIMEOUT_MS / 1000
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while monotonic() < until_s:
            try:
                connection.execute(BEGIN_TO_WRITE)
            except OperationalError as error:
                if error.sqlite_errorcode & PRIMARY != SQLITE_BUSY:
                    raise
                sleep(LOOK_AGAIN_S)
            else:
                return True
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


class SqliteDatabase:
    """A `server.storage.database.Database` on one file."""

    def __init__(self, url: URL, publish: Publish, *, note: NoteCommit = uncounted) -> None:
        self._writing = sqlite_engine(url, BEGIN_TO_WRITE)
        self._reading = sqlite_engine(url, "BEGIN")
        self._write_thread = OneThread("sqlite-write")
        self._read_threads = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-read")
        self._writer = GroupCommitWriter(self._commit, publish, note)
        self._writer_task: asyncio.Task[None] | None = None
        self._kept: Connection | None = None
        self._log_mover = LogMover(self._reading)

    async def open(self) -> None:
        """Make or open the file.

        Raises:
            StorageUnavailable: it cannot be opened.
        """
        with translated(f"{self._writing.url} cannot be opened"):
            await self._write_thread.run(self._probe)
        self._log_mover.start()
        self._writer_task = asyncio.create_task(self._writer.run(), name="storage-writer")

    async def read(self, read: Read[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._read_threads, self._read, read)

    async def write(self, write: Write[T]) -> T:
        return await self._writer.write(write)

    @contextlib.asynccontextmanager
    async def alone(self, key: int) -> AsyncIterator[bool]:
        """A file is one server's; a command beside it does what the server would have found done."""
        del key
        yield True

    async def close(self) -> None:
        self._writer.close()
        if self._writer_task is not None:
            await self._writer_task
        self._write_thread.close()
        self._log_mover.close()
        self._read_threads.shutdown(wait=True)
        if self._kept is not None:
            self._kept.close()
        for engine in (self._writing, self._reading):
            engine.dispose()

    async def _commit(self, writes: Sequence[Write[object]]) -> list[Outcome]:
        outcomes = await self._write_thread.run(lambda: self._commit_batch(writes))
        self._log_mover.committed()
        return outcomes

    def _commit_batch(self, writes: Sequence[Write[object]]) -> list[Outcome]:
        with (
            translated("the database did not take the transaction"),
            self._writing_connection() as connection,
            connection.begin(),
        ):
            return run_batch(connection, writes)

    @contextlib.contextmanager
    def _writing_connection(self) -> Iterator[Connection]:
        """The one that is kept; whatever fails on it, the next transaction has a new one."""
        self._kept = connection = self._kept or self._writing.connect()
        try:
            yield connection
        except BaseException:
            self._kept = None
            connection.close()
            raise

    def _read(self, read: Read[T]) -> T:
        with translated("the database cannot be read"), self._reading.begin() as connection:
            return read(connection)

    def _probe(self) -> None:
        with contextlib.closing(self._writing.connect()) as connection:
            connection.exec_driver_sql("SELECT 1")
