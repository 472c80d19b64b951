"""Migrations: up and down, from an empty database and from a filled one."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection, func, insert, inspect, select

from server.clock import utc_now
from server.generation.finished_plans import FinishedPlan
from server.generation.generator import Chunk
from server.jobs.budgets import Bounds, Payer, reserve
from server.jobs.checkpoints import CHECKPOINTS, chunks_of
from server.jobs.log import EVENTS
from server.jobs.plan_cache import keep_plan
from server.jobs.rows import JOBS
from server.jobs.standing import USERS
from server.jobs.usage import usage_of
from server.storage.database import open_database
from server.storage.migrate import BASE, HEAD, current_revision, differences, downgrade, upgrade
from server.storage.tables import Program, table_of
from server.storage.transaction import Contended, StorageError, StorageUnavailable, Transaction
from tests.support.parts import ended, running_parts, submit
from tests.support.samples import new_user, program_request

T = TypeVar("T")

TABLES = {
    "users",
    "program_generation_jobs",
    "idempotency_keys",
    "job_events",
    "generation_checkpoints",
    "plan_cache",
    "model_calls",
    "token_budgets",
    "api_keys",
    "webhook_endpoints",
    "webhook_deliveries",
    "user_generated_programs",
}


async def _read(url: str, read: Callable[[Connection], T]) -> T:
    database = open_database(url, lambda _: None)
    await database.open()
    try:
        return await database.read(read)
    finally:
        await database.close()


async def _tables(url: str) -> set[str]:
    return await _read(url, lambda c: set(inspect(c).get_table_names()) - {"alembic_version"})


async def test_an_empty_database_goes_up_and_down_again(empty_database_url: str) -> None:
    """Up makes the tables, down takes all of them away, and up makes them again."""
    url = empty_database_url
    assert await asyncio.to_thread(current_revision, url) is None
    await asyncio.to_thread(upgrade, url)
    assert await _tables(url) == TABLES
    assert await asyncio.to_thread(current_revision, url) == "0006"
    await asyncio.to_thread(downgrade, url)
    assert await _tables(url) == set()
    assert await asyncio.to_thread(current_revision, url) is None
    await asyncio.to_thread(upgrade, url)
    assert await _tables(url) == TABLES


async def test_migrated_tables_are_those_that_the_server_declares(empty_database_url: str) -> None:
    """Alembic's own comparison finds no difference."""
    await asyncio.to_thread(upgrade, empty_database_url)
    assert await asyncio.to_thread(differences, empty_database_url) == []


async def test_any_number_may_migrate_at_once(empty_database_url: str) -> None:
    """One does it, the others find it done."""
    await asyncio.gather(*(asyncio.to_thread(upgrade, empty_database_url) for _ in range(4)))
    assert await _tables(empty_database_url) == TABLES


async def test_a_filled_database_keeps_its_jobs_at_the_same_version(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Migrating what is migrated changes nothing; down and up again leaves an empty, working database."""
    async with running_parts(tmp_path_factory.mktemp("parts"), database_url=database_url) as server:
        await ended(server, (await submit(server, program_request())).job.job_id)

    def count(connection: Connection) -> tuple[int, int]:
        tables = (EVENTS, table_of(Program))
        events, programs = (connection.execute(select(func.count()).select_from(each)).scalar_one() for each in tables)
        return int(events), int(programs)

    await asyncio.to_thread(upgrade, database_url, HEAD)
    events, programs = await _read(database_url, count)
    assert events > 12
    assert programs == 1
    await asyncio.to_thread(downgrade, database_url, BASE)
    assert await _tables(database_url) == set()
    await asyncio.to_thread(upgrade, database_url)
    assert await _read(database_url, count) == (0, 0)


async def test_what_is_paid_for_outlives_each_step_down_and_up(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As far down as there is a table for it, whatever stands in the tables that go."""
    chunk = Chunk(1, {"head": {}, "block": {"name": "Build"}})
    now = utc_now()
    async with running_parts(tmp_path_factory.mktemp("parts"), database_url=database_url) as server:
        job_id = (await submit(server, program_request(duration_weeks=1))).job.job_id
        await ended(server, job_id)

        def fill(transaction: Transaction) -> None:
            kept = {"job_id": job_id, "chunk": chunk.number, "plan": chunk.plan, "saved_at": now}
            transaction.connection.execute(insert(CHECKPOINTS).values(kept))
            reserve(transaction, Payer(job_id, new_user()), "call", 100, Bounds(), now)
            keep_plan(transaction, FinishedPlan("key", {}, "m", "1"), now, now)

        await server.database.write(fill)
    for revision in ("0003", "0002"):
        await asyncio.to_thread(downgrade, database_url, revision)
        assert await _read(database_url, lambda c: chunks_of(c, job_id)) == (chunk,)
    for revision in ("0003", "0004"):
        await asyncio.to_thread(upgrade, database_url, revision)
        assert await _read(database_url, lambda c: chunks_of(c, job_id)) == (chunk,)
    assert await _read(database_url, lambda c: usage_of(c, [job_id])) == {}


async def test_events_go_with_their_job(empty_database_url: str) -> None:
    """Foreign keys hold: no job without a user, and a job that is deleted takes its log along."""
    await asyncio.to_thread(upgrade, empty_database_url)
    now = utc_now()
    job: dict[str, object] = {
        "id": "j",
        "user_id": "u",
        "kind": "generate",
        "request": {},
        "fingerprint": "f",
    }
    job |= {"status": "pending", "stage": "queued", "message": "", "created_at": now, "progress": 0, "last_seq": 1}
    job |= {"weeks_done": 0, "weeks_total": 1, "attempt": 0, "failed_attempts": 0, "cancel_requested": False}

    def add_job(transaction: Transaction) -> None:
        transaction.connection.execute(insert(JOBS).values(job))

    def fill_and_delete(transaction: Transaction) -> None:
        event = {"job_id": "j", "seq": 1, "type": "t", "attempt": 0, "at": now, "payload": "{}"}
        transaction.connection.execute(insert(USERS).values(id="u", created_at=now))
        add_job(transaction)
        transaction.connection.execute(insert(EVENTS).values(event))
        transaction.connection.execute(JOBS.delete())
        assert transaction.connection.execute(select(EVENTS)).all() == []

    database = open_database(empty_database_url, lambda _: None)
    await database.open()
    with pytest.raises(StorageError, match=r"(?i)foreign key"):
        await database.write(add_job)
    await database.write(fill_and_delete)
    await database.close()


async def test_a_database_that_is_away_is_said_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whoever migrates is told why it cannot be, and no password."""
    folder = tmp_path_factory.mktemp("empty")
    for url in (f"sqlite:///{folder / 'nowhere' / 'x.sqlite3'}", "postgresql://me:secret@127.0.0.1:1/x"):
        with pytest.raises(StorageUnavailable, match="cannot be migrated") as told:
            await asyncio.to_thread(upgrade, url)
        assert "secret" not in str(told.value)
        assert not isinstance(told.value, Contended)


def test_a_revision_that_there_is_not_is_said_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    """As an error of the storage, not as one of Alembic."""
    file = tmp_path_factory.mktemp("empty") / "x.sqlite3"
    with pytest.raises(StorageError, match="0815"):
        upgrade(f"sqlite:///{file}", "0815")
