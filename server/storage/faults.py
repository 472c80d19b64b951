"""Whose fault an error of a database is: its own, another transaction's, or that of what was asked. In our words."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from server.storage.transaction import Contended, StatementRefused, StorageError, StorageUnavailable

GAVE_WAY = frozenset({"40001", "40P01", "55P03"})
"""SQLSTATEs of Postgres: serialization failure, deadlock, lock not available."""

OF_THE_STATEMENT = frozenset({"0A", "21", "22", "23", "42"})
"""Classes of SQLSTATE: not supported, cardinality, data, integrity, syntax or access."""

_STATEMENT_ERRORS = tuple(
    getattr(module, name)
    for module in (exc, sqlite3)
    for name in ("IntegrityError", "DataError", "ProgrammingError", "NotSupportedError")
)
"""The same by the classes of PEP 249, for drivers that give no SQLSTATE; as SQLAlchemy raises them, or a driver."""

_OF_A_DATABASE = (exc.DBAPIError, exc.TimeoutError, sqlite3.Error, OSError)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Within the block, errors of a database become the storage's own; others pass as they are.

    Args:
        doing: begins the message, as in "the database cannot be read".

    Raises:
        Contended: the transaction gave way to another one, and is undone for certain.
        StorageUnavailable: the database failed.
        StatementRefused: it refused the statement, or a value.
    """
    try:
        yield
    except Exception as error:
        kind = kind_of(error)
        if kind is None:
            raise
        raise kind(f"{doing}: {_reason(error)}") from error


def kind_of(error: Exception) -> type[StorageError] | None:
    """What an error is to the storage; None if no database raised it."""
    if not isinstance(error, (*_OF_A_DATABASE, *_of_asyncpg())):
        return None
    cause = _cause(error)
    state = getattr(cause, "sqlstate", None) or ""
    if state in GAVE_WAY:
        return Contended
    # asyncpg raises a ValueError for a value that it cannot send as what the statement expects.
    if state[:2] in OF_THE_STATEMENT or isinstance(error, _STATEMENT_ERRORS) or isinstance(cause, ValueError):
        return StatementRefused
    return StorageUnavailable


def _of_asyncpg() -> tuple[type[Exception], ...]:
    """What SQLAlchemy lets through, while it connects and when the network fails.

    Who has no Postgres never loads the package: a server starts faster without it.
    """
    loaded = sys.modules.get("asyncpg")
    return () if loaded is None else (loaded.PostgresError, loaded.InterfaceError)


def _cause(error: Exception) -> BaseException:
    """The driver's own error, without the statement and its values, which SQLAlchemy adds."""
    return error.driver_exception if isinstance(error, exc.DBAPIError) else error


def _reason(error: Exception) -> str:
    cause = _cause(error)
    lines = str(cause).splitlines()
    return lines[0] if lines else type(cause).__name__
