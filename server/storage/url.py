"""Which databases there are, by their URLs. Errors never repeat a URL: it may hold a password."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from server.storage.transaction import StorageError

USE = "use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
POSTGRES = "postgresql+asyncpg"
POSTGRES_OPTIONS = frozenset({"host", "port", "ssl"})


class UnknownDatabase(StorageError):
    """The URL names a database that Repcast does not run on."""


def parse_url(url: str) -> URL:
    """The URL of a database that is supported; of Postgres under whichever of its names, as ``postgresql+asyncpg``.

    Raises:
        UnknownDatabase: it is none, or of another kind.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # a ValueError for a port that is no number: it may be half of a password
        raise UnknownDatabase(f"not a URL; {USE}") from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.drivername in {"postgres", "postgresql", POSTGRES}:
        return _postgres(parsed)
    raise UnknownDatabase(f"{parsed.drivername!r} is not supported; {USE}")


def is_postgres(parsed: URL) -> bool:
    """Whether a URL that was parsed here is one of Postgres; otherwise it is a file of SQLite."""
    return parsed.drivername == POSTGRES


def _sqlite(parsed: URL) -> URL:
    if not parsed.database or parsed.database == ":memory:":
        raise UnknownDatabase(f"names no file; {USE}")
    return parsed


def _postgres(parsed: URL) -> URL:
    if not parsed.database:
        raise UnknownDatabase(f"names no database; {USE}")
    # What libpq and hosts of databases call ``sslmode``, asyncpg calls ``ssl``; the values are the same.
    options = {"ssl" if name == "sslmode" else name: value for name, value in parsed.query.items()}
    if unknown := sorted(options.keys() - POSTGRES_OPTIONS):
        raise UnknownDatabase(f"the option {unknown[0]!r} is not supported; there are host, port and sslmode")
    return parsed.set(drivername=POSTGRES, query=options)
