"""Group commit: who waits shares a commit, and each learns the fate of its own part."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from schemas.framing import text_frame
from server.storage.batch import Outcome
from server.storage.transaction import Contended, LogFrame, StorageUnavailable, Write
from server.storage.writer import MAX_BATCH, TRIES, GroupCommitWriter


class _Commits:
    """Stands for a database: writes are numbers; its commits can be held up, or broken."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.may_commit = asyncio.Event()
        self.may_commit.set()
        self.broken = False
        self.gives_way: Callable[[int], bool] = lambda _: False
        self.tries: list[int] = []
        self.published: list[LogFrame] = []

    async def commit(self, writes: Sequence[Write[object]]) -> list[Outcome]:
        await self.may_commit.wait()
        if self.broken:
            raise OSError("the disk is full")
        self.tries.append(len(writes))
        if self.gives_way(len(writes)):
            raise Contended("deadlock detected")
        self.batches.append(len(writes))
        outcomes: list[Outcome] = []
        for write in writes:
            try:
                outcomes.append(Outcome(write(None), frames=[_frame(len(self.published) + len(outcomes))]))  # type: ignore[arg-type]  # these writes use no connection
            except ValueError as error:
                outcomes.append(Outcome(error=error))
        return outcomes

    def publish(self, frames: Sequence[LogFrame]) -> None:
        self.published += frames


def _frame(seq: int) -> LogFrame:
    return LogFrame("job", "user", seq, "job.progressed", 0.0, text_frame(b"{}"), is_final=False)


@asynccontextmanager
async def _writer(commits: _Commits) -> AsyncIterator[GroupCommitWriter]:
    writer = GroupCommitWriter(commits.commit, commits.publish)
    task = asyncio.create_task(writer.run())
    yield writer
    writer.close()
    await task


async def test_what_waits_during_a_commit_shares_the_next_one() -> None:
    """A thousand callers cost a handful of commits, and each gets its own value."""
    commits = _Commits()
    commits.may_commit.clear()
    async with _writer(commits) as writer:
        waiting = [asyncio.create_task(writer.write(lambda _, n=n: n)) for n in range(1000)]  # type: ignore[misc]  # mypy does not see n=n
        await asyncio.sleep(0)
        commits.may_commit.set()
        assert await asyncio.gather(*waiting) == list(range(1000))
    assert commits.batches == [MAX_BATCH, MAX_BATCH, MAX_BATCH, 1000 - 3 * MAX_BATCH]


async def test_frames_are_published_before_their_caller_goes_on() -> None:
    """Who is told that a write is durable can rely on its frames being on their way, in commit order."""
    commits = _Commits()
    async with _writer(commits) as writer:
        for count in range(1, 4):
            await writer.write(lambda _: None)
            assert [frame.seq for frame in commits.published] == list(range(count))


async def test_one_bad_write_fails_alone() -> None:
    """Its neighbours in the same commit are stored."""

    def fail(_: object) -> None:
        raise ValueError("mine alone")

    commits = _Commits()
    commits.may_commit.clear()
    async with _writer(commits) as writer:
        writes: list[Write[object]] = [lambda _: 1, fail, lambda _: 3]
        waiting = [asyncio.create_task(writer.write(write)) for write in writes]
        await asyncio.sleep(0)
        commits.may_commit.set()
        first, second, third = await asyncio.gather(*waiting, return_exceptions=True)
    assert (first, third) == (1, 3)
    assert isinstance(second, ValueError)


async def test_a_batch_that_gave_way_is_written_one_by_one() -> None:
    """Nobody fails for its neighbours' sake, and the order stays."""
    commits = _Commits()
    commits.gives_way = lambda size: size > 1
    async with _writer(commits) as writer:
        assert await asyncio.gather(*(writer.write(lambda _, n=n: n) for n in range(3))) == [0, 1, 2]  # type: ignore[misc]  # mypy does not see n=n
    assert commits.tries == [3, 1, 1, 1]
    assert [frame.seq for frame in commits.published] == [0, 1, 2]


async def test_what_gives_way_each_time_is_told_so_in_the_end() -> None:
    """It is tried a few times, and the writer goes on."""
    commits = _Commits()
    commits.gives_way = lambda _: True
    async with _writer(commits) as writer:
        with pytest.raises(StorageUnavailable, match="deadlock detected"):
            await writer.write(lambda _: None)
        assert len(commits.tries) == TRIES
        commits.gives_way = lambda _: False
        assert await writer.write(lambda _: "stored") == "stored"


async def test_a_failed_commit_is_told_to_all_and_publishes_nothing() -> None:
    """Nobody takes for stored what is not, it is not tried again, and the writer goes on."""
    commits = _Commits()
    commits.broken = True
    async with _writer(commits) as writer:
        with pytest.raises(StorageUnavailable, match="the disk is full"):
            await writer.write(lambda _: None)
        assert commits.published == []
        commits.broken = False
        assert await writer.write(lambda _: "stored") == "stored"


async def test_a_caller_that_goes_away_does_not_undo_its_write() -> None:
    """A commit stands, whoever was waiting for it."""
    commits = _Commits()
    commits.may_commit.clear()
    async with _writer(commits) as writer:
        impatient = asyncio.create_task(writer.write(lambda _: None))
        await asyncio.sleep(0)
        impatient.cancel()
        commits.may_commit.set()
        await writer.write(lambda _: None)
    assert len(commits.published) == 2


async def test_a_closed_writer_finishes_what_waits_and_takes_nothing_more() -> None:
    """Closing loses nothing."""
    commits = _Commits()
    async with _writer(commits) as writer:
        waiting = [asyncio.create_task(writer.write(lambda _: None)) for _ in range(300)]
        await asyncio.sleep(0)
        writer.close()
        with pytest.raises(StorageUnavailable, match="closed"):
            await writer.write(lambda _: None)
        await asyncio.gather(*waiting)
    assert len(commits.published) == 300
