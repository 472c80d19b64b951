"""What a process knows of keys: those that it was shown, looked up once, and again at intervals.

One task asks the database, one query at a time. Whoever shows a key that is not known waits for the next query,
together with all others who do, so a flood of made-up keys is one query after another, however many they are.
"""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import structlog

from server.access.key_table import has_keys, keys_by_id, note_use
from server.access.keys import StoredKey
from server.clock import Clock
from server.storage.database import Database
from server.storage.transaction import StorageError

TRUSTED_S = 30.0
"""While the database does not answer, what was known of a key is believed for so long."""
KEPT_S = 60.0
"""A key that nobody has shown for longer, and by which nobody is in, is forgotten."""
USE_NOTED = timedelta(minutes=1)
"""How often it is written down that a key is in use, at most."""


@dataclass(slots=True)
class _Known:
    key: StoredKey
    read_s: float
    asked_s: float


class KeyRing:
    """The keys of a database, as this process knows them.

    Args:
        in_use: gives the ids of keys by which somebody is in.
        refresh_s: a revocation is known after this and one query.

    Attributes:
        has_keys: whether there are keys, or were: then everybody has to show something.
    """

    def __init__(self, database: Database, clock: Clock, in_use: Callable[[], set[str]], refresh_s: float) -> None:
        self.has_keys = False
        self._database = database
        self._clock = clock
        self._in_use = in_use
        self._refresh_s = refresh_s
        self._due_s = monotonic()
        self._known: dict[str, _Known] = {}
        self._used: set[str] = set()
        self._waiting: dict[str, asyncio.Future[StoredKey | None]] = {}
        self._is_asked = asyncio.Event()
        self._log = structlog.get_logger("repcast.access")

    async def open(self) -> None:
        """Look whether there are keys.

        Raises:
            StorageError: the database does not say.
        """
        self.has_keys = await self._database.read(has_keys)

    def known(self, key_id: str) -> StoredKey | None:
        """A key as it was when it was last looked at."""
        found = self._known.get(key_id)
        return None if found is None else found.key

    def note_use(self, key_id: str) -> None:
        """It was shown, and was good. This is written down later."""
        self._used.add(key_id)

    async def find(self, key_id: str) -> StoredKey | None:
        """A key, in whatever state; None: there is none.

        Raises:
            StorageError: the database does not say.
        """
        now_s = monotonic()
        found = self._known.get(key_id)
        if found is not None and now_s - found.read_s < TRUSTED_S:
            found.asked_s = now_s
            return found.key
        if key_id not in self._waiting:
            self._waiting[key_id] = asyncio.get_running_loop().create_future()
        self._is_asked.set()
        return await asyncio.shield(self._waiting[key_id])

    async def run(self, after_refresh: Callable[[], None]) -> None:
        """Look keys up until cancelled.

        Args:
            after_refresh: is called at each interval, also when nothing new could be learned.
        """
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._due_s - monotonic()):
                        await self._is_asked.wait()
                self._is_asked.clear()
                await self._answer()
                if monotonic() >= self._due_s:
                    self._due_s = monotonic() + self._refresh_s
                    await self._refresh()
                    after_refresh()
        finally:
            _cancel(self._waiting.values())

    async def write_uses(self) -> None:
        """Write down which keys were in use."""
        now = self._clock()
        before = now - USE_NOTED
        used, self._used = self._used | self._in_use(), set()
        due = {key_id for key_id in used if _is_before(self.known(key_id), before)}
        if not due:
            return
        try:
            await self._database.write(lambda transaction: note_use(transaction, due, now, before))
        except StorageError as error:
            self._used |= due
            self._log.warning("key_uses_not_written", error=str(error))

    async def _answer(self) -> None:
        """Tell all who wait."""
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            found = await self._read(waiting)
            for key_id, future in waiting.items():
                future.set_result(found.get(key_id))
        except StorageError as error:
            for future in waiting.values():
                future.set_exception(error)
                future.exception()  # it is nobody's if whoever waited has gone
        finally:
            _cancel(waiting.values())

    async def _refresh(self) -> None:
        try:
            if not self.has_keys:
                self.has_keys = await self._database.read(has_keys)
            elif ids := self._needed():
                found = await self._read(ids)
                for key_id in ids - found.keys():
                    self._known.pop(key_id, None)
        except StorageError as error:
            self._log.warning("keys_not_read", error=str(error))
        await self.write_uses()

    def _needed(self) -> set[str]:
        """The ids of all that is not to be forgotten."""
        in_use, since_s = self._in_use(), monotonic() - KEPT_S
        self._known = {
            key_id: known for key_id, known in self._known.items() if key_id in in_use or known.asked_s >= since_s
        }
        return in_use | self._known.keys()

    async def _read(self, ids: Collection[str]) -> dict[str, StoredKey]:
        begun_s = monotonic()
        found = await self._database.read(lambda connection: keys_by_id(connection, ids))
        for key_id, key in found.items():
            before = self._known.get(key_id)
            self._known[key_id] = _Known(key, begun_s, begun_s if before is None else before.asked_s)
        self.has_keys = self.has_keys or bool(found)
        return found


def _is_before(key: StoredKey | None, moment: datetime) -> bool:
    return key is not None and (key.last_used_at is None or key.last_used_at <= moment)


def _cancel(futures: Collection[asyncio.Future[StoredKey | None]]) -> None:
    for future in futures:
        future.cancel()  # nothing to those that are done
