"""Removes what is past its time, a little at a time, so that nobody who writes is held up.

A stretch of jobs is read, then removed in units of work that share their commits with everybody else's. Between two of
them it rests for as long as the last one took, so that at most half of the writer's time is its own.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic

import structlog
from sqlalchemy import Connection

from server.clock import Clock
from server.jobs.retention import (
    KINDS,
    Due,
    Retention,
    count_jobs,
    count_logs,
    due_after,
    old_rows,
    remove_jobs,
    remove_logs,
)
from server.storage.database import Database
from server.storage.transaction import Transaction

STRETCH = 500
"""Jobs that one read looks at."""
JOBS_AT_ONCE = 20
"""Of a unit of work: some 400 frames as a rule."""
ROWS_AT_ONCE = 500
FIRST_AFTER_S = 60.0
"""A process that lives for less than an interval prunes too."""
PRUNING_LOCK = 0x5052554E45
"""Key of the advisory lock that whoever prunes a Postgres holds: "PRUNE" in ASCII."""

Count = Callable[[Connection], Counter[str]]
Remove = Callable[[Transaction], Counter[str]]


class Pruner:
    """Keeps a database to its retention."""

    def __init__(self, database: Database, retention: Retention, clock: Clock) -> None:
        self._database = database
        self._retention = retention
        self._clock = clock
        self._log = structlog.get_logger("repcast.retention")

    async def run(self, interval_s: float) -> None:
        """Prune at intervals, until cancelled."""
        wait_s = min(FIRST_AFTER_S, interval_s)
        while True:
            await asyncio.sleep(wait_s)
            try:
                await self.prune()
            except Exception:  # noqa: BLE001 - a run that fails is logged; the next one goes on where it was
                self._log.exception("pruning_failed")
            wait_s = interval_s

    async def prune(self, *, is_dry: bool = False) -> Counter[str] | None:
        """Remove what is past its time; returns how much of what, or None where another process is at it.

        Args:
            is_dry: count only.

        Raises:
            StorageError: the database failed; what was removed until then is in the log.
        """
        found = Counter(dict.fromkeys(KINDS, 0))
        if is_dry:
            await self._go_through(found, is_dry=True)
            return found
        async with self._database.alone(PRUNING_LOCK) as is_alone:
            if not is_alone:
                self._log.info("pruning_is_under_way_elsewhere")
                return None
            begun_s = monotonic()
            try:
                await self._go_through(found, is_dry=False)
            finally:
                self._log.info("pruned", took_s=round(monotonic() - begun_s, 2), **found)
            return found

    async def _go_through(self, found: Counter[str], *, is_dry: bool) -> None:
        now = self._clock()
        after: str | None = ""
        while after is not None:
            look = partial(due_after, after=after, limit=STRETCH, retention=self._retention, now=now)
            due = await self._database.read(look)
            for count, remove in _units(due):
                found.update(await self._take(count, remove, is_dry=is_dry))
            after = due.last
        for rows in old_rows(self._retention, now):
            is_more = True
            while is_more:
                taken = await self._take(rows.count, partial(rows.remove, limit=ROWS_AT_ONCE), is_dry=is_dry)
                found.update(taken)
                is_more = not is_dry and taken.total() == ROWS_AT_ONCE

    async def _take(self, count: Count, remove: Remove, *, is_dry: bool) -> Counter[str]:
        if is_dry:
            return await self._database.read(count)
        begun_s = monotonic()
        removed = await self._database.write(remove)
        await asyncio.sleep(monotonic() - begun_s)
        return removed


def _units(due: Due) -> Iterator[tuple[Count, Remove]]:
    for job_ids, count, remove in ((due.logs, count_logs, remove_logs), (due.jobs, count_jobs, remove_jobs)):
        for start in range(0, len(job_ids), JOBS_AT_ONCE):
            some = job_ids[start : start + JOBS_AT_ONCE]
            yield partial(count, job_ids=some), partial(remove, job_ids=some)
