"""The steps of a worker's run, each of which it can be held at and killed: its write of one frame waits in Postgres.

So that a step is hit exactly, wherever the machine is slow, and no program of ours knows of it.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from enum import StrEnum

import psutil
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from server.storage.postgres_database import postgres_engine
from server.storage.url import parse_url
from tests.faults.cluster import Part
from tests.support.waiting import wait_until


class Moment(StrEnum):
    """When the write waits; the names are those of triggers."""

    BEFORE = "before_the_insert"
    """Nothing of it will be stored."""
    AT_COMMIT = "at_the_commit"
    """All of it will be stored, and nobody is left to publish it."""


SET_UP = (
    "CREATE TABLE fail_points (user_id text, seq integer, moment text, gate integer)",
    """
    CREATE FUNCTION wait_at_fail_point() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE key integer;
    BEGIN
        SELECT gate INTO key FROM fail_points JOIN program_generation_jobs job USING (user_id)
         WHERE job.id = NEW.job_id AND seq = NEW.seq AND moment = TG_NAME;
        IF FOUND THEN
            PERFORM pg_advisory_xact_lock(key);
        END IF;
        RETURN NEW;
    END $$
    """,
    f"CREATE TRIGGER {Moment.BEFORE} BEFORE INSERT ON job_events FOR EACH ROW EXECUTE FUNCTION wait_at_fail_point()",
    f"""
    CREATE CONSTRAINT TRIGGER {Moment.AT_COMMIT} AFTER INSERT ON job_events DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION wait_at_fail_point()
    """,
)
TEAR_DOWN = ("DROP FUNCTION IF EXISTS wait_at_fail_point CASCADE", "DROP TABLE IF EXISTS fail_points")


class FailPoint:
    """One step of one user's job.

    Args:
        gate: key of the advisory lock at which the write waits.
        holder: a session that holds the lock.
    """

    def __init__(self, gate: int, holder: AsyncConnection) -> None:
        self._gate = gate
        self._holder = holder
        self._is_open = False

    async def reached_by(self, parts: Sequence[Part]) -> Part:
        """Whose write waits there, once one does."""
        found: list[Part] = []

        async def is_reached() -> bool:
            port = await self._port_of_who_waits()
            found.extend(part for part in parts if port is not None and _has_connection_from(part, port))
            return bool(found)

        await wait_until(is_reached, "a worker has come to the step")
        return found[0]

    async def open(self) -> None:
        """Let through who waits, and all who come after."""
        if self._is_open:
            return
        self._is_open = True
        await self._holder.execute(text("DELETE FROM fail_points WHERE gate = :gate"), {"gate": self._gate})
        await self._holder.execute(text("SELECT pg_advisory_unlock(:gate)"), {"gate": self._gate})

    async def _port_of_who_waits(self) -> int | None:
        statement = text(
            "SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE locktype = 'advisory' AND objid = :gate AND NOT granted"
        )
        port: int | None = (await self._holder.execute(statement, {"gate": self._gate})).scalar()
        return port


class FailPoints:
    """Makes them; the triggers are there."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._gates = 0

    @contextlib.asynccontextmanager
    async def at(self, user_id: str, seq: int, moment: Moment) -> AsyncIterator[FailPoint]:
        """Who writes frame ``seq`` of a job of this user waits, until the block ends or the point is opened."""
        self._gates += 1
        gate = self._gates
        async with _session(self._engine) as holder:
            await holder.execute(text("SELECT pg_advisory_lock(:gate)"), {"gate": gate})
            insert = text("INSERT INTO fail_points VALUES (:user_id, :seq, :moment, :gate)")
            await holder.execute(insert, {"user_id": user_id, "seq": seq, "moment": moment, "gate": gate})
            point = FailPoint(gate, holder)
            try:
                yield point
            finally:
                await point.open()


@contextlib.asynccontextmanager
async def fail_points(database_url: str, at_once: int) -> AsyncIterator[FailPoints]:
    """Fail points in a database, of which so many are held at the same time, until the block ends."""
    engine = postgres_engine(parse_url(database_url), at_once + 1)
    try:
        await _execute(engine, (*TEAR_DOWN, *SET_UP))
        yield FailPoints(engine)
        await _execute(engine, TEAR_DOWN)
    finally:
        await engine.dispose()


@contextlib.asynccontextmanager
async def _session(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Without transactions: others see at once what it does."""
    async with engine.connect() as connection:
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")


async def _execute(engine: AsyncEngine, statements: Sequence[str]) -> None:
    async with _session(engine) as connection:
        for statement in statements:
            await connection.execute(text(statement))


def _has_connection_from(part: Part, port: int) -> bool:
    return part.is_alive and any(
        connection.laddr.port == port for connection in psutil.Process(part.pid).net_connections("tcp")
    )
