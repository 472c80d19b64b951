"""How often: alone, over processes that share a real Redis, and while that is away."""

import asyncio
from dataclasses import dataclass

from server.access.occupancy import Claim
from server.access.rates import MOST_NAMES, Rate
from server.access.shared_limits import SharedLimits
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until


@dataclass(slots=True)
class Moment:
    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


async def test_alone_a_minute_gives_as_many_as_may_be() -> None:
    """Whoever comes too often is told when there is one, and gets it then."""
    moment = Moment()
    rate = Rate("r", 60, None, moment)
    assert [await rate.take("a") for _ in range(61)] == [0.0] * 60 + [1.0]
    assert (rate.wait_s("a"), rate.wait_s("b")) == (1.0, 0.0)
    moment.now_s = 1
    assert [await rate.take("a") > 0 for _ in range(2)] == [False, True]


async def test_addresses_without_end_do_not_fill_the_memory() -> None:
    """Some are remembered, and no more."""
    rate = Rate("r", 1, None, Moment())
    for number in range(MOST_NAMES + 100):
        await rate.take(str(number))
    assert len(rate) == MOST_NAMES


async def test_processes_that_share_redis_count_together(redis_url: str, redis_prefix: str) -> None:
    """Of 200 at once to both, as many are served as may be; the others are told how long the minute still is."""
    shared = [SharedLimits(redis_url, redis_prefix) for _ in range(2)]
    one, other = (Rate("r", 50, each) for each in shared)
    try:
        waits = await asyncio.gather(*(each.take("a") for _ in range(100) for each in (one, other)))
        assert waits.count(0.0) == 50
        assert all(1 <= wait_s <= 60 for wait_s in waits if wait_s)
        assert await other.take("b") == 0
    finally:
        for each in shared:
            await each.close()


async def test_a_cluster_counts_too(redis_cluster_url: str, redis_prefix: str) -> None:
    """Rates and occupancy, whichever node of it a name is on."""
    shared = [SharedLimits(redis_cluster_url, redis_prefix, is_cluster=True) for _ in range(2)]
    try:
        for name in "abcdef":
            waits = [await Rate("r", 3, each).take(name) for _ in range(2) for each in shared]
            assert waits.count(0.0) == 3
        claims = [Claim(name, held=2, wanted=2, most=3) for name in "abcdef"]
        assert await shared[0].tell(claims, 30) == [1] * 6
        assert await shared[1].tell([Claim("a", 0, 1, 3), Claim("g", 0, 1, 3)], 30) == [0, 1]
    finally:
        for each in shared:
            await each.close()


async def test_who_was_refused_is_not_asked_about_again(own_valkey: Valkey, redis_prefix: str) -> None:
    """A flood of those who were told to wait does not reach Redis, wherever they have taken what there was."""
    shared = SharedLimits(own_valkey.url, redis_prefix)
    elsewhere, here = (Rate("r", 50, shared) for _ in range(2))
    try:
        assert not any([await elsewhere.take("a") for _ in range(50)])
        assert await here.take("a")
        before = _commands(own_valkey)
        assert all([await here.take("a") for _ in range(100)])
        assert _commands(own_valkey) - before < 10
    finally:
        await shared.close()


async def test_who_may_come_often_is_seldom_asked_for(own_valkey: Valkey, redis_prefix: str) -> None:
    """A little is taken beforehand, once however many come together; nobody gets less for it in the end."""
    shared = SharedLimits(own_valkey.url, redis_prefix)
    rate = Rate("r", 3000, shared)
    try:
        before = _commands(own_valkey)
        assert not any([await rate.take("a") for _ in range(200)])
        assert not any(await asyncio.gather(*(rate.take("a") for _ in range(2800))))
        assert _commands(own_valkey) - before < 200
        assert await Rate("r", 3000, shared).take("a") > 0
    finally:
        await shared.close()


async def test_what_was_taken_beforehand_ends_with_the_minute(own_valkey: Valkey, redis_prefix: str) -> None:
    """Then it is asked for again."""
    shared, moment = SharedLimits(own_valkey.url, redis_prefix), Moment()
    rate = Rate("r", 3000, shared, moment)
    try:
        await rate.take("a")
        moment.now_s = 61
        before = _commands(own_valkey)
        await rate.take("a")
        assert _commands(own_valkey) > before + 1  # besides that of this question
    finally:
        await shared.close()


def _commands(valkey: Valkey) -> int:
    info = dict(line.split(":", 1) for line in valkey.command("INFO", "stats").splitlines() if ":" in line)
    return int(info["total_commands_processed"])


async def test_without_redis_each_process_counts_alone(own_valkey: Valkey, redis_prefix: str) -> None:
    """Nobody is turned away for it, and nobody gets without end; when it is back, it is counted there."""
    shared = SharedLimits(own_valkey.url, redis_prefix)
    rate = Rate("r", 50, shared)
    try:
        own_valkey.kill()
        waits = await asyncio.gather(*(rate.take("a") for _ in range(100)))
        assert waits.count(0.0) == 50
        assert shared.is_away
        own_valkey.start()

        async def is_shared() -> bool:
            await rate.take("b")
            return not shared.is_away

        await wait_until(is_shared, "Redis is asked again")
        assert "r/b" in own_valkey.command("KEYS", "*")
    finally:
        await shared.close()
