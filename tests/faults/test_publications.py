"""Whatever comes on a user's channel, and in whatever order: a client sees its log, once and in order."""

import asyncio
import random
from collections import deque

from redis.asyncio import Redis

from schemas.framing import text_frame
from server.push.channels import Channels
from server.push.publication import encode
from server.storage.transaction import LogFrame
from tests.faults.cluster import Cluster
from tests.faults.crowd import Crowd, crowd
from tests.support.valkey import Valkey

REMEMBERED = 200


async def test_publications_come_twice_late_and_mangled(cluster: Cluster, valkey: Valkey, seed: int) -> None:
    """Copies of all users' publications are sent again in disorder, among others that are no frames."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        confusion = asyncio.create_task(_confuse(valkey.url, cluster.redis_prefix, people), name="confusion")
        await people.ended()
        while not confusion.done():  # a cancellation that comes with a reply can be lost on its way through redis-py
            confusion.cancel()
            await asyncio.wait({confusion}, timeout=1)
        assert confusion.cancelled(), "it went on to the end"
    assert sum(client.history.doubles for client in people.clients) == 0, "the servers drop what a client has had"


async def _confuse(url: str, prefix: str, people: Crowd) -> None:
    """Publish, for each publication, one that came before it, at random; and now and then nonsense."""
    past: deque[tuple[bytes, bytes]] = deque(maxlen=REMEMBERED)
    own: set[bytes] = {Channels(prefix).of(client.user) for client in people.clients}
    echoes = 0
    async with Redis.from_url(url) as redis, redis.pubsub() as listening:
        await listening.subscribe(*own)
        async for message in listening.listen():
            if message["type"] != "message":
                continue
            if echoes:
                echoes -= 1
                continue
            past.append((message["channel"], message["data"]))
            channel, data = people.chance.choice(past)
            for content in (data, _mangled(data, people.chance)):
                await redis.publish(channel, content)
                echoes += 1


def _mangled(data: bytes, chance: random.Random) -> bytes:
    """Cut short, or of a job that nobody has, or no frame at all."""
    strange = LogFrame("no-job", "nobody", 1, "job.progressed", 0.5, text_frame(b"{}"), is_final=False)
    shorter = data[: chance.randrange(max(1, len(data)))]  # one that was mangled before may have nothing left
    return chance.choice([shorter, encode(strange), b"\xff" + data, b"not a frame"])
