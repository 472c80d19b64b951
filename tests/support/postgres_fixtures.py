"""Fixtures of whatever runs on a database: on SQLite and on Postgres, each test on one that is all its own.

``TEST_DATABASE_URL`` names a database on a server that is there already, whose user may create others; without it the
tests start a server of their own.
"""

import asyncio
import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from server.storage.migrate import upgrade
from server.storage.postgres_database import postgres_engine
from server.storage.url import parse_url
from tests.support.postgres import PostgresServer, postgres_programs, postgres_server


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database; a test that asks for it runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same, without the server's tables on either."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    yield str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def postgres_url(_server_url: str, _migrated: str) -> Iterator[str]:
    """A new database of Postgres with the server's tables."""
    with _new_database(_server_url, _migrated) as url:
        yield url


@pytest.fixture
def empty_postgres_url(_server_url: str) -> Iterator[str]:
    """A new database of Postgres without the server's tables."""
    with _new_database(_server_url) as url:
        yield url


@pytest.fixture
def own_postgres(_programs: Path) -> Iterator[PostgresServer]:
    """A server for this test alone, to be stopped and killed at will."""
    with postgres_server(_programs) as server:
        yield server


@pytest.fixture(scope="session")
def _programs() -> Iterator[Path]:
    with postgres_programs() as programs:
        yield programs


@pytest.fixture(scope="session")
def _server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    if (given := os.environ.get("TEST_DATABASE_URL")) is not None:
        yield given
        return
    with postgres_server(request.getfixturevalue("_programs")) as server:
        yield server.url()


@pytest.fixture(scope="session")
def _migrated(_server_url: str) -> Iterator[str]:
    """The name of a database to copy: quicker than to migrate each."""
    with _new_database(_server_url) as url:
        with ThreadPoolExecutor(1) as apart:
            apart.submit(upgrade, url).result()
        yield str(parse_url(url).database)


@contextlib.contextmanager
def _new_database(server_url: str, template: str = "template1") -> Iterator[str]:
    name = f"repcast_test_{uuid4().hex}"
    _say(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield parse_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        _say(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _say(server_url: str, statement: str) -> None:
    """Outside of a transaction, and of the loop of whatever test is running."""

    async def say() -> None:
        engine = postgres_engine(parse_url(server_url), 1)
        async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, say()).result()
