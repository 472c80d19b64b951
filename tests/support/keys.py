"""Keys of a server under test, made beside it in its database, as ``repcast-server keys`` does."""

from datetime import timedelta

from server.access.identity import Scope
from server.access.key_book import Grant, KeyBook
from server.access.keys import id_of
from tests.support.live_server import LiveServer


def key_book(server: LiveServer) -> KeyBook:
    return KeyBook(server.parts.settings.database_url)


async def new_key(
    server: LiveServer, scope: Scope = Scope.AGENT, user_id: str | None = None, good_for: timedelta | None = None
) -> str:
    """A key, as whoever has it shows it."""
    return await key_book(server).make(Grant(scope, "of a test", user_id, good_for))


async def revoke(server: LiveServer, key: str) -> None:
    assert await key_book(server).revoke(str(id_of(key)))


def bearer(credential: str) -> dict[str, str]:
    """The header that shows it."""
    return {"Authorization": f"Bearer {credential}"}
