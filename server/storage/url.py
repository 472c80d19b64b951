"""Which databases there are, by their URLs."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from server.storage.transaction import StorageError


class UnknownDatabase(StorageError):
    """The URL names a database that Repcast does not run on."""


def parse_url(url: str) -> URL:
    """The URL of a database that is supported.

    Raises:
        UnknownDatabase: it is none, or of another kind.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:  # its message would repeat the URL, and with it a password
        raise UnknownDatabase("not a URL; use sqlite:///FILE") from None
    if parsed.get_backend_name() != "sqlite":
        raise UnknownDatabase(f"{parsed.get_backend_name()!r} is not supported; use sqlite:///FILE")
    if not parsed.database or parsed.database == ":memory:":
        raise UnknownDatabase("names no file; use sqlite:///FILE")
    return parsed
