"""What only the database and Redis know: how many jobs wait, since when, and who works.

They are asked at intervals, so that nobody who scrapes is a burden to them.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection, func, select

from schemas.job import JobStatus
from server.clock import Clock
from server.jobs.engine import Engine
from server.jobs.rows import JOBS
from server.storage.database import Database
from server.storage.transaction import StorageError

INTERVAL_S = 5.0
PATIENCE_S = 2.0
"""As long as ``/api/ready`` waits for a database."""

_SINCE = func.coalesce(JOBS.c.heartbeat_at, JOBS.c.created_at)
"""A job that is to be tried again has waited since its last attempt."""
_PENDING = select(func.count(), func.min(_SINCE)).where(JOBS.c.status == JobStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs that wait for a worker, of all processes."""

    pending: int
    oldest_at: datetime | None


class Survey:
    """What was last seen.

    Attributes:
        queue: None while the database does not answer.
        workers: None while they cannot be counted.
    """

    def __init__(self, database: Database, engine: Engine, clock: Clock) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock
        self._log = structlog.get_logger("repcast.metrics")
        self.queue: Queue | None = None
        self.workers: int | None = None

    @property
    def is_database_up(self) -> bool:
        return self.queue is not None

    @property
    def pending(self) -> int | None:
        return None if self.queue is None else self.queue.pending

    @property
    def oldest_pending_s(self) -> float | None:
        """How long the one that waits for longest has waited; 0 while none waits."""
        if self.queue is None:
            return None
        if self.queue.oldest_at is None:
            return 0.0
        return max(0.0, (self._clock() - self.queue.oldest_at).total_seconds())

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:  # noqa: BLE001 - a look that fails is logged; the next one makes up for it
                self._log.exception("survey_failed")
            await asyncio.sleep(INTERVAL_S)

    async def look(self) -> None:
        """Ask once."""
        self.queue, self.workers = await asyncio.gather(self._look_at_queue(), self._engine.workers())

    async def _look_at_queue(self) -> Queue | None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._database.read(_queue)
        except (StorageError, TimeoutError) as error:  # `repcast_database_up` tells it
            self._log.debug("queue_not_seen", error=str(error))
            return None


def _queue(connection: Connection) -> Queue:
    pending, oldest_at = connection.execute(_PENDING).one()
    return Queue(pending, oldest_at)
