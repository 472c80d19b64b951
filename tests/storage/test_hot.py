"""Statements of the hot path give what SQLAlchemy gives, on each kind of database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, tuple_, update

from server.jobs.rows import JOBS
from server.jobs.standing import USERS
from server.storage.database import Database, open_database
from server.storage.hot import HotStatement
from server.storage.migrate import upgrade
from server.storage.transaction import StatementRefused, Transaction, padded
from tests.support.samples import new_user

NOW = datetime(2026, 3, 4, 5, 6, 7, 890_123, tzinfo=UTC)
INSERT = HotStatement(insert(JOBS))
OF_IDS = select(JOBS).where(JOBS.c.id.in_(bindparam("ids", expanding=True))).order_by(JOBS.c.id)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await asyncio.to_thread(upgrade, database_url)
    opened = open_database(database_url, lambda _: None)
    await opened.open()
    yield opened
    await opened.close()


def _job(user_id: str, job_id: str) -> dict[str, Any]:
    numbers = ("progress", "weeks_done", "weeks_total", "last_seq", "attempt", "failed_attempts")
    return {
        **dict.fromkeys(numbers, 3),
        "id": job_id,
        "user_id": user_id,
        "kind": "generate",
        "request": {"goal": "ünï", "weeks": [1, None, 2.5]},
        "fingerprint": "f",
        "status": "pending",
        "stage": "queued",
        "message": "",
        "cancel_requested": True,
        "created_at": NOW.astimezone(timezone(timedelta(hours=2))),
        "started_at": None,
    }


async def _stored(database: Database, *ids: str) -> str:
    user = new_user()

    def write(transaction: Transaction) -> None:
        transaction.insert_or_ignore(USERS, {"id": user, "created_at": NOW})
        INSERT.write(transaction.connection, [_job(user, job_id) for job_id in ids])

    await database.write(write)
    return user


@pytest.mark.parametrize("ids", [["a"], ["a", "b", "c"]])
async def test_what_is_written_and_read_is_the_same_by_both_ways(database: Database, ids: list[str]) -> None:
    """Times, JSON, booleans and what is empty; alone and in company."""
    await _stored(database, *ids)
    hot = await database.read(lambda c: HotStatement(OF_IDS).read(c, {"ids": padded(ids)}))
    cold = await database.read(lambda c: c.execute(OF_IDS, {"ids": ids}).all())
    assert [tuple(row) for row in hot] == [tuple(row) for row in cold]
    assert [row.id for row in hot] == ids
    assert (hot[0].created_at, hot[0].started_at, hot[0].cancel_requested) == (NOW, None, True)
    assert hot[0].request == _job("", "")["request"]


async def test_each_row_of_a_write_has_its_own_values(database: Database) -> None:
    """Names of values may be those of columns and of parameters alike."""
    await _stored(database, "a", "b")
    change = HotStatement(update(JOBS).where(JOBS.c.id == bindparam("of_id")))
    rows = [{"of_id": name, "message": f"of {name}", "heartbeat_at": NOW} for name in ("b", "a")]
    await database.write(lambda tx: change.write(tx.connection, rows))
    found = await database.read(lambda c: HotStatement(OF_IDS).read(c, {"ids": ["a", "b"]}))
    assert [(row.message, row.heartbeat_at) for row in found] == [("of a", NOW), ("of b", NOW)]


async def test_pairs_are_found(database: Database) -> None:
    """Those that are there, by both values."""
    user = await _stored(database, "a", "b")
    pairs = HotStatement(select(JOBS.c.id).where(tuple_(JOBS.c.user_id, JOBS.c.id).in_(bindparam("p", expanding=True))))
    wanted = [(user, "a"), ("nobody", "b"), (user, "c"), (user, "b")]
    found = await database.read(lambda c: pairs.read(c, {"p": wanted}))
    assert sorted(row.id for row in found) == ["a", "b"]


async def test_nothing_found_is_an_empty_list(database: Database) -> None:
    """Not None."""
    assert list(await database.read(lambda c: HotStatement(OF_IDS).read(c, {"ids": ["x"]}))) == []


async def test_what_the_database_refuses_is_told_as_the_callers_fault(database: Database) -> None:
    """As with any other statement."""
    user = await _stored(database, "a")
    with pytest.raises(StatementRefused):
        await database.write(lambda tx: INSERT.write(tx.connection, [_job(user, "a")]))
    with pytest.raises(StatementRefused):
        await database.write(lambda tx: INSERT.write(tx.connection, [_job("nobody", "b")]))


def test_values_are_padded_to_a_power_of_two_by_the_last_of_them() -> None:
    """So few lengths are few statements."""
    assert [len(padded(range(n))) for n in (1, 2, 3, 4, 5, 8, 9, 256)] == [1, 2, 4, 4, 8, 8, 16, 256]
    assert padded("abc") == ["a", "b", "c", "c"]
