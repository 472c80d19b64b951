"""What ``repcast-server`` does to a database by hand, beside servers that run or not."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from server.choices import retention
from server.clock import utc_now
from server.jobs.erasure import erase_user
from server.jobs.pruning import Pruner
from server.settings import Settings
from server.storage.database import Database, open_database
from server.storage.shared_clock import SharedClock
from server.storage.url import is_postgres, parse_url


async def prune(settings: Settings, older_than_days: int | None, *, is_dry: bool) -> Counter[str] | None:
    """Remove what is past its time, or only count it; None where another process is at it.

    Args:
        older_than_days: for logs, and for jobs without a program, in the place of what is set.

    Raises:
        StorageError: the database failed.
    """
    kept = retention(settings)
    if older_than_days is not None:
        asked = timedelta(days=older_than_days)
        kept = replace(kept, logs=asked, jobs=asked)
    async with _opened(settings) as database:
        clock = SharedClock(utc_now)
        if is_postgres(parse_url(settings.database_url)):
            await clock.set(database)
        return await Pruner(database, kept, clock).prune(is_dry=is_dry)


async def erase(settings: Settings, user_id: str) -> Counter[str]:
    """Remove all that is a user's.

    Raises:
        StorageError: the database failed.
    """
    async with _opened(settings) as database:
        return await database.write(lambda tx: erase_user(tx, user_id, utc_now()))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    database = open_database(settings.database_url, lambda _: None)  # nothing of it is told to anybody
    await database.open()
    try:
        yield database
    finally:
        await database.close()
