"""What every database does alike: writes that are durable, none lost even from several processes, and reads beside."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, text

from schemas.framing import text_frame
from server.storage.database import Database, open_database
from server.storage.transaction import LogFrame, StatementRefused, StorageUnavailable, Transaction
from tests.storage.counter import COUNTERS, increment, increment_from_a_process, make_counters, value

PROCESSES = 2
INCREMENTS = 50


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url, lambda _: None)
    await opened.open()
    await make_counters(opened, 1)
    yield opened
    await opened.close()


async def test_concurrent_writes_lose_nothing(database: Database) -> None:
    """A thousand read-modify-writes of one process add up."""
    values = await asyncio.gather(*(database.write(increment) for _ in range(1000)))
    assert sorted(values) == list(range(1, 1001))
    assert await database.read(value) == 1000


async def test_several_processes_lose_nothing(database: Database, database_url: str) -> None:
    """Read-modify-writes of several processes at once add up."""
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=increment_from_a_process, args=(database_url, INCREMENTS)) for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    assert await database.read(value) == PROCESSES * INCREMENTS


async def test_a_write_that_raises_undoes_itself_alone(database: Database) -> None:
    """Its neighbours in the same commit stand."""

    def fail(transaction: Transaction) -> None:
        increment(transaction)
        raise LookupError("no")

    results = await asyncio.gather(
        database.write(increment), database.write(fail), database.write(increment), return_exceptions=True
    )
    assert isinstance(results[1], LookupError)
    assert await database.read(value) == 2


async def test_a_statement_that_is_refused_undoes_itself_alone(database: Database) -> None:
    """It is told as the caller's fault, not as one of the database, and its neighbours stand."""

    def repeat(transaction: Transaction) -> None:
        increment(transaction)
        transaction.connection.execute(insert(COUNTERS).values(id=1, n=0))

    results = await asyncio.gather(
        database.write(increment), database.write(repeat), database.write(increment), return_exceptions=True
    )
    assert [type(result) for result in results] == [int, StatementRefused, int]
    assert await database.read(value) == 2


async def test_frames_are_published_in_commit_order_and_only_if_committed(database_url: str) -> None:
    """What was rolled back is never told."""
    published: list[int] = []
    database = open_database(database_url, lambda frames: published.extend(frame.seq for frame in frames))
    await database.open()

    def tell(seq: int, *, fails: bool) -> None:
        def write(transaction: Transaction) -> None:
            transaction.frames.append(
                LogFrame("job", "user", seq, "job.progressed", 0.0, text_frame(b"{}"), is_final=False)
            )
            if fails:
                raise LookupError("no")

        waiting.append(asyncio.ensure_future(database.write(write)))

    waiting: list[asyncio.Future[None]] = []
    for seq in range(50):
        tell(seq, fails=seq % 7 == 3)
    await asyncio.gather(*waiting, return_exceptions=True)
    await database.close()
    assert published == [seq for seq in range(50) if seq % 7 != 3]


async def test_a_reader_sees_what_was_written_before_it_began(database: Database) -> None:
    """A write that has returned is visible to every later read."""
    for expected in range(1, 50):
        await database.write(increment)
        assert await database.read(value) == expected


async def test_a_caller_that_goes_away_leaves_a_database_that_works(database: Database) -> None:
    """Reads that are cancelled midway take nothing from those that follow; a write that is cancelled stands."""
    for _ in range(5):
        reads = [asyncio.create_task(database.read(value)) for _ in range(20)]
        write = asyncio.create_task(database.write(increment))
        await asyncio.wait(reads, return_when=asyncio.FIRST_COMPLETED)
        for task in (*reads, write):
            task.cancel()
        await asyncio.gather(*reads, write, return_exceptions=True)
    assert await database.write(increment) == 6
    assert await asyncio.gather(*(database.read(value) for _ in range(20))) == [6] * 20


async def test_a_closed_database_takes_nothing_more(database_url: str) -> None:
    """What waited is written; what comes later is refused."""
    database = open_database(database_url, lambda _: None)
    await database.open()
    making = asyncio.create_task(make_counters(database, 1))
    await asyncio.sleep(0)
    await database.close()
    await making
    with pytest.raises(StorageUnavailable, match="closed"):
        await database.write(lambda tx: tx.connection.execute(text("SELECT 1")))
