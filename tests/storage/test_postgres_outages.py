"""Postgres goes away: who waits is told, nothing is written twice, and with its return all works again."""

import asyncio

import pytest
from sqlalchemy import text

from server.storage.postgres_database import PostgresLimits
from server.storage.transaction import StorageUnavailable, Transaction
from server.storage.url import parse_url
from tests.storage.counter import increment, make_counters, value
from tests.support.cutting_proxy import cutting_proxy
from tests.support.postgres import PostgresServer
from tests.support.postgres_sessions import GATE, closed_gate, opened, pass_gate

WAITS_WHEN_COMMITTED = f"""
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER waits AFTER UPDATE ON counters DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION wait()
"""


async def test_a_restart_in_between_is_not_noticed(own_postgres: PostgresServer) -> None:
    """The first write and the first read after it work: dead connections are found before they are used."""
    async with opened(own_postgres.url()) as database:
        await make_counters(database, 1)
        await asyncio.gather(*(database.read(value) for _ in range(20)))
        await asyncio.to_thread(own_postgres.restart_immediately)
        assert await database.write(increment) == 1
        assert await asyncio.gather(*(database.read(value) for _ in range(20))) == [1] * 20


async def test_an_outage_is_told_and_ends(own_postgres: PostgresServer) -> None:
    """While Postgres is away reads and writes fail at once; when it is back they work, without a restart of ours."""
    async with opened(own_postgres.url()) as database:
        await make_counters(database, 1)
        await asyncio.to_thread(own_postgres.kill)
        for _ in range(3):
            results = await asyncio.gather(database.write(increment), database.read(value), return_exceptions=True)
            assert [type(result) for result in results] == [StorageUnavailable] * 2
        await asyncio.to_thread(own_postgres.start)
        assert await database.write(increment) == 1
        assert await database.read(value) == 1


async def test_what_a_crash_interrupts_is_told_and_not_stored(own_postgres: PostgresServer) -> None:
    """Each part of the batch that was under way fails, each read too."""
    async with opened(own_postgres.url()) as database:
        await make_counters(database, 1)
        async with closed_gate(own_postgres.url(), is_lost=True) as gate:
            writes = [asyncio.create_task(database.write(write)) for write in (increment, pass_gate, increment)]
            reading = asyncio.create_task(database.read(lambda c: pass_gate(Transaction(c))))
            await gate.is_reached_by(2)
            await asyncio.to_thread(own_postgres.restart_immediately)
            results = await asyncio.gather(*writes, reading, return_exceptions=True)
        assert [type(result) for result in results] == [StorageUnavailable] * 4
        assert await database.read(value) == 0
        assert await database.write(increment) == 1


async def test_a_commit_whose_acknowledgement_is_lost_is_not_written_again(postgres_url: str) -> None:
    """Nobody knows whether it stands, so the caller is told so; here it stands, once."""
    async with opened(postgres_url) as database:
        await make_counters(database, 1)
        for statement in WAITS_WHEN_COMMITTED.split(";\n"):
            await database.write(lambda tx, statement=statement: tx.connection.execute(text(statement)))  # type: ignore[misc]  # mypy does not see the default
        direct = parse_url(postgres_url)
        async with cutting_proxy(direct.port or 5432) as proxy:
            async with opened(direct.set(port=proxy.port).render_as_string(hide_password=False)) as cut_off:
                async with closed_gate(postgres_url) as gate:
                    writing = asyncio.create_task(cut_off.write(increment))
                    await gate.is_reached_by(1)
                    proxy.cut()
                    with pytest.raises(StorageUnavailable):
                        await writing
                assert await cut_off.write(increment) == 2
        assert await database.read(value) == 2


async def test_a_server_that_says_nothing_is_unavailable(own_postgres: PostgresServer) -> None:
    """A dead network is found after the time that a reply may take; with its return all works again."""
    impatient = PostgresLimits(connect_timeout_s=0.5, statement_timeout_s=0.2, reply_timeout_s=0.1, pool_timeout_s=1)
    async with opened(own_postgres.url(), impatient) as database:
        await make_counters(database, 1)
        await database.read(value)
        with own_postgres.silent():
            results = await asyncio.gather(database.write(increment), database.read(value), return_exceptions=True)
        assert [type(result) for result in results] == [StorageUnavailable] * 2
        assert await database.write(increment) == 1
        assert await database.read(value) == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://me:secret@127.0.0.1:1/x", r"postgresql\+asyncpg://me:\*\*\*@127.0.0.1:1/x cannot be opened"),
        ("postgres://me:secret@nowhere.invalid/x", "cannot be opened"),
    ],
)
async def test_a_server_that_is_not_there_is_said_so(url: str, reason: str) -> None:
    """The error names the URL, but for the password."""
    with pytest.raises(StorageUnavailable, match=reason) as told:
        async with opened(url):
            pass
    assert "secret" not in str(told.value)
