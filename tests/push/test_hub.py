"""Who of a process is told what, and what the process subscribes for it."""

import asyncio

from server.push.bus import LogReference
from server.push.follower import LogRead
from server.push.hub import AT_ONCE, Hub
from server.push.local_bus import LocalBus
from tests.support.frames import log_frame
from tests.support.sleeper import Sleeper


async def test_a_reference_is_read_from_the_log() -> None:
    """By whoever follows the job, and by nobody else."""
    hub = Hub(LocalBus())
    follower, watcher, other = Sleeper(), Sleeper(), Sleeper()
    follower.follower.follow("job", "user", after=4, head=4)
    watcher.follower.watch("user", {}, [])
    other.follower.follow("work", "user", after=1, head=1)
    for each in (follower, watcher, other):
        await hub.join("user", each)
    hub.deliver([LogReference("job", "user", 5)])
    await asyncio.sleep(0)
    assert [each.woken for each in (follower, watcher, other)] == [1, 1, 0]
    assert follower.follower.wanted() == LogRead("job", after=4, missing=1)
    assert watcher.follower.wanted() == LogRead("job", after=0, missing=5)
    assert other.follower.wanted() is None


async def test_a_reference_that_is_no_news_wakes_nobody() -> None:
    """Its frame was had already."""
    hub = Hub(LocalBus())
    sleeper = Sleeper()
    sleeper.follower.follow("job", "user", after=5, head=5)
    await hub.join("user", sleeper)
    hub.deliver([LogReference("job", "user", 5)])
    await asyncio.sleep(0)
    assert sleeper.woken == 0


async def test_a_reference_while_a_subscription_is_made_is_in_it() -> None:
    """As a frame would be: the log is known to reach to it when the cursor begins."""
    hub = Hub(LocalBus())
    sleeper = Sleeper()
    sleeper.follower.hold("user")
    await hub.join("user", sleeper)
    hub.deliver([LogReference("job", "user", 7), LogReference("new", "user", 1), log_frame("job", 6)])
    await asyncio.sleep(0)
    assert sleeper.woken == 0
    sleeper.follower.watch("user", {"job": 5}, [])
    sleeper.follower.release("user")
    assert sleeper.follower.wanted() == LogRead("job", after=5, missing=2)
    sleeper.follower.forget("job")
    assert sleeper.follower.wanted() == LogRead("new", after=0, missing=1)


async def test_who_is_told_of_much_in_one_turn_is_woken_once() -> None:
    """However often the bus delivers in it, so that what it writes goes out together."""
    hub = Hub(LocalBus())
    sleeper = Sleeper()
    sleeper.follower.follow("job", "user", after=0, head=0)
    await hub.join("user", sleeper)
    for seq in (1, 2, 3):
        hub.deliver([log_frame("job", seq)])
    await asyncio.sleep(0)
    assert (sleeper.woken, len(sleeper.follower.outbox)) == (1, 3)
    hub.deliver([log_frame("job", 4)])
    await asyncio.sleep(0)
    assert sleeper.woken == 2


async def test_an_outbox_is_not_filled_up_by_one_turn() -> None:
    """Who is told of very much is woken before the turn is over."""
    hub = Hub(LocalBus())
    sleeper = Sleeper()
    sleeper.follower.follow("job", "user", after=0, head=0)
    await hub.join("user", sleeper)
    hub.deliver([log_frame("job", seq) for seq in range(1, 2 * AT_ONCE + 2)])
    assert sleeper.woken == 2
    await asyncio.sleep(0)
    assert sleeper.woken == 3


async def test_everybody_is_listed_once() -> None:
    """However many users one listens to; who has left them all is not listed."""
    hub = Hub(LocalBus())
    first, second = Sleeper(), Sleeper()
    for user in ("a", "b"):
        await hub.join(user, first)
    await hub.join("a", second)
    assert {*hub.listeners()} == {first, second}
    hub.leave("a", second)
    hub.leave("never", second)
    assert list(hub.listeners()) == [first]
