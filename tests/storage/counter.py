"""Counters in a table of their own: the least that shows whether a write is lost, or done twice."""

import asyncio

from sqlalchemy import Connection, Integer, column, insert, select, table, text, update

from server.storage.database import Database, open_database
from server.storage.transaction import Transaction, Write

COUNTERS = table("counters", column("id", Integer), column("n", Integer))


async def make_counters(database: Database, *ids: int) -> None:
    """A table with a counter at zero for each id."""

    def make(transaction: Transaction) -> None:
        transaction.connection.execute(text("CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"))
        transaction.connection.execute(insert(COUNTERS), [{"id": each, "n": 0} for each in ids])

    await database.write(make)


def value(connection: Connection, of: int = 1) -> int:
    return int(connection.execute(select(COUNTERS.c.n).where(COUNTERS.c.id == of)).scalar_one())


def increment(transaction: Transaction, of: int = 1) -> int:
    """Read, modify, write; returns what it wrote."""
    mine = COUNTERS.c.id == of
    found = transaction.connection.execute(select(COUNTERS.c.n).where(mine).with_for_update()).scalar_one()
    transaction.connection.execute(update(COUNTERS).where(mine).values(n=found + 1))
    return int(found) + 1


def incrementing(of: int) -> Write[int]:
    return lambda transaction: increment(transaction, of)


def increment_from_a_process(url: str, times: int) -> None:
    """What a process of its own does: each of its increments is a commit."""

    async def run() -> None:
        database = open_database(url, lambda _: None)
        await database.open()
        for _ in range(times):
            await database.write(increment)
        await database.close()

    asyncio.run(run())
