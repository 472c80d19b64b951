"""Brings a database to the version of the tables that this server works with, or back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlmodel import SQLModel

from server.storage.sqlite_database import sqlite_engine
from server.storage.transaction import DATABASE_FAULTS, StorageError, StorageUnavailable
from server.storage.url import parse_url

HEAD = "head"
BASE = "base"


def upgrade(url: str, revision: str = HEAD) -> None:
    """Migrate up, in one transaction.

    Raises:
        UnknownDatabase: the URL is of no kind that is supported.
        StorageUnavailable: the database failed.
        StorageError: there is no such revision.
    """
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str = BASE) -> None:
    """Migrate down, in one transaction. Data that the older tables cannot hold is lost."""
    _run(url, lambda config: command.downgrade(config, revision))


def current_revision(url: str) -> str | None:
    """The version that the database is at; None for an empty one.

    Raises:
        UnknownDatabase: the URL is of no kind that is supported.
        StorageUnavailable: it cannot be opened.
    """
    with _connected(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(url: str) -> list[object]:
    """How the database's tables differ from those that the server declares."""
    with _connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def _run(url: str, action: Callable[[Config], None]) -> None:
    with _connected(url) as connection:
        try:
            action(_config(connection))
        except CommandError as error:
            raise StorageError(str(error)) from None


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """A connection with a transaction."""
    engine = sqlite_engine(parse_url(url), "BEGIN IMMEDIATE")
    try:
        with engine.begin() as connection:
            yield connection
    except DATABASE_FAULTS as error:
        raise StorageUnavailable(str(error.orig)) from error
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
