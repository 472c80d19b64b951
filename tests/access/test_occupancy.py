"""How many at once: exact over processes that share a real Redis, and alone while it is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from server.access.occupancy import Occupancy
from server.access.shared_limits import SharedLimits
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until

MOST = 50


@asynccontextmanager
async def counting(url: str, prefix: str, lease_s: float = 30, *, is_killed: bool = False) -> AsyncIterator[Occupancy]:
    """What one process counts with; one that is killed says nothing at its end."""
    shared = SharedLimits(url, prefix)
    occupancy = Occupancy(shared, lease_s)
    running = asyncio.create_task(occupancy.run(), name="occupancy")
    try:
        yield occupancy
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        if not is_killed:
            await occupancy.close()
        await shared.close()


async def _enter(occupancies: list[Occupancy], times: int, name: str = "a", most: int = MOST) -> int:
    """How many are let in, of those who come at once."""
    tries = (each.enter(name, most) for _ in range(times // len(occupancies)) for each in occupancies)
    return sum(await asyncio.gather(*tries))


async def test_alone_it_counts_each_name() -> None:
    """One that goes makes room for one, and a name that nobody has is forgotten."""
    occupancy = Occupancy()
    assert await _enter([occupancy], 60) == MOST
    assert await occupancy.enter("b", 1)
    occupancy.leave("a")
    assert await _enter([occupancy], 3) == 1
    for _ in range(MOST):
        occupancy.leave("a")
    occupancy.leave("b")
    assert len(occupancy) == 0


@pytest.mark.parametrize("processes", [1, 4])
async def test_of_200_at_once_as_many_come_in_as_may(redis_url: str, redis_prefix: str, processes: int) -> None:
    """Whichever processes they come to; and for each that goes, one."""
    async with AsyncExitStack() as stack:
        all_of_them = [await stack.enter_async_context(counting(redis_url, redis_prefix)) for _ in range(processes)]
        assert await _enter(all_of_them, 200) == MOST
        assert sum(each.held("a") for each in all_of_them) == MOST
        leaver = next(each for each in all_of_them if each.held("a"))
        leaver.leave("a")

        async def one_is_let_in() -> bool:
            return await all_of_them[-1].enter("a", MOST)

        await wait_until(one_is_let_in, "there is room for one")
        assert await _enter(all_of_them, 40) == 0


async def test_they_come_and_go_at_once_and_never_are_too_many(redis_url: str, redis_prefix: str) -> None:
    """At no moment do all processes together hold more than may be, and all who go are forgotten."""
    async with counting(redis_url, redis_prefix) as one, counting(redis_url, redis_prefix) as other:
        seen: list[int] = []

        async def come_and_go(occupancy: Occupancy) -> None:
            for _ in range(20):
                if await occupancy.enter("a", 5):
                    seen.append(one.held("a") + other.held("a"))
                    await asyncio.sleep(0)
                    occupancy.leave("a")

        await asyncio.gather(*(come_and_go(each) for each in [one, other] * 10))
        assert max(seen) == 5

        async def all_have_room() -> bool:
            entered = await _enter([one, other], 6, most=5)
            for each in (one, other):
                for _ in range(each.held("a")):
                    each.leave("a")
            return entered == 5

        await wait_until(all_have_room, "nobody is counted who has gone")
        assert (len(one), len(other)) == (0, 0)


async def test_who_gives_up_waiting_takes_no_room(redis_url: str, redis_prefix: str) -> None:
    """Whenever that is: before it is told, before the answer, and as that comes."""
    async with counting(redis_url, redis_prefix) as one, counting(redis_url, redis_prefix) as other:
        for turns in range(40):
            entering = asyncio.create_task(one.enter(f"{turns}", 1))
            for _ in range(turns):
                await asyncio.sleep(0)
            entering.cancel()
            if (await asyncio.gather(entering, return_exceptions=True))[0] is True:
                one.leave(f"{turns}")
        assert await _is_answered_to_who_has_gone(one)
        for name in [*map(str, range(40)), "late"]:
            await wait_until(lambda name=name: other.enter(name, 1), f"there is room for {name}")  # type: ignore[misc]  # the name of this round


async def _is_answered_to_who_has_gone(occupancy: Occupancy) -> bool:
    """Cancelled with the answer there, in the step before it would be read."""
    entering = asyncio.create_task(occupancy.enter("late", 1))
    while not occupancy.held("late"):  # noqa: ASYNC110 - the very step is wanted, no later one
        await asyncio.sleep(0)
    return entering.cancel()


async def test_where_very_many_may_be_few_are_told_of(own_valkey: Valkey, redis_prefix: str) -> None:
    """Room is taken beforehand, and given back when nobody is there any more: another process has all of it then."""
    many = 20_000
    async with counting(own_valkey.url, redis_prefix) as one, counting(own_valkey.url, redis_prefix) as other:
        await one.enter("a", many)  # the script is loaded, too
        before = _commands(own_valkey)
        for _ in range(15):
            assert await one.enter("a", many)
        for _ in range(15):
            one.leave("a")
            assert await one.enter("a", many)
        assert _commands(own_valkey) - before < 5
        for _ in range(16):
            one.leave("a")
        assert len(one) == 0
        await wait_until(lambda: _is_forgotten(own_valkey), "it is given back")
        assert await _enter([other], many, most=many) == many


async def _is_forgotten(valkey: Valkey) -> bool:
    return ":a" not in valkey.command("KEYS", "*")


def _commands(valkey: Valkey) -> int:
    info = dict(line.split(":", 1) for line in valkey.command("INFO", "stats").splitlines() if ":" in line)
    return int(info["total_commands_processed"])


async def test_a_killed_process_takes_no_room_for_long(redis_url: str, redis_prefix: str) -> None:
    """What it held runs out; what a living one holds is told again and again."""
    async with counting(redis_url, redis_prefix, lease_s=0.3) as living:
        assert await _enter([living], 10) == 10
        async with counting(redis_url, redis_prefix, lease_s=0.3, is_killed=True) as killed:
            assert await _enter([killed], 60) == MOST - 10
            assert not await living.enter("a", MOST)
        await wait_until(lambda: living.enter("a", MOST), "its lease has run out")
        async with counting(redis_url, redis_prefix) as other:
            assert 10 + 1 + await _enter([other], 60) == MOST


async def test_a_process_that_ends_takes_no_room(redis_url: str, redis_prefix: str) -> None:
    """It says so as it goes."""
    async with counting(redis_url, redis_prefix) as one:
        assert await _enter([one], 60) == MOST
    async with counting(redis_url, redis_prefix) as other:
        assert await _enter([other], 60) == MOST


async def test_without_redis_each_process_counts_alone(own_valkey: Valkey, redis_prefix: str) -> None:
    """Nobody is kept out by it; once Redis is there, even an empty one, all count together again."""
    async with counting(own_valkey.url, redis_prefix) as one, counting(own_valkey.url, redis_prefix) as other:
        assert await _enter([one], 10) == 10
        own_valkey.kill()
        assert await _enter([one], 60) == MOST - 10
        assert await _enter([other], 20) == 20
        own_valkey.start()
        for _ in range(5):
            other.leave("a")

        async def is_full() -> bool:
            if entered := await other.enter("a", MOST + 20):
                other.leave("a")
            return not entered

        for _ in range(5):
            await wait_until(lambda: other.enter("a", MOST + 20), "it is there")
        await wait_until(is_full, "it knows of the others")


async def test_while_redis_stands_still_nobody_waits_for_long(own_valkey: Valkey, redis_prefix: str) -> None:
    """The first ones do, until it is given up; those after them do not ask."""
    async with counting(own_valkey.url, redis_prefix) as one:
        assert await one.enter("a", MOST)
        with own_valkey.paused():
            assert await _enter([one], 60) == MOST - 1
            assert not await one.enter("a", MOST)


async def test_what_is_told_does_not_stay(own_valkey: Valkey, redis_prefix: str) -> None:
    """Every key ends, and what nobody holds is no key."""
    async with counting(own_valkey.url, redis_prefix) as one:
        names = [f"address:{number}" for number in range(600)]
        assert all(await asyncio.gather(*(one.enter(name, 1) for name in names)))
        keys = [line for line in own_valkey.command("KEYS", "*").split("\r\n") if "address:" in line]
        assert len(keys) == 600
        assert 0 < int(own_valkey.command("TTL", keys[0]).strip(":\r\n")) <= 30
        for name in names:
            one.leave(name)
        await wait_until(lambda: own_valkey.command("DBSIZE") == ":0\r\n", "none is left")
        assert len(one) == 0
