"""Sessions of a Postgres under test, and a gate at which its transactions wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from server.storage.database import Database
from server.storage.postgres_database import PostgresDatabase, PostgresLimits, postgres_engine
from server.storage.transaction import Transaction
from server.storage.url import parse_url
from tests.support.waiting import wait_until

GATE = 99
"""Key of the advisory lock at which transactions wait for the test."""

PASS = text("SELECT pg_advisory_xact_lock_shared(:gate)").bindparams(bindparam("gate", GATE))


@asynccontextmanager
async def opened(url: str, limits: PostgresLimits | None = None) -> AsyncIterator[Database]:
    database = PostgresDatabase(parse_url(url), lambda _: None, limits or PostgresLimits())
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def session(url: str, limits: PostgresLimits | None = None) -> AsyncIterator[AsyncConnection]:
    """Somebody else's connection."""
    engine = postgres_engine(parse_url(url), 1, limits or PostgresLimits())
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


class Gate:
    """Where transactions wait for the test: an advisory lock."""

    def __init__(self, holder: AsyncConnection) -> None:
        self._holder = holder

    async def is_reached_by(self, transactions: int) -> None:
        held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = :gate AND NOT granted")

        async def are_waiting() -> bool:
            return bool((await self._holder.execute(held, {"gate": GATE})).scalar_one() == transactions)

        await wait_until(are_waiting, f"{transactions} transactions wait at the gate")

    async def holds_up(self, transactions: int, or_done: asyncio.Task[Any]) -> None:
        """Until so many of the database wait for any lock, be it one that whoever waits at the gate holds."""
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )

        async def are_waiting() -> bool:
            await self._holder.execute(text("SELECT pg_stat_clear_snapshot()"))
            return or_done.done() or bool((await self._holder.execute(waiting)).scalar_one() == transactions)

        await wait_until(are_waiting, f"{transactions} transactions wait")


@asynccontextmanager
async def closed_gate(url: str, *, is_lost: bool = False) -> AsyncIterator[Gate]:
    """It opens at the end of the block. ``is_lost``: its server ends within it."""
    async with session(url) as holder:
        await holder.execute(text("SELECT pg_advisory_xact_lock(:gate)"), {"gate": GATE})
        yield Gate(holder)
        if is_lost:
            await holder.invalidate()


def pass_gate(transaction: Transaction) -> None:
    transaction.connection.execute(PASS)
