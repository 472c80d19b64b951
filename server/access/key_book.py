"""Keys for whoever administers them: made, listed and revoked in the database, with or without a server beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from server.access.identity import Scope
from server.access.key_table import add_key, all_keys, has_keys, revoke_key
from server.access.keys import StoredKey, digest_of, id_of, new_key
from server.clock import Clock, utc_now
from server.storage.database import Database, open_database
from server.storage.migrate import prepare


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key is to be good for.

    Attributes:
        user_id: of scope ``user``, whom it is bound to; of no other scope.
        good_for: None: until it is revoked.
    """

    scope: Scope
    name: str = ""
    user_id: str | None = None
    good_for: timedelta | None = None


class KeyBook:
    """The keys of a database. One in a file is made, or migrated, where that is needed.

    Each method raises `StorageError` where the database cannot be used, or is at another version.
    """

    def __init__(self, url: str, clock: Clock = utc_now) -> None:
        self._url = url
        self._clock = clock

    async def make(self, grant: Grant) -> str:
        """A new key, which nobody is told again; as soon as it is returned, servers take it."""
        key, now = new_key(), self._clock()
        stored = StoredKey(
            id=str(id_of(key)),
            name=grant.name,
            scope=grant.scope,
            user_id=grant.user_id,
            digest=digest_of(key),
            created_at=now,
            expires_at=None if grant.good_for is None else now + grant.good_for,
        )
        async with self._opened() as database:
            await database.write(lambda transaction: add_key(transaction, stored))
        return key

    async def all(self) -> list[StoredKey]:
        """Oldest first, those that have ended too."""
        async with self._opened() as database:
            return await database.read(all_keys)

    async def revoke(self, key_id: str) -> bool:
        """End a key for good; returns whether there is one of this id."""
        now = self._clock()
        async with self._opened() as database:
            return await database.write(lambda transaction: revoke_key(transaction, key_id, now))

    async def has_keys(self) -> bool:
        """Whether there are keys, or were."""
        async with self._opened() as database:
            return await database.read(has_keys)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Database]:
        await asyncio.to_thread(prepare, self._url)
        database = open_database(self._url, lambda _: None)
        await database.open()
        try:
            yield database
        finally:
            await database.close()
