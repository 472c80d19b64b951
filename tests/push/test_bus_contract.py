"""What every bus does: the one of a single process, and those over Redis."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from server.push.bus import Arrival, Bus, LogReference
from server.push.hub import Hub
from server.push.local_bus import LocalBus
from server.push.publication import MAX_INLINE_BYTES
from server.push.redis_bus import RedisBus
from server.push.sharded_bus import ShardedBus
from server.storage.transaction import LogFrame
from tests.support.frames import log, log_frame, taken
from tests.support.sleeper import Sleeper
from tests.support.stations import Station, station
from tests.support.waiting import wait_until

KINDS = ("local", "redis", "redis-sharded", "sharded-alone", "cluster")


@pytest.fixture(params=KINDS)
def new_bus(request: pytest.FixtureRequest, redis_prefix: str) -> Callable[[], Bus]:
    """Makes the bus of one process; a `LocalBus` has but one process to reach."""
    kind = request.param
    if kind == "local":
        local = LocalBus()
        return lambda: local
    url = request.getfixturevalue("redis_cluster_url" if kind == "cluster" else "redis_url")
    if kind in ("cluster", "sharded-alone"):
        return lambda: ShardedBus(url, redis_prefix)
    return lambda: RedisBus(url, redis_prefix, sharded=kind == "redis-sharded")


@pytest.fixture
async def here(new_bus: Callable[[], Bus]) -> AsyncIterator[Station]:
    """A process that listens."""
    async with station(new_bus()) as listening:
        yield listening


@pytest.fixture
async def there(new_bus: Callable[[], Bus], here: Station) -> AsyncIterator[Station]:
    """Another process; with a `LocalBus` the same one."""
    bus = new_bus()
    if bus is here.bus:
        yield here
        return
    async with station(bus) as publishing:
        yield publishing


async def test_what_is_published_after_a_subscription_arrives(here: Station, there: Station) -> None:
    """However soon after: a subscription is acknowledged before it returns."""
    for number in range(50):
        await here.bus.subscribe(f"user-{number}")
        there.bus.publish([log_frame("job", 1, user_id=f"user-{number}")])
    await here.has(50)
    assert {arrival.user_id for arrival in here.arrivals} == {f"user-{number}" for number in range(50)}


async def test_a_frame_arrives_as_it_was_published(here: Station, there: Station) -> None:
    """Text beyond ASCII, line ends in it, and the end of the job included."""
    await here.bus.subscribe("user")
    text = '{"message": "Grüße\\n\u2028 💪"}\n'
    frames = [LogFrame("job", "user", 7, "job.progressed", 1.5, text.encode(), is_final=each) for each in (False, True)]
    there.bus.publish(frames)
    await here.has(2)
    assert here.arrivals == frames


async def test_frames_arrive_in_the_order_of_their_publisher(here: Station, there: Station) -> None:
    """Over several commits and users."""
    for user in ("a", "b"):
        await here.bus.subscribe(user)
    for seq in range(1, 501):
        there.bus.publish([log_frame("job", seq, user_id=user) for user in ("a", "b")])
    await here.has(1000)
    assert here.of("a") == here.of("b") == list(range(1, 501))


async def test_processes_reach_each_other_and_themselves(here: Station, there: Station) -> None:
    """Whoever publishes and wherever is listened."""
    for each in (here, there):
        await each.bus.subscribe("user")
    here.bus.publish([log_frame("job", 1)])
    await there.has(1)
    there.bus.publish([log_frame("job", 2)])
    for each in (here, there):
        await each.has(2)
        assert each.of("user") == [1, 2]


async def test_a_large_frame_is_known_to_exist(here: Station, there: Station) -> None:
    """It arrives, or a reference to it does."""
    await here.bus.subscribe("user")
    text = b"x" * (MAX_INLINE_BYTES + 1)
    frame = LogFrame("job", "user", 3, "job.progressed", 1.5, text, is_final=False)
    there.bus.publish([frame])
    await here.has(1)
    assert here.arrivals[0] in (frame, LogReference("job", "user", 3))


def _watcher(user_id: str) -> Sleeper:
    sleeper = Sleeper()
    sleeper.follower.watch(user_id, {}, [])
    return sleeper


async def test_who_has_left_is_told_nothing(here: Station, there: Station) -> None:
    """And who stays, of the same user or of another, is told everything."""
    hub = Hub(here.bus)
    here.bus.connect(hub.deliver)
    leaver, stayer, other = _watcher("a"), _watcher("a"), _watcher("b")
    for user, seat in (("a", leaver), ("a", stayer), ("b", other)):
        await hub.join(user, seat)
    hub.leave("a", leaver)
    there.bus.publish(log("job", [1], user_id="a") + log("work", [1], user_id="b"))
    await wait_until(lambda: all(len(seat.follower.outbox) for seat in (stayer, other)), "who stays is told")
    assert [taken(seat.follower) for seat in (leaver, stayer, other)] == [[], ["job/1"], ["work/1"]]


async def test_whoever_joins_while_another_does_waits_for_the_same(here: Station, there: Station) -> None:
    """The second to come does not believe that it listens before it does, though the first is only on its way."""
    hub = Hub(here.bus)

    def deliver(arrivals: Sequence[Arrival]) -> None:
        hub.deliver(arrivals)
        here.take(arrivals)

    here.bus.connect(deliver)
    for number in range(30):
        user = f"user-{number}"
        first, second = _watcher(user), _watcher(user)
        early = asyncio.create_task(hub.join(user, first))
        await asyncio.sleep(0)
        await hub.join(user, second)
        there.bus.publish([log_frame("job", 1, user_id=user)])
        await early
        await here.has(number + 1)
        assert taken(second.follower) == ["job/1"]


@pytest.mark.parametrize("seed", range(5))
async def test_after_any_coming_and_going_who_is_there_is_told(here: Station, there: Station, seed: int) -> None:
    """Subscriptions that overlap, are given up half way, and are wanted again while they are ended."""
    chance = random.Random(seed)  # noqa: S311 - a script, not a secret
    users = [f"user-{number}" for number in range(4)]
    wanted: set[str] = set()
    under_way: list[asyncio.Task[None]] = []
    for _ in range(200):
        user = chance.choice(users)
        if user in wanted:
            here.bus.unsubscribe(user)
            wanted.discard(user)
        else:
            under_way.append(asyncio.create_task(here.bus.subscribe(user)))
            await asyncio.sleep(0)
            wanted.add(user)
            if chance.random() < 0.2:
                chance.choice(under_way).cancel()
        if chance.random() < 0.3:
            await asyncio.sleep(0.0005 * chance.random())
    for user in users[:2]:
        await here.bus.subscribe(user)
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*under_way, return_exceptions=True)
    there.bus.publish([log_frame("job", 1, user_id=user) for user in users[:2]])
    await here.has(2)
    assert {user: here.of(user) for user in users[:2]} == {user: [1] for user in users[:2]}


async def test_publishing_waits_for_nothing_and_never_fails(new_bus: Callable[[], Bus]) -> None:
    """Not before the bus is open, not once it is closed, and not when there is nothing to publish."""
    bus = new_bus()
    bus.publish([log_frame("job", 1)])
    async with station(bus):
        bus.publish([])
        bus.publish([log_frame("job", 2)])
    bus.publish([log_frame("job", 3)])


async def test_an_open_bus_answers(here: Station) -> None:
    """It is connected, and a round trip takes less than a second."""
    await here.is_connected()
    round_trip_s = await here.bus.ping()
    assert round_trip_s is not None
    assert 0 <= round_trip_s < 1


async def test_what_was_published_before_the_end_is_sent(here: Station, new_bus: Callable[[], Bus]) -> None:
    """A bus that is closed sends what is queued."""
    await here.bus.subscribe("user")
    async with station(new_bus()) as ending:
        ending.bus.connect(here.take, here.note_gap)
        ending.bus.publish(log("job", range(1, 2001)))
    await wait_until(lambda: here.of("user") == list(range(1, 2001)), "everything has arrived")
