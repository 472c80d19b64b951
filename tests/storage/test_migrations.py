"""Migrations: up and down, from an empty database and from a filled one."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select

from schemas.client_frames import OnActive
from schemas.job import JobKind
from server.clock import utc_now
from server.jobs.log import EVENTS
from server.jobs.rows import JOBS
from server.jobs.submission import USERS
from server.storage.database import open_database
from server.storage.migrate import BASE, HEAD, current_revision, differences, downgrade, upgrade
from server.storage.sqlite_database import sqlite_engine
from server.storage.transaction import StorageError
from tests.support.live_server import live_server
from tests.support.samples import new_user, program_request
from tests.support.waiting import wait_until

TABLES = {"users", "program_generation_jobs", "idempotency_keys", "job_events", "user_generated_programs"}


def _tables(file: Path) -> set[str]:
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        found = {name for (name,) in rows if name != "alembic_version"}
    connection.close()
    return found


def test_an_empty_database_goes_up_and_down_again(tmp_path: Path) -> None:
    """Up makes the tables, down takes all of them away, and up makes them again."""
    file = tmp_path / "empty.sqlite3"
    url = f"sqlite:///{file}"
    assert current_revision(url) is None
    upgrade(url)
    assert _tables(file) == TABLES
    assert current_revision(url) == "0001"
    downgrade(url)
    assert _tables(file) == set()
    assert current_revision(url) is None
    upgrade(url)
    assert _tables(file) == TABLES


def test_migrated_tables_are_those_that_the_server_declares(tmp_path: Path) -> None:
    """Alembic's own comparison finds no difference."""
    url = f"sqlite:///{tmp_path / 'compared.sqlite3'}"
    upgrade(url)
    assert differences(url) == []


async def test_a_filled_database_keeps_its_jobs_at_the_same_version(tmp_path: Path) -> None:
    """Migrating what is migrated changes nothing; down and up again leaves an empty, working database."""
    async with live_server(tmp_path) as server:
        made = await server.parts.service.submit(JobKind.GENERATE, program_request(new_user()), None, OnActive.PARALLEL)
        service = server.parts.service

        async def is_done() -> bool:
            return (await service.snapshot(made.job.job_id, None)).status.is_final

        await wait_until(is_done, "the job is done")
    file = tmp_path / "test.sqlite3"
    url = f"sqlite:///{file}"
    upgrade(url, HEAD)
    assert _count(file, "job_events") > 12
    assert _count(file, "user_generated_programs") == 1
    downgrade(url, BASE)
    assert _tables(file) == set()
    upgrade(url)
    assert _count(file, "job_events") == 0


def _count(file: Path, table: str) -> int:
    connection = sqlite3.connect(file)
    try:
        (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name of this file
    finally:
        connection.close()
    return int(found)


def test_events_go_with_their_job(tmp_path: Path) -> None:
    """Foreign keys hold: no job without a user, and a job that is deleted takes its log along."""
    url = f"sqlite:///{tmp_path / 'keys.sqlite3'}"
    upgrade(url)
    engine = sqlite_engine(make_url(url), "BEGIN IMMEDIATE")
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
    with engine.begin() as connection:
        connection.execute(insert(USERS).values(id="u", created_at=now))
        connection.execute(insert(JOBS).values(job))
        connection.execute(insert(EVENTS).values(job_id="j", seq=1, type="t", attempt=0, at=now, payload="{}"))
        connection.execute(JOBS.delete())
        assert connection.execute(select(EVENTS)).all() == []
    engine.dispose()


def test_unknown_databases_are_refused_by_name() -> None:
    """A URL of another kind says what is supported."""
    for action in (upgrade, downgrade):
        with pytest.raises(StorageError, match="'mysql' is not supported; use sqlite:///FILE"):
            action("mysql://localhost/x")
    with pytest.raises(StorageError, match="'mysql' is not supported"):
        open_database("mysql://localhost/x", lambda _: None)
