"""The database's time, for all who share it.

A lease is begun by the clock of one machine and judged by that of another: one that is ahead by as much as a lease
would take every job from whoever works on it.
"""

import asyncio
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlalchemy import text

from server.clock import Clock
from server.storage.database import Database
from server.storage.transaction import StorageError

SET_INTERVAL_S = 10.0
"""How long a clock that was set anew on this machine goes wrong."""
SLOWEST_ANSWER_S = 1.0
"""A slower one says too little: the database's time is somewhere within it."""
WORTH_A_WORD = timedelta(seconds=1)


class SharedClock:
    """A `server.clock.Clock` that goes as the database's does.

    Args:
        local: this machine's, which counts between two looks at the database's.
    """

    def __init__(self, local: Clock) -> None:
        self._local = local
        self._behind = timedelta()
        self._log = structlog.get_logger("repcast.storage")

    def __call__(self) -> datetime:
        return self._local() + self._behind

    async def run(self, database: Database) -> None:
        """Keep it right until cancelled."""
        while True:
            await asyncio.sleep(SET_INTERVAL_S)
            try:
                await self.set(database)
            except StorageError as error:  # it goes on as it went
                self._log.debug("clock_not_set", error=str(error))

    async def set(self, database: Database) -> None:
        """Ask the database, which is a Postgres, for the time.

        Raises:
            StorageError: it does not answer.
        """
        begun_s = monotonic()
        told: datetime = await database.read(lambda c: c.execute(text("SELECT clock_timestamp()")).scalar_one())
        took_s = monotonic() - begun_s
        if took_s > SLOWEST_ANSWER_S:
            return
        behind = told + timedelta(seconds=took_s / 2) - self._local()
        if abs(behind - self._behind) > WORTH_A_WORD:
            self._log.warning("clock_differs", behind_database_s=round(behind.total_seconds(), 3))
        self._behind = behind
