"""Group commit: what waits is written in one transaction, and each caller awaits the commit that holds its part.

A transaction of many parts holds the locks of many jobs, so those of two processes can be in each other's way. One
that gave way is undone for certain; its parts are then written one by one, so that none fails for its neighbours'
sake. After any other failure nobody knows whether it is stored, so each caller is told, and nothing is written again.

One ORM commit at a time gives about 300 a second on a laptop's disk; the commit's fsync is the cost, so it is shared.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar, cast

from server.storage.batch import Outcome
from server.storage.transaction import Contended, Publish, StorageUnavailable, Write
from server.uncounted import uncounted

T = TypeVar("T")

MAX_BATCH = 256
"""Units of work in one commit: enough to share an fsync, few enough that readers are not kept waiting."""

TRIES = 3
"""Of a unit of work whose transaction gives way to others': once together with its neighbours, then alone."""

Commit = Callable[[Sequence[Write[object]]], Awaitable[list[Outcome]]]
"""Runs units of work in one transaction and commits it. Raises `Contended` if that is undone for certain."""

NoteCommit = Callable[[int, float, bool], None]
"""Told of each transaction: its units of work, how long it took in seconds, whether it stands."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    write: Write[object]
    done: asyncio.Future[object]


class GroupCommitWriter:
    """The one task of a process that writes.

    Args:
        commit: runs a batch in one transaction.
        publish: is handed the frames of each commit, before any of its callers goes on.
    """

    def __init__(self, commit: Commit, publish: Publish, note: NoteCommit = uncounted) -> None:
        self._commit = commit
        self._publish = publish
        self._note = note
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._closed = False

    async def write(self, write: Write[T]) -> T:
        """Run ``write`` in a transaction; return its value once that is committed.

        Raises:
            StorageUnavailable: the commit failed, or the writer is closed.
            StatementRefused: the database refused a statement of ``write``.
            Exception: whatever ``write`` raised; nothing that it wrote is stored.
        """
        if self._closed:
            raise StorageUnavailable("the storage is closed")
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Waiting(cast("Write[object]", write), done))
        return cast("T", await done)

    def close(self) -> None:
        """Take nothing more; `run` ends when what waits is written."""
        self._closed = True
        self._queue.put_nowait(None)

    async def run(self) -> None:
        """Commit batch after batch until closed."""
        while (batch := await self._next_batch()) is not None:
            await self._write_batch(batch)

    async def _next_batch(self) -> list[_Waiting] | None:
        first = await self._queue.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < MAX_BATCH and not self._queue.empty():
            following = self._queue.get_nowait()
            if following is None:
                self._queue.put_nowait(None)
                break
            batch.append(following)
        return batch

    async def _write_batch(self, batch: list[_Waiting], tries: int = TRIES) -> None:
        try:
            outcomes = await self._commit_noted([waiting.write for waiting in batch])
        except Contended as error:
            if tries > 1:
                for waiting in batch:
                    await self._write_batch([waiting], tries - 1)
                return
            outcomes = [Outcome(error=_unavailable(error)) for _ in batch]
        except Exception as error:  # noqa: BLE001 - each caller is told; the writer goes on with the next batch
            outcomes = [Outcome(error=_unavailable(error)) for _ in batch]
        self._publish([frame for outcome in outcomes for frame in outcome.frames])
        for outcome in outcomes:
            for follow_up in outcome.afterwards:
                follow_up()
        for waiting, outcome in zip(batch, outcomes, strict=True):
            _settle(waiting.done, outcome)

    async def _commit_noted(self, writes: Sequence[Write[object]]) -> list[Outcome]:
        begun_s = monotonic()
        stands = False
        try:
            outcomes = await self._commit(writes)
            stands = True
            return outcomes
        finally:
            self._note(len(writes), monotonic() - begun_s, stands)


def _unavailable(cause: Exception) -> StorageUnavailable:
    error = StorageUnavailable(str(cause))
    error.__cause__ = cause
    return error


def _settle(done: asyncio.Future[object], outcome: Outcome) -> None:
    if done.done():  # its caller was cancelled; the commit stands all the same
        return
    if outcome.error is not None:
        done.set_exception(outcome.error)
    else:
        done.set_result(outcome.value)
