"""The bus over one Redis server, while all is well and while it is slow."""

import asyncio
from collections.abc import Sequence

import pytest

from server.push import redis_publisher, redis_subscriber
from server.push.bus import Arrival, LogReference
from server.push.hub import Hub
from server.push.publication import MAX_INLINE_BYTES, encode
from server.push.redis_bus import RedisBus
from server.push.redis_publisher import MAX_IN_FLIGHT, MAX_QUEUED_BYTES
from server.storage.transaction import LogFrame
from tests.support.frames import log, log_frame
from tests.support.sleeper import Sleeper
from tests.support.stations import station
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until


def _sized(seq: int, size_bytes: int) -> LogFrame:
    return LogFrame("job", "user", seq, "job.progressed", 0.0, b"x" * size_bytes, is_final=False)


async def test_a_frame_over_8_kib_travels_as_a_reference(redis_url: str, redis_prefix: str) -> None:
    """One of exactly 8 KiB travels whole."""
    async with station(RedisBus(redis_url, redis_prefix)) as here:
        await here.bus.subscribe("user")
        whole = _sized(1, MAX_INLINE_BYTES)
        here.bus.publish([whole, _sized(2, MAX_INLINE_BYTES + 1)])
        await here.has(2)
        assert here.arrivals == [whole, LogReference("job", "user", 2)]


@pytest.mark.parametrize("sharded", [False, True])
async def test_one_connection_listens_however_many_users(own_valkey: Valkey, sharded: bool) -> None:
    """A thousand of them; and one connection publishes."""
    async with station(RedisBus(own_valkey.url, "repcast", sharded=sharded)) as here:
        users = [f"user-{number}" for number in range(1000)]
        await asyncio.gather(*(here.bus.subscribe(user) for user in users))
        here.bus.publish([log_frame("job", 1, user_id=user) for user in users])
        await here.has(1000)
        assert own_valkey.command("CLIENT", "LIST", "TYPE", "pubsub").count("name=repcast-subscriber") == 1
        assert own_valkey.command("CLIENT", "LIST").count("name=repcast-") == 2


@pytest.mark.parametrize(("sharded", "command"), [(False, "CHANNELS"), (True, "SHARDCHANNELS")])
async def test_only_channels_that_somebody_needs_are_subscribed(
    own_valkey: Valkey, sharded: bool, command: str
) -> None:
    """A user's is left with the last of its listeners."""
    async with station(RedisBus(own_valkey.url, "repcast", sharded=sharded)) as here:
        hub = Hub(here.bus)
        first, second = Sleeper(), Sleeper()
        for user, sleeper in (("a", first), ("a", second), ("b", first)):
            await hub.join(user, sleeper)
        hub.leave("a", second)
        hub.leave("b", first)
        await wait_until(lambda: "user:b" not in own_valkey.command("PUBSUB", command), "b is left")
        assert "repcast:user:a" in own_valkey.command("PUBSUB", command)
        hub.leave("a", first)
        await wait_until(lambda: "user:a" not in own_valkey.command("PUBSUB", command), "a is left")


async def test_a_subscription_stands_when_it_returns(own_valkey: Valkey) -> None:
    """Even for what another process publishes in that very moment."""
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        for seq in range(1, 11):
            user = f"user-{seq}"
            await here.bus.subscribe(user)
            content = encode(log_frame("job", seq, user_id=user))
            assert own_valkey.command("PUBLISH", f"repcast:user:{user}", content) == ":1\r\n"
        await here.has(10)


async def test_installations_with_other_prefixes_do_not_hear_each_other(redis_url: str, redis_prefix: str) -> None:
    """Though they share a Redis and a user."""
    async with (
        station(RedisBus(redis_url, redis_prefix)) as here,
        station(RedisBus(redis_url, f"{redis_prefix}-other")) as other,
    ):
        for each in (here, other):
            await each.bus.subscribe("user")
        other.bus.publish([log_frame("theirs", 1)])
        await other.has(1)
        here.bus.publish([log_frame("ours", 1)])
        await here.has(1)
        assert [arrival.job_id for arrival in here.arrivals + other.arrivals] == ["ours", "theirs"]


