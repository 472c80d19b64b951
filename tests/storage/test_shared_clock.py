"""The clock that all who share a database go by, on a real Postgres."""

from datetime import datetime, timedelta

import pytest

from server.clock import utc_now
from server.push.bus import nothing
from server.storage.database import open_database
from server.storage.shared_clock import SharedClock
from server.storage.transaction import StorageUnavailable
from tests.support.postgres import PostgresServer

CLOSE = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("off", [HOUR, -HOUR, timedelta()])
async def test_it_goes_as_the_databases_does(postgres_url: str, off: timedelta) -> None:
    """Whatever this machine's clock says, which here is the database's too; also when that is set anew."""
    moved = timedelta()

    def local() -> datetime:
        return utc_now() + off + moved

    database = open_database(postgres_url, lambda _: nothing())
    await database.open()
    try:
        clock = SharedClock(local)
        await clock.set(database)
        assert abs(clock() - utc_now()) < CLOSE
        moved = HOUR / 2
        await clock.set(database)
        assert abs(clock() - utc_now()) < CLOSE
    finally:
        await database.close()


async def test_without_its_database_it_goes_on(own_postgres: PostgresServer) -> None:
    """As it went before."""
    database = open_database(own_postgres.url(), lambda _: nothing())
    await database.open()
    try:
        clock = SharedClock(lambda: utc_now() + HOUR)
        await clock.set(database)
        own_postgres.stop(immediately=True)
        with pytest.raises(StorageUnavailable):
            await clock.set(database)
        assert abs(clock() - utc_now()) < CLOSE
    finally:
        await database.close()
