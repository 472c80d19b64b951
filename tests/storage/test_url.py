"""URLs of databases: which are taken, and that an error never repeats a password."""

import pytest

from server.storage.database import open_database
from server.storage.migrate import downgrade, upgrade
from server.storage.url import UnknownDatabase, parse_url


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_postgres_goes_by_several_names(kind: str) -> None:
    """Each of them is the one driver that is installed, and the way in which others ask for TLS is understood."""
    parsed = parse_url(f"{kind}://me:secret@db:5433/jobs?sslmode=require")
    assert parsed.render_as_string(hide_password=False) == "postgresql+asyncpg://me:secret@db:5433/jobs?ssl=require"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://me:secret@localhost/x", "'mysql' is not supported; use sqlite:///FILE or postgresql://USER"),
        ("postgresql+psycopg://me:secret@localhost/x", r"'postgresql\+psycopg' is not supported; use sqlite:///FILE"),
        ("secret", "not a URL; use sqlite:///FILE or postgresql://USER"),
        ("postgresql://me@localhost:secret/x", "not a URL; use"),
        ("postgresql://me:secret@localhost", "names no database; use"),
        ("postgresql://me:secret@localhost/x?shards=3", "the option 'shards' is not supported"),
        ("sqlite://", "names no file; use sqlite:///FILE"),
        ("sqlite:///:memory:", "names no file; use sqlite:///FILE"),
    ],
)
def test_other_databases_are_refused_by_name(url: str, reason: str) -> None:
    """The error says what is supported."""
    with pytest.raises(UnknownDatabase, match=reason) as refused:
        parse_url(url)
    assert "secret" not in str(refused.value)


def test_whoever_takes_a_url_refuses_those() -> None:
    """Migrating and opening alike."""
    for action in (upgrade, downgrade, lambda url: open_database(url, lambda _: None)):
        with pytest.raises(UnknownDatabase, match="'mysql' is not supported"):
            action("mysql://localhost/x")
