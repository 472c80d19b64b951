"""Postgres: one connection that writes in group commits, a pool that reads beside it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.storage.batch import Outcome, run_batch
from server.storage.faults import translated
from server.storage.transaction import Publish, Read, Write
from server.storage.writer import GroupCommitWriter, NoteCommit
from server.uncounted import uncounted

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PostgresLimits:
    """What a process may take of Postgres, and how long anything may take.

    Attributes:
        readers: connections that read; one more writes. Postgres takes a hundred in all unless told otherwise.
        pool_timeout_s: how long a read waits for one of them.
        statement_timeout_s: None for a migration, which takes as long as it takes.
        idle_timeout_s: a process that stops amid a transaction holds its locks no longer.
        reply_timeout_s: on top of what a statement may take; past it the network is taken for dead.
    """

    readers: int = 8
    pool_timeout_s: float = 10.0
    connect_timeout_s: float = 5.0
    statement_timeout_s: float | None = 15.0
    lock_timeout_s: float = 5.0
    idle_timeout_s: float = 5.0
    reply_timeout_s: float = 5.0


DEFAULT_LIMITS = PostgresLimits()


def postgres_engine(
    url: URL, connections: int, limits: PostgresLimits = DEFAULT_LIMITS, **settings: str
) -> AsyncEngine:
    """An engine with so many connections at most, none of which hangs for ever.

    Args:
        settings: parameters of the server, for each connection.
    """
    most_s = limits.statement_timeout_s
    bounds_s = {
        "statement_timeout": most_s or 0,
        "lock_timeout": limits.lock_timeout_s,
        "idle_in_transaction_session_timeout": limits.idle_timeout_s,
    }
    bounds = {name: f"{seconds * 1000:.0f}" for name, seconds in bounds_s.items()}
    return create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=limits.pool_timeout_s,
        # Without it the first statement after a restart of Postgres fails.
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "timeout": limits.connect_timeout_s,
            "command_timeout": None if most_s is None else most_s + limits.reply_timeout_s,
            "server_settings": {"application_name": "repcast", **bounds, **settings},
        },
    )


class PostgresDatabase:
    """A `server.storage.database.Database` on a Postgres that several processes may share."""

    def __init__(
        self, url: URL, publish: Publish, limits: PostgresLimits = DEFAULT_LIMITS, *, note: NoteCommit = uncounted
    ) -> None:
        # A statement that has waited for a lock must see what the one that held it before has committed.
        self._writing = postgres_engine(url, 1, limits, default_transaction_isolation="read committed")
        # And all statements of a read must see the same.
        one_state = {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}
        self._reading = postgres_engine(url, limits.readers, limits, **one_state)
        self._writer = GroupCommitWriter(self._commit, publish, note)
        self._writer_task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect.

        Raises:
            StorageUnavailable: it cannot be reached.
        """
        with translated(f"{self._writing.url.render_as_string(hide_password=True)} cannot be opened"):
            async with self._writing.connect() as connection:
                await connection.execute(text("SELECT 1"))
        self._writer_task = asyncio.create_task(self._writer.run(), name="storage-writer")

    async def read(self, read: Read[T]) -> T:
        with translated("the database cannot be read"):
            async with self._reading.connect() as connection:
                return await connection.run_sync(read)

    async def write(self, write: Write[T]) -> T:
        return await self._writer.write(write)

    @asynccontextmanager
    async def alone(self, key: int) -> AsyncIterator[bool]:
        """By an advisory lock of a session of its own, which no transaction is open in meanwhile."""
        with translated("the database gives no lock"):
            async with self._reading.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                taken = await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key})
                is_alone = bool(taken.scalar_one())
                try:
                    yield is_alone
                finally:
                    if is_alone:
                        await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})

    async def close(self) -> None:
        self._writer.close()
        if self._writer_task is not None:
            await self._writer_task
        for engine in (self._writing, self._reading):
            await engine.dispose()

    async def _commit(self, writes: Sequence[Write[object]]) -> list[Outcome]:
        with translated("the database did not take the transaction"):
            async with self._writing.begin() as connection:
                return await connection.run_sync(run_batch, writes)
