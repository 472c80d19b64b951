"""What a process knows of keys, on a real database: looked up once, kept fresh, and never asked for by each request."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Never, TypeVar

import pytest

from server.access.identity import Scope
from server.access.key_book import Grant, KeyBook
from server.access.key_ring import KeyRing
from server.access.keys import KeyState, StoredKey, id_of, new_key
from server.storage.database import Database, open_database
from server.storage.migrate import prepare
from server.storage.transaction import Read, StorageUnavailable, Write
from tests.support.parts import SetClock
from tests.support.waiting import wait_until

T = TypeVar("T")

SELDOM_S = 3600.0
"""No interval ends during a test."""


class Counted:
    """A database, and how often it was asked; it may be told not to answer."""

    def __init__(self, database: Database) -> None:
        self.reads = 0
        self.writes = 0
        self.answers = asyncio.Event()
        self.answers.set()
        self.is_away = False
        self._database = database

    async def read(self, read: Read[T]) -> T:
        self.reads += 1
        await self.answers.wait()
        if self.is_away:
            raise StorageUnavailable("away")
        return await self._database.read(read)

    async def write(self, write: Write[T]) -> T:
        written = await self._database.write(write)
        self.writes += 1
        return written

    def alone(self, key: int) -> Never:
        raise NotImplementedError

    async def open(self) -> Never:
        raise NotImplementedError

    async def close(self) -> Never:
        raise NotImplementedError


class House:
    """A database with keys, and rings that read it."""

    def __init__(self, database: Database, book: KeyBook, clock: SetClock) -> None:
        self.database = Counted(database)
        self.book = book
        self.clock = clock
        self.in_use: set[str] = set()
        self.refreshes = 0

    async def made(self) -> str:
        """The id of a new key."""
        return str(id_of(await self.book.make(Grant(Scope.AGENT))))

    @contextlib.asynccontextmanager
    async def ring(self, refresh_s: float = SELDOM_S) -> AsyncIterator[KeyRing]:
        """Running, behind its first look."""
        ring, seen = KeyRing(self.database, self.clock, lambda: self.in_use, refresh_s), self.refreshes
        task = asyncio.create_task(ring.run(self._note))
        try:
            await wait_until(lambda: self.refreshes > seen, "it has looked once")
            yield ring
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def refreshed(self) -> None:
        """Wait until an interval that has not begun yet is over."""
        seen = self.refreshes
        await wait_until(lambda: self.refreshes > seen + 1, "it has looked again")

    async def last_used(self, key_id: str) -> StoredKey:
        return next(key for key in await self.book.all() if key.id == key_id)

    def _note(self) -> None:
        self.refreshes += 1


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    await asyncio.to_thread(prepare, database_url)
    database, clock = open_database(database_url, lambda _: None), SetClock()
    await database.open()
    yield House(database, KeyBook(database_url, clock), clock)
    await database.close()


async def test_a_key_is_looked_up_once(house: House) -> None:
    """However many show it, at once and one after the other."""
    key_id = await house.made()
    async with house.ring() as ring:
        before = house.database.reads
        found = await asyncio.gather(*(ring.find(key_id) for _ in range(50)))
        assert {key.id for key in found if key is not None} == {key_id}
        assert await ring.find(key_id) is not None
        assert house.database.reads == before + 1


async def test_keys_that_there_are_not_share_their_queries(house: House) -> None:
    """Who makes them up by the hundred waits for one query beside another, and has nothing kept of them."""
    async with house.ring() as ring:
        before = house.database.reads
        house.database.answers.clear()
        asked = [asyncio.create_task(ring.find(str(id_of(new_key())))) for _ in range(300)]
        await wait_until(lambda: house.database.reads == before + 1, "the first query is under way")
        asked += [asyncio.create_task(ring.find(str(id_of(new_key())))) for _ in range(1200)]
        house.database.answers.set()
        assert set(await asyncio.gather(*asked)) == {None}
        assert house.database.reads <= before + 3
        assert not ring.has_keys


async def test_all_keys_in_use_are_looked_at_in_one_query_an_interval(house: House) -> None:
    """Not in one for each who is in by them."""
    house.in_use = {await house.made() for _ in range(20)}
    async with house.ring(0.05) as ring:
        for key_id in house.in_use:
            await ring.find(key_id)
        reads, refreshes = house.database.reads, house.refreshes
        await house.refreshed()
        assert house.database.reads - reads <= house.refreshes - refreshes + 1


async def test_a_revocation_is_seen_by_every_process(house: House) -> None:
    """After an interval, without anybody's asking."""
    key_id = await house.made()
    house.in_use = {key_id}
    async with house.ring(0.05) as one, house.ring(0.05) as other:
        for ring in (one, other):
            found = await ring.find(key_id)
            assert found is not None
            assert found.state(house.clock()) is KeyState.ACTIVE
        assert await house.book.revoke(key_id)

        def both_know() -> bool:
            seen = [ring.known(key_id) for ring in (one, other)]
            return all(key is not None and key.state(house.clock()) is KeyState.REVOKED for key in seen)

        await wait_until(both_know, "both know that it is revoked")


async def test_the_first_key_is_noticed(house: House) -> None:
    """At the next look, or as soon as it is shown; and it counts when it is revoked, too."""
    async with house.ring(0.05) as looking, house.ring() as shown:
        key_id = await house.made()
        await wait_until(lambda: looking.has_keys, "it is noticed")
        unknown = shown.has_keys
        await shown.find(key_id)
        assert (unknown, shown.has_keys) == (False, True)
    await house.book.revoke(key_id)
    async with house.ring() as late:
        await late.open()
        assert late.has_keys


async def test_last_use_is_written_once_a_minute_and_never_while_somebody_waits(house: House) -> None:
    """By the ring's own task, for keys that were shown and for those by which somebody is in."""
    key_id = await house.made()
    async with house.ring(0.05) as ring:
        await ring.find(key_id)
        assert house.database.writes == 0
        ring.note_use(key_id)
        await wait_until(lambda: house.database.writes == 1, "it is written")
        assert (await house.last_used(key_id)).last_used_at == house.clock()
        first = house.clock()
        house.clock.move(59)
        ring.note_use(key_id)
        house.in_use = {key_id}
        await house.refreshed()
        assert (house.database.writes, (await house.last_used(key_id)).last_used_at) == (1, first)
        house.clock.move(1)
        await wait_until(lambda: house.database.writes == 2, "it is written again, for who is in by it")
        assert (await house.last_used(key_id)).last_used_at == first + timedelta(minutes=1)


async def test_a_database_that_does_not_answer_changes_nothing_for_who_is_known(house: House) -> None:
    """Who is not is told so, and is found once it answers again."""
    known, other = await house.made(), await house.made()
    async with house.ring(0.05) as ring:
        await ring.find(known)
        house.database.is_away = True
        await house.refreshed()
        assert await ring.find(known) is not None
        with pytest.raises(StorageUnavailable):
            await ring.find(other)
        house.database.is_away = False
        assert await ring.find(other) is not None


async def test_who_waits_when_a_process_ends_does_not_wait_for_ever(house: House) -> None:
    """Whether the query had begun or not."""
    async with house.ring() as ring:
        before = house.database.reads
        house.database.answers.clear()
        begun = asyncio.create_task(ring.find("a"))
        await wait_until(lambda: house.database.reads > before, "it is asked for")
        waiting = asyncio.create_task(ring.find("b"))
        await asyncio.sleep(0)
    done, _ = await asyncio.wait({begun, waiting}, timeout=5)
    assert {task.cancelled() for task in done} == {True}
    assert len(done) == 2
