"""The bus over a Redis Cluster whose nodes share the channels."""

import asyncio
from collections.abc import Iterator

import pytest
from redis.crc import key_slot

from server.push import sharded_bus
from server.push.channels import Channels
from server.push.sharded_bus import ShardedBus
from tests.support.frames import log, log_frame
from tests.support.stations import Station, station
from tests.support.valkey import Valkey, running_valkey
from tests.support.waiting import wait_until

Nodes = tuple[Valkey, Valkey]

USERS = [f"user-{number}" for number in range(40)]


@pytest.fixture
def lone_valkey() -> Iterator[Valkey]:
    """A node of no cluster yet."""
    with running_valkey(is_cluster=True) as server:
        yield server


def _listens(node: Valkey, prefix: str) -> int:
    return node.command("PUBSUB", "SHARDCHANNELS", f"{prefix}:*").count(prefix)


async def test_each_node_has_its_share_of_the_channels(redis_cluster: Nodes, redis_prefix: str) -> None:
    """One connection a node listens, and together they bring everything."""
    async with station(ShardedBus(redis_cluster[0].url, redis_prefix)) as here:
        await asyncio.gather(*(here.bus.subscribe(user) for user in USERS))
        shares = [_listens(node, redis_prefix) for node in redis_cluster]
        assert sum(shares) == len(USERS)
        assert min(shares) > 0
        listening = [node.command("CLIENT", "LIST", "TYPE", "pubsub") for node in redis_cluster]
        assert [clients.count(f"name={redis_prefix}-subscriber") for clients in listening] == [1, 1]
        here.bus.publish([log_frame("job", 1, user_id=user) for user in USERS])
        await here.has(len(USERS))
        assert {arrival.user_id for arrival in here.arrivals} == set(USERS)


async def test_a_channel_that_moves_to_another_node_is_followed(
    redis_cluster: Nodes, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gap is told of, and from then on everything arrives from there."""
    monkeypatch.setattr(sharded_bus, "REFRESH_PAUSE_S", 0.05)
    async with station(ShardedBus(redis_cluster[0].url, redis_prefix)) as here:
        await here.bus.subscribe("user")
        before, after = sorted(redis_cluster, key=lambda node: _listens(node, redis_prefix), reverse=True)
        _move(Channels(redis_prefix).of("user"), before, after)
        await wait_until(lambda: _listens(after, redis_prefix) == 1, "it is subscribed at the other node")
        await here.was_told_of_gaps(1)
        async with station(ShardedBus(before.url, redis_prefix)) as there:
            there.bus.publish(log("job", [1]))
            await here.has(1)
        await _arrives_from_here(here)
        assert _listens(before, redis_prefix) == 0


async def _arrives_from_here(here: Station) -> None:
    """Its own publisher has to notice the move as well; what it loses until then the log heals."""

    async def arrives() -> bool:
        here.bus.publish([log_frame("mine", 1)])
        return any(arrival.job_id == "mine" for arrival in here.arrivals)

    await wait_until(arrives, "it publishes at the other node")


def _move(channel: bytes, before: Valkey, after: Valkey) -> None:
    name = after.command("CLUSTER", "MYID").split("\r\n")[1]
    for node in (after, before):
        assert node.command("CLUSTER", "SETSLOT", str(key_slot(channel)), "NODE", name) == "+OK\r\n"


async def test_a_cluster_that_is_not_ready_is_waited_for(lone_valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has the slots, so nothing can be subscribed; once somebody has, it is."""
    monkeypatch.setattr(sharded_bus, "REFRESH_PAUSE_S", 0.05)
    async with station(ShardedBus(lone_valkey.url, "repcast")) as here:
        await here.bus.subscribe("user")
        lone_valkey.command("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        await here.was_told_of_gaps(1)
        here.bus.publish(log("job", [1]))
        await here.has(1)


async def test_without_a_cluster_a_process_starts_all_the_same(lone_valkey: Valkey) -> None:
    """It is well by itself once the cluster is there."""
    lone_valkey.command("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
    lone_valkey.stop()
    async with station(ShardedBus(lone_valkey.url, "repcast")) as here:
        assert not here.bus.is_connected
        assert await here.bus.ping() is None
        await here.bus.subscribe("user")
        here.bus.publish(log("job", [1]))
        lone_valkey.start()
        lone_valkey.wait_until("CLUSTER", "INFO", says="cluster_state:ok")
        await here.is_connected()
        await here.was_told_of_gaps(1)
        here.bus.publish(log("job", [2]))
        await wait_until(lambda: 2 in here.of("user"), "it arrives")