async def test_what_nobody_can_read_is_passed_over(own_valkey: Valkey, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and the frames behind it arrive on the same connection."""
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        await here.bus.subscribe("user")
        for garbage in ("", "nonsense", "job one t 0.5 0\n{}", "job 1 t 0.5 2\n{}", "job 1 0\n{}", "\n\n\n"):
            own_valkey.command("PUBLISH", "repcast:user:user", garbage)
        here.bus.publish([log_frame("job", 1)])
        await here.has(1)
        assert here.arrivals == [log_frame("job", 1)]
        assert here.gaps == []
        assert caplog.text.count("publication_unreadable") == 6


async def test_a_receiver_that_fails_does_not_end_the_reading(
    redis_url: str, redis_prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and all that came with what it failed at arrives, on the same connection."""
    async with station(RedisBus(redis_url, redis_prefix)) as here:

        def fail_at_the_sixth(arrivals: Sequence[Arrival]) -> None:
            for arrival in arrivals:
                if arrival.seq == 6:
                    raise ValueError("a mistake")
                here.take([arrival])

        here.bus.connect(fail_at_the_sixth, here.note_gap)
        await here.bus.subscribe("user")
        here.bus.publish(log("job", range(1, 11)))
        await wait_until(lambda: 10 in here.of("user"), "the last has arrived")
        assert {*here.of("user")} == {*range(1, 11)} - {6}
        assert here.gaps == []
        assert caplog.text.count("delivery_failed") == 1


async def test_a_burst_of_ten_thousand_frames_arrives_in_order(redis_url: str, redis_prefix: str) -> None:
    """Published in one go, without one wait."""
    async with (
        station(RedisBus(redis_url, redis_prefix)) as here,
        station(RedisBus(redis_url, redis_prefix)) as there,
    ):
        await here.bus.subscribe("user")
        for begin in range(1, 10_001, 100):
            there.bus.publish(log("job", range(begin, begin + 100)))
        await here.has(10_000)
        assert here.of("user") == list(range(1, 10_001))


async def test_what_waits_for_a_slow_server_is_bounded(own_valkey: Valkey, caplog: pytest.LogCaptureFixture) -> None:
    """The oldest frames are given up, so that the later ones show the hole; then all goes on."""
    bus = RedisBus(own_valkey.url, "repcast")
    async with station(bus) as here:
        await here.bus.subscribe("user")
        with own_valkey.paused():
            for seq in range(1, 6001):
                bus.publish([_sized(seq, 8000)])
                if seq % 500 == 0:
                    await asyncio.sleep(0)
                assert bus._publisher._queued_bytes <= MAX_QUEUED_BYTES
        await wait_until(lambda: here.of("user")[-1:] == [6000], "the newest has arrived")
        assert 0 < len(here.arrivals) < 6000
        assert len(here.arrivals) + bus.dropped == 6000
        assert here.of("user") == sorted(here.of("user"))
        assert caplog.text.count("publications_dropped") == 1


async def test_a_server_that_pauses_is_waited_for(own_valkey: Valkey) -> None:
    """A subscription returns when it stands; publishing takes no time; no connection is given up."""
    loop = asyncio.get_running_loop()
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        own_valkey.command("CLIENT", "PAUSE", "300", "ALL")
        begun_at_s = loop.time()
        here.bus.publish(log("job", range(1, 100), user_id="other"))
        assert loop.time() - begun_at_s < 0.1
        await here.bus.subscribe("user")
        assert loop.time() - begun_at_s > 0.2
        here.bus.publish(log("job", range(1, 100)))
        await here.has(99)
        assert here.gaps == []


async def test_nobody_waits_long_for_a_server_that_stands_still(
    own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A subscription and a ping return without an answer, and the subscription stands later."""
    monkeypatch.setattr(redis_subscriber, "ANSWER_PATIENCE_S", 0.1)
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        with own_valkey.paused():
            await here.bus.subscribe("user")
            assert await here.bus.ping() is None
        await wait_until(lambda: "repcast:user:user" in own_valkey.command("PUBSUB", "CHANNELS"), "it is subscribed")
        here.bus.publish(log("job", [1]))
        await here.has(1)


async def test_a_publisher_without_answers_gives_its_connection_up(
    own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not acknowledged is sent once more on the next one: doubled rather than lost."""
    monkeypatch.setattr(redis_publisher, "REPLY_TIMEOUT_S", 0.1)
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        await here.bus.subscribe("user")
        with own_valkey.paused():
            here.bus.publish(log("job", [1, 2]))
            await here.is_away()
        await here.has(2)
        assert set(here.of("user")) == {1, 2}


async def test_what_is_refused_twice_is_given_up(own_valkey: Valkey) -> None:
    """It is counted as dropped, and what is published later goes out."""
    async with station(RedisBus(own_valkey.url, "repcast")) as here:
        await here.bus.subscribe("user")
        own_valkey.command("ACL", "SETUSER", "default", "-publish")
        here.bus.publish(log("job", [1, 2, 3]))
        await wait_until(lambda: here.bus.counts.dropped == 3, "they are given up")
        own_valkey.command("ACL", "SETUSER", "default", "+publish")
        await here.is_connected()
        here.bus.publish(log("job", [4]))
        await here.has(1)
        assert here.of("user") == [4]
        assert here.bus.counts.published == 1


async def test_what_is_not_acknowledged_is_bounded(own_valkey: Valkey) -> None:
    """So what is sent again after a connection has broken is no burden; the rest waits its turn."""
    bus = RedisBus(own_valkey.url, "repcast")
    async with station(bus) as here:
        await here.bus.subscribe("user")
        with own_valkey.paused():
            bus.publish(log("job", range(1, 2001)))
            assert len(bus._publisher._in_flight) == MAX_IN_FLIGHT
        await here.has(2000)
        assert here.of("user") == list(range(1, 2001))


async def test_a_bus_that_is_closed_while_it_sends_ends(redis_url: str, redis_prefix: str) -> None:
    """Whatever is under way: a cancellation is never lost in it."""
    async with asyncio.timeout(20):
        for turns in range(12):
            bus = RedisBus(redis_url, redis_prefix)
            await bus.open()
            await bus.subscribe("user")
            bus.unsubscribe("user")
            for _ in range(turns):
                await asyncio.sleep(0)
            await bus.close()
