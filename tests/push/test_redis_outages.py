"""The bus over Redis while Redis is not there: it comes back by itself, and tells of every gap, once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.push.redis_bus import RedisBus
from server.push.redis_subscriber import ANSWER_PATIENCE_S
from tests.support.cutting_proxy import cutting_proxy
from tests.support.frames import log, log_frame
from tests.support.stations import Station, station
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until

USERS = [f"user-{number}" for number in range(100)]


@pytest.fixture(params=[False, True], ids=["plain", "sharded"])
async def here(own_valkey: Valkey, request: pytest.FixtureRequest) -> AsyncIterator[Station]:
    """A process that listens to a hundred users."""
    async with station(RedisBus(own_valkey.url, "repcast", sharded=request.param)) as listening:
        await asyncio.gather(*(listening.bus.subscribe(user) for user in USERS))
        assert listening.gaps == []
        yield listening


async def _hears_all(here: Station, seq: int) -> None:
    """What is published now arrives, whoever's it is."""
    before = len(here.arrivals)
    here.bus.publish([log_frame("job", seq, user_id=user) for user in USERS])
    await here.has(before + len(USERS))


async def test_a_killed_connection_is_made_again(
    own_valkey: Valkey, here: Station, caplog: pytest.LogCaptureFixture
) -> None:
    """Everything is subscribed again, and the gap is told once, when that is acknowledged."""
    for times in (1, 2):
        assert own_valkey.command("CLIENT", "KILL", "TYPE", "pubsub") == ":1\r\n"
        await here.was_told_of_gaps(times)
        await _hears_all(here, times)
        assert len(here.gaps) == times
    assert caplog.text.count("redis_is_lost") == 2


async def test_a_gap_is_told_when_everything_is_heard_again(own_valkey: Valkey, here: Station) -> None:
    """Whoever then looks at the log misses nothing: what is published from then on arrives."""
    users_at_gap: list[int] = []

    def look() -> None:
        users_at_gap.append(_subscribed(own_valkey))

    here.bus.connect(here.take, look)
    own_valkey.command("CLIENT", "KILL", "TYPE", "pubsub")
    await wait_until(lambda: len(users_at_gap) == 1, "the gap is told")
    assert users_at_gap == [len(USERS)]


def _subscribed(server: Valkey) -> int:
    channels = server.command("PUBSUB", "CHANNELS") + server.command("PUBSUB", "SHARDCHANNELS")
    return channels.count("repcast:user:")


async def test_a_killed_publisher_loses_nothing(own_valkey: Valkey, here: Station) -> None:
    """It notices at the next frame, and sends that on the next connection."""
    own_valkey.command("CLIENT", "KILL", "TYPE", "normal")
    await _hears_all(here, 1)
    assert here.gaps == []


async def test_a_server_that_dies_and_comes_back_is_found_again(
    own_valkey: Valkey, here: Station, caplog: pytest.LogCaptureFixture
) -> None:
    """Meanwhile frames are dropped, and that is said once, however often it is tried."""
    own_valkey.kill()
    await here.is_away()
    for seq in range(1, 100):
        here.bus.publish([log_frame("job", seq)])
        await asyncio.sleep(0.005)
    assert await here.bus.ping() is None
    own_valkey.start()
    await here.is_connected()
    await here.was_told_of_gaps(1)
    await _hears_all(here, 100)
    assert len(here.gaps) == 1
    assert caplog.text.count("redis_is_lost") == 2  # of each of the two connections
    assert caplog.text.count("publications_dropped") == 1


async def test_who_comes_and_goes_during_an_outage_is_there_or_not_after_it(own_valkey: Valkey, here: Station) -> None:
    """A subscription does not wait for Redis to come back."""
    own_valkey.stop()
    await here.is_away()
    async with asyncio.timeout(ANSWER_PATIENCE_S / 2):
        await here.bus.subscribe("newcomer")
    for user in USERS[1:]:
        here.bus.unsubscribe(user)
    await here.bus.subscribe(USERS[1])
    own_valkey.start()
    await here.is_connected()
    await here.was_told_of_gaps(1)
    here.bus.publish([log_frame("job", 1, user_id=user) for user in (*USERS, "newcomer")])
    await here.has(3)
    assert {arrival.user_id for arrival in here.arrivals} == {"newcomer", USERS[0], USERS[1]}
    assert _subscribed(own_valkey) == 3


