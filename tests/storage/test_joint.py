"""Joint work: what is done for many callers at once stands or falls for each by itself; on each kind of database."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy import insert

from schemas.framing import text_frame
from server.storage.database import Database, open_database
from server.storage.joint import Joint
from server.storage.transaction import LogFrame, StatementRefused, Transaction
from tests.storage.counter import COUNTERS, increment, make_counters, value


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url, lambda _: None)
    await opened.open()
    await make_counters(opened, 1)
    yield opened
    await opened.close()


class _Adding:
    """Adds numbers to a counter; of those below zero it has none."""

    def __init__(self) -> None:
        self.calls: list[Sequence[int]] = []

    def work(self, transaction: Transaction, numbers: Sequence[int]) -> Sequence[int | LookupError]:
        self.calls.append(numbers)
        transaction.frames += [_frame(number) for number in numbers if number >= 0]
        return [LookupError(number) if number < 0 else self._add(transaction, number) for number in numbers]

    def _add(self, transaction: Transaction, number: int) -> int:
        for _ in range(number):
            increment(transaction)
        return number

    def of(self, number: int) -> Joint[int, int]:
        return Joint(self.work, number)


def _frame(seq: int) -> LogFrame:
    return LogFrame("job", "user", seq, "job.progressed", 0.0, text_frame(b"{}"), is_final=False)


async def test_what_waits_together_is_done_in_one_go(database: Database) -> None:
    """Each has its own value; what is of another kind is done beside it, in the same commit."""
    adding, other = _Adding(), _Adding()
    units = (adding.of(1), increment, other.of(2), adding.of(3), adding.of(4))
    assert (await asyncio.gather(*(database.write(unit) for unit in units)))[2:] == [2, 3, 4]
    assert adding.calls == [[1, 3, 4]]
    assert other.calls == [[2]]
    assert await database.read(value) == 1 + 1 + 2 + 3 + 4


async def test_one_that_has_no_value_fails_alone(database: Database) -> None:
    """In company and by itself; the others stand."""
    adding = _Adding()
    company = (database.write(adding.of(number)) for number in (1, -1, 2))
    one, none, two = await asyncio.gather(*company, return_exceptions=True)
    assert (one, type(none), two) == (1, LookupError, 2)
    with pytest.raises(LookupError):
        await database.write(adding.of(-1))
    assert await database.read(value) == 3


async def test_what_fails_in_one_go_is_done_for_each_by_itself(database: Database) -> None:
    """A statement that is refused for one's sake refuses no other, and nothing is stored twice."""

    def make(transaction: Transaction, ids: Sequence[int]) -> Sequence[int]:
        for _ in ids:
            increment(transaction)
        transaction.connection.execute(insert(COUNTERS), [{"id": each, "n": 0} for each in ids])
        return ids

    company = (database.write(Joint(make, each)) for each in (2, 1, 3))
    made = await asyncio.gather(*company, return_exceptions=True)
    assert [type(each) for each in made] == [int, StatementRefused, int]
    assert await database.read(value) == 2


async def test_frames_of_joint_work_are_published_once_in_the_order_of_its_callers(database_url: str) -> None:
    """Also where one of the callers is refused."""
    published: list[int] = []
    database = open_database(database_url, lambda frames: published.extend(frame.seq for frame in frames))
    await database.open()
    await make_counters(database, 1)
    adding = _Adding()
    await asyncio.gather(*(database.write(adding.of(each)) for each in (-1, 1, 2, 0)), return_exceptions=True)
    await database.close()
    assert published == [1, 2, 0]
