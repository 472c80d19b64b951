"""Budgets of tokens: set aside in one step with the look whether there is room, by any number of processes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from server.app import Server
from server.generation.spending import OverBudget, Spent, Usage
from server.jobs.budgets import BUDGETS, CALLS, EVERYBODY, Bounds, Payer, release, reserve, settle
from server.jobs.usage import JobSpending
from server.storage.database import Database, open_database
from tests.support.parts import SetClock, running_parts, submit
from tests.support.samples import new_user, program_request

NOW = SetClock().now
FREE = Bounds()


@pytest.fixture
async def server(database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    """All parts, on either database."""
    async with running_parts(tmp_path, database_url=database_url) as parts:
        yield parts


async def _payer(server: Server) -> Payer:
    user = new_user()
    return Payer((await submit(server, program_request(user, duration_weeks=1))).job.job_id, user)


async def _counted(database: Database, who: str, at: datetime = NOW) -> int:
    statement = select(BUDGETS.c.tokens).where(BUDGETS.c.payer == who, BUDGETS.c.day == at.date())
    return int(await database.read(lambda c: c.execute(statement).scalar_one()))


async def _reserve(
    database: Database, payer: Payer, call: str, tokens: int, bounds: Bounds = FREE, now: datetime = NOW
) -> None:
    await database.write(lambda tx: reserve(tx, payer, call, tokens, bounds, now))


async def test_what_is_set_aside_gives_way_to_what_was_spent(server: Server) -> None:
    """On the day on which it was set aside; saying either again changes nothing."""
    database = server.database
    payer = await _payer(server)
    spent = Spent("done", Usage(70, 60, 20, 10), 40)
    for _ in range(2):
        await _reserve(database, payer, "a", 100)
        assert await _counted(database, payer.user_id) == 100
    for _ in range(2):
        await database.write(lambda tx: settle(tx, payer, "a", spent))
        assert await _counted(database, payer.user_id) == await _counted(database, EVERYBODY) == 90
    [row] = await database.read(lambda c: c.execute(select(CALLS)).all())
    assert (row.outcome, row.input_tokens, row.cached_tokens, row.output_tokens) == ("done", 70, 60, 20)


async def test_what_is_not_known_stays_set_aside(server: Server) -> None:
    """A call without the vendor's word, or whose process died, may have cost all; one never made costs nothing."""
    database = server.database
    payer = await _payer(server)
    for call in ("cut", "died", "unsent"):
        await _reserve(database, payer, call, 100)
    await database.write(lambda tx: settle(tx, payer, "cut", Spent("cut", None, 40)))
    assert await _counted(database, payer.user_id) == 300
    for _ in range(2):
        await database.write(lambda tx: release(tx, payer, "unsent"))
        assert await _counted(database, payer.user_id) == await _counted(database, EVERYBODY) == 200


@pytest.mark.parametrize("bounds", [Bounds(user=250), Bounds(everybody=250), Bounds(250, 250)])
async def test_over_a_bound_nothing_is_set_aside(server: Server, bounds: Bounds) -> None:
    """Of neither budget; the next day there is a new one."""
    database = server.database
    payer = await _payer(server)
    await _reserve(database, payer, "a", 200, bounds)
    with pytest.raises(OverBudget) as over:
        await _reserve(database, payer, "b", 51, bounds)
    assert over.value.again_at == datetime(2026, 1, 3, tzinfo=UTC)
    assert await _counted(database, payer.user_id) == await _counted(database, EVERYBODY) == 200
    await _reserve(database, payer, "c", 50, bounds)
    with pytest.raises(OverBudget) as never:
        await _reserve(database, payer, "d", 251, bounds)
    assert never.value.again_at is None
    await _reserve(database, payer, "e", 250, bounds, now=NOW + timedelta(days=1))
    assert await _counted(database, EVERYBODY, NOW + timedelta(days=1)) == 250


async def test_the_bound_of_a_user_is_nobody_elses(server: Server) -> None:
    """That of everybody is."""
    database = server.database
    bounds = Bounds(user=100, everybody=250)
    one, other, third = [await _payer(server) for _ in range(3)]
    await _reserve(database, one, "a", 100, bounds)
    await _reserve(database, other, "a", 100, bounds)
    with pytest.raises(OverBudget):
        await _reserve(database, third, "a", 100, bounds)


async def test_processes_stay_within_a_bound_together(server: Server, database_url: str) -> None:
    """Two databases at once, as two processes have them: as many calls as there is room for, not one more."""
    database = server.database
    payer = await _payer(server)
    other = open_database(database_url, lambda _: None)
    await other.open()
    try:
        asked = [_reserve(each, payer, f"{n}", 10, Bounds(505, 505)) for n, each in enumerate((database, other) * 40)]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
    finally:
        await other.close()
    assert sum(outcome is None for outcome in outcomes) == 50
    assert sum(isinstance(outcome, OverBudget) for outcome in outcomes) == 30
    assert await _counted(database, payer.user_id) == await _counted(database, EVERYBODY) == 500


async def test_who_is_stopped_before_the_call_pays_nothing(server: Server) -> None:
    """What may have been set aside already is given back."""
    payer = await _payer(server)
    spending = JobSpending(payer, FREE, SetClock(), server.database.write)
    reserving = asyncio.create_task(spending.reserve(100))
    await asyncio.sleep(0)
    reserving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reserving
    assert await _counted(server.database, payer.user_id) == 0
    assert await server.database.read(lambda c: c.execute(select(CALLS)).all()) == []