async def test_without_redis_a_process_starts_all_the_same(own_valkey: Valkey) -> None:
    """It is not connected, waits for nothing, and is well by itself once Redis is there."""
    own_valkey.stop()
    bus = RedisBus(own_valkey.url, "repcast")
    async with station(bus) as here:
        assert not bus.is_connected
        async with asyncio.timeout(ANSWER_PATIENCE_S / 2):
            assert await bus.ping() is None
            await bus.subscribe("user")
        bus.publish(log("job", [1, 2, 3]))
        assert bus.dropped == 3
        own_valkey.start()
        await here.is_connected()
        await here.was_told_of_gaps(1)
        bus.publish(log("job", [4]))
        await here.has(1)
        assert here.of("user") == [4]


async def test_a_start_without_an_outage_is_no_gap(own_valkey: Valkey) -> None:
    """Nobody followed anything before."""
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        await here.bus.subscribe("user")
        assert here.gaps == []


async def test_a_connection_on_which_nothing_comes_any_more_is_given_up(own_valkey: Valkey) -> None:
    """No error ever tells of it: the other end is gone without a word."""
    async with cutting_proxy(own_valkey.port) as proxy:
        url = f"redis://127.0.0.1:{proxy.port}"
        async with station(RedisBus(url, "repcast", ping_interval_s=0.1)) as here:
            await here.bus.subscribe("user")
            proxy.silence()
            await here.was_told_of_gaps(1)
            async with station(RedisBus(own_valkey.url, "repcast")) as there:
                there.bus.publish(log("job", [1]))
                await here.has(1)


async def test_a_quiet_connection_is_kept(own_valkey: Valkey) -> None:
    """An answer to a ping is sign enough of life, with subscriptions and without."""
    async with station(RedisBus(own_valkey.url, "repcast", ping_interval_s=0.02)) as here:
        calls = "cmdstat_ping:calls="

        async def pinged(times: int) -> bool:
            answer = own_valkey.command("INFO", "commandstats")
            return calls in answer and int(answer.split(calls)[1].split(",")[0]) >= times

        await wait_until(lambda: pinged(10), "it was pinged")
        await here.bus.subscribe("user")
        await wait_until(lambda: pinged(20), "it was pinged on")
        assert here.bus.is_connected
        assert here.gaps == []


async def test_a_wrong_password_is_an_outage(own_valkey: Valkey, caplog: pytest.LogCaptureFixture) -> None:
    """It says what is wrong, and the process lives."""
    own_valkey.command("CONFIG", "SET", "requirepass", "open-sesame")
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        assert not here.bus.is_connected
        assert "uthentication" in caplog.text


async def test_a_reading_that_crashes_is_begun_anew(
    own_valkey: Valkey, here: Station, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake of our own ends no delivery in silence: it is logged, and the gap is told again."""
    told: list[int] = []

    def fail_once() -> None:
        told.append(len(told))
        if len(told) == 1:
            raise ValueError("a mistake")

    here.bus.connect(here.take, fail_once)
    own_valkey.command("CLIENT", "KILL", "TYPE", "pubsub")
    await wait_until(lambda: len(told) == 2, "the gap is told again")
    await _hears_all(here, 1)
    assert "redis_connection_crashed" in caplog.text


async def test_a_subscription_that_is_given_up_or_cut_off_keeps_nobody_waiting(own_valkey: Valkey) -> None:
    """Its user is left again before it was asked for, or the server dies before it has answered."""
    loop = asyncio.get_running_loop()
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        begun_at_s = loop.time()
        given_up = asyncio.create_task(here.bus.subscribe("user"))
        await asyncio.sleep(0)
        here.bus.unsubscribe("user")
        await given_up
        with own_valkey.paused():
            cut_off = asyncio.create_task(here.bus.subscribe("user"))
            await asyncio.sleep(0)
            own_valkey.kill()
            await cut_off
        assert loop.time() - begun_at_s < ANSWER_PATIENCE_S / 2
