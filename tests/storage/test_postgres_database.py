"""Postgres' own: transactions that are in each other's way, values that it refuses, and reads on one state."""

import asyncio
from functools import partial

import pytest
from sqlalchemy import Connection, text

from server.storage.postgres_database import PostgresLimits
from server.storage.transaction import StatementRefused, StorageUnavailable, Transaction
from tests.storage.counter import increment, incrementing, make_counters, value
from tests.support.postgres_sessions import PASS, closed_gate, opened, pass_gate, session


async def test_a_deadlock_of_two_processes_fails_nobody(postgres_url: str) -> None:
    """The batch that gives way is undone, and each of its parts written again alone."""
    runs: list[int] = []

    def counted(of: int, transaction: Transaction) -> int:
        runs.append(of)
        return increment(transaction, of)

    async with opened(postgres_url) as one, opened(postgres_url) as other:
        await make_counters(one, 1, 2)
        async with closed_gate(postgres_url) as gate:
            writes = [
                asyncio.ensure_future(database.write(write))
                for database, first, last in ((one, 1, 2), (other, 2, 1))
                for write in (partial(counted, first), pass_gate, partial(counted, last))
            ]
            await gate.is_reached_by(2)
        await asyncio.gather(*writes)
        assert await one.read(lambda c: (value(c, 1), value(c, 2))) == (2, 2)
    assert len(runs) > 4


async def test_a_lock_held_for_too_long_fails_only_who_needs_it(postgres_url: str) -> None:
    """Its neighbours in the same batch are stored, and it can be had again when the lock is gone."""
    async with opened(postgres_url, PostgresLimits(lock_timeout_s=0.1)) as database:
        await make_counters(database, 1, 2)
        async with session(postgres_url) as other:
            await other.execute(text("SELECT n FROM counters WHERE id = 2 FOR UPDATE"))
            outcomes = await asyncio.gather(
                *(database.write(incrementing(of)) for of in (1, 2, 1)), return_exceptions=True
            )
            assert [type(outcome) for outcome in outcomes] == [int, StorageUnavailable, int]
            assert "lock timeout" in str(outcomes[1])
        assert await database.write(incrementing(2)) == 1
        assert await database.read(value) == 2


async def test_a_process_that_stops_amid_a_transaction_holds_its_locks_no_longer(postgres_url: str) -> None:
    """Postgres ends its session, and the others go on."""
    async with opened(postgres_url) as database:
        await make_counters(database, 1)
        async with session(postgres_url, PostgresLimits(idle_timeout_s=0.2)) as stopped:
            await stopped.run_sync(lambda c: increment(Transaction(c)))
            assert await database.write(increment) == 1
            await stopped.invalidate()


@pytest.mark.parametrize("bad", ["a\0b", "\ud800", 5])
async def test_a_value_that_postgres_cannot_hold_is_refused_alone(postgres_url: str, bad: object) -> None:
    """NUL, half a surrogate pair, or another type is the caller's fault; its neighbours are stored."""

    def store(transaction: Transaction) -> None:
        transaction.connection.execute(text("INSERT INTO users VALUES (:id, now())"), {"id": bad})

    async with opened(postgres_url) as database:
        await make_counters(database, 1)
        results = await asyncio.gather(
            database.write(increment), database.write(store), database.write(increment), return_exceptions=True
        )
        assert [type(result) for result in results] == [int, StatementRefused, int]
        assert await database.read(value) == 2


async def test_a_read_is_on_one_state(postgres_url: str) -> None:
    """What is committed while it runs is not in it."""

    def twice(connection: Connection) -> tuple[int, int]:
        before = value(connection)
        connection.execute(PASS)
        return before, value(connection)

    async with opened(postgres_url) as database:
        await make_counters(database, 1)
        async with closed_gate(postgres_url) as gate:
            reading = asyncio.create_task(database.read(twice))
            await gate.is_reached_by(1)
            await database.write(increment)
        assert await reading == (0, 0)
        assert await database.read(value) == 1


async def test_a_read_cannot_write(postgres_url: str) -> None:
    """Whatever it is called, a read changes nothing."""
    async with opened(postgres_url) as database:
        await make_counters(database, 1)
        with pytest.raises(StorageUnavailable, match="read-only"):
            await database.read(lambda c: c.execute(text("UPDATE counters SET n = 7")))
        assert await database.read(value) == 0
