"""What nobody works on: at the start of a single process all that it left, and at intervals whatever was left alone."""

import asyncio

import structlog

from schemas.job import JobStatus
from server.clock import Clock
from server.jobs.claim import Lease, give_up, left_alone, with_status
from server.jobs.engine import Engine
from server.storage.database import Database
from server.storage.transaction import Transaction


async def recover(database: Database, engine: Engine, clock: Clock, max_attempts: int) -> int:
    """Embedded, one process has all the work: at its start every job ``in_progress`` is an orphan.

    Each is given up in the log (a frame that clients see), then everything pending is started.

    Returns:
        how many jobs were started.
    """

    def orphans(transaction: Transaction) -> None:
        now = clock()
        for job_id, _ in with_status(transaction.connection, JobStatus.IN_PROGRESS):
            give_up(transaction, job_id, max_attempts, now)

    await database.write(orphans)
    pending = await database.read(lambda c: with_status(c, JobStatus.PENDING))
    for job_id, user_id in pending:
        engine.start(job_id, user_id)
    return len(pending)


class Reconciler:
    """Hands the engine, at intervals, what it may have lost: its queue is only a messenger, the rows are the truth.

    Any number of them may look at once: a claim is exclusive, and starting what is under way is harmless.
    """

    def __init__(self, database: Database, engine: Engine, lease: Lease, clock: Clock, interval_s: float) -> None:
        self._database = database
        self._engine = engine
        self._lease = lease
        self._clock = clock
        self._interval_s = interval_s
        self._log = structlog.get_logger("repcast.jobs")

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(self._interval_s)
            try:
                await self.look()
            except Exception:  # noqa: BLE001 - a look that fails is logged; the next one makes up for it
                self._log.exception("reconciling_failed")

    async def look(self) -> None:
        """Start what was left alone."""
        now = self._clock()
        found = await self._database.read(lambda c: left_alone(c, self._lease, self._interval_s, now))
        for job_id, user_id, is_lost in found:
            self._engine.start(job_id, user_id, is_lost=is_lost)
        if found:
            self._log.info("jobs_left_alone", jobs=len(found))
