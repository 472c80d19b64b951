"""Brings a database to the version of the tables that this server works with, or back."""

import asyncio
import threading
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, text
from sqlmodel import SQLModel

from server.storage.faults import translated
from server.storage.postgres_database import PostgresLimits, postgres_engine
from server.storage.sqlite_database import sqlite_engine
from server.storage.transaction import StorageError
from server.storage.url import is_postgres, parse_url

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"

HEAD = "head"
BASE = "base"

MIGRATION_LOCK = 0x52455043415354
"""Key of the advisory lock that whoever migrates a Postgres holds: "REPCAST" in ASCII."""

MIGRATION_LIMITS = PostgresLimits(statement_timeout_s=None, lock_timeout_s=60.0)
"""A migration waits so long for another one to end, or for a table that is in use."""

UNUSABLE = "the database cannot be used"

_one_at_a_time = threading.Lock()
"""Alembic keeps the migration that is under way in a module, so that a process has one at most."""


def upgrade(url: str, revision: str = HEAD) -> None:
    """Migrate up, in one transaction.

    Raises:
        UnknownDatabase: the URL is of no kind that is supported.
        StorageUnavailable: the database failed.
        StorageError: there is no such revision.
    """
    _run(url, lambda config: command.upgrade(config, revision))


def prepare(url: str) -> None:
    """Make sure that the database is at the version of this server: a file is migrated, a server's must be already.

    Raises:
        StorageError: it is at another version; or see `upgrade`.
    """
    if is_postgres(parse_url(url)):
        check(url)
    else:
        upgrade(url)


def check(url: str) -> None:
    """Make sure that the database can be opened and, if it is a server's, is at no older version than this server.

    Raises:
        StorageError: it is not.
    """
    found = current_revision(url)
    if is_postgres(parse_url(url)) and standing(found) is Standing.BEHIND:
        raise StorageError(f"the database {in_words(found)}")


class Standing(StrEnum):
    """Where a database is, beside this server."""

    LEVEL = "level"
    BEHIND = "behind"
    """It has to be migrated first."""
    AHEAD = "ahead"
    """A later release has migrated it, and this one is about to be replaced: each works with the tables of the next."""


def standing(found: str | None) -> Standing:
    """Where a database is that is at version ``found``; None for an empty one."""
    newest, known = _revisions()
    if found == newest:
        return Standing.LEVEL
    return Standing.BEHIND if found is None or found in known else Standing.AHEAD


def in_words(found: str | None) -> str:
    """The same, as the rest of a sentence about the database."""
    newest, _ = _revisions()
    return {
        Standing.LEVEL: f"is at version {newest}",
        Standing.BEHIND: f"is at version {found or 'none'}, this server's is {newest}; run: repcast-server migrate",
        Standing.AHEAD: f"is at version {found}, which a later release than this one ({newest}) has migrated it to",
    }[standing(found)]


@cache
def _revisions() -> tuple[str | None, frozenset[str]]:
    """The version that this server works with, and all that it knows."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """The version that a database is at which was migrated once; asked for often, so without Alembic, which logs."""
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def downgrade(url: str, revision: str = BASE) -> None:
    """Migrate down, in one transaction. Data that the older tables cannot hold is lost."""
    _run(url, lambda config: command.downgrade(config, revision))


def current_revision(url: str, *, patience_s: float | None = None) -> str | None:
    """The version that the database is at; None for an empty one.

    Args:
        patience_s: how long a Postgres may take for each answer; a migration that is under way is then not waited for.

    Raises:
        UnknownDatabase: the URL is of no kind that is supported.
        StorageUnavailable: it cannot be opened.
    """

    def read(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    if patience_s is not None and is_postgres(parsed := parse_url(url)):
        with translated(UNUSABLE):
            return asyncio.run(_read_in_postgres(parsed, read, patience_s))
    return _in_transaction(url, read, UNUSABLE)


def differences(url: str) -> list[object]:
    """How the database's tables differ from those that the server declares."""

    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))

    return _in_transaction(url, compare)


def _run(url: str, action: Callable[[Config], None]) -> None:
    try:
        _in_transaction(url, lambda connection: action(_config(connection)))
    except CommandError as error:
        raise StorageError(str(error)) from None


def _in_transaction(url: str, action: Callable[[Connection], T], doing: str = "the database cannot be migrated") -> T:
    """Run ``action`` alone, as far as migrations go: in this process, and on this database."""
    parsed = parse_url(url)
    with _one_at_a_time, translated(doing):
        if is_postgres(parsed):
            return asyncio.run(_in_postgres(parsed, action))
        return _in_sqlite(parsed, action)


def _in_sqlite(url: URL, action: Callable[[Connection], T]) -> T:
    engine = sqlite_engine(url, "BEGIN IMMEDIATE")
    try:
        with engine.begin() as connection:
            return action(connection)
    finally:
        engine.dispose()


async def _in_postgres(url: URL, action: Callable[[Connection], T]) -> T:
    engine = postgres_engine(url, 1, MIGRATION_LIMITS)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            return await connection.run_sync(action)
    finally:
        await engine.dispose()


async def _read_in_postgres(url: URL, action: Callable[[Connection], T], patience_s: float) -> T:
    limits = PostgresLimits(connect_timeout_s=patience_s, statement_timeout_s=patience_s, reply_timeout_s=0)
    engine = postgres_engine(url, 1, limits)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(action)
    finally:
        await engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
