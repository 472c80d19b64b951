"""One process alone loses sight of Redis, or of Postgres, while all others see them: nobody decides anything twice."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from pathlib import Path

from server.storage.url import parse_url
from tests.faults.bad_network import BadNetwork, bad_network
from tests.faults.cluster import PROMPT, SERVERS, WORKERS, cluster
from tests.faults.crowd import crowd
from tests.support.postgres import PostgresServer
from tests.support.valkey import Valkey

PARTS = (*SERVERS, *WORKERS)
LONGER_THAN_A_LEASE = 1.25


async def test_each_process_in_turn_is_cut_off(
    tmp_path: Path, postgres: PostgresServer, valkey: Valkey, seed: int, outage_s: float
) -> None:
    """For longer than a worker keeps its jobs: what it wrote, and what was told to it, comes when others have them."""
    chance = random.Random(seed)  # noqa: S311 - who is cut off, from what
    lease_s = float(str(PROMPT["job_lease_s"]))
    async with contextlib.AsyncExitStack() as stack:
        to_redis = {name: await stack.enter_async_context(_way(valkey.port)) for name in PARTS}
        to_postgres = {name: await stack.enter_async_context(_way(postgres.port)) for name in PARTS}
        database = parse_url(postgres.url())
        own = {
            name: {
                "redis_url": f"redis://127.0.0.1:{to_redis[name].port}",
                "database_url": database.set(port=to_postgres[name].port).render_as_string(hide_password=False),
            }
            for name in PARTS
        }
        parts = await stack.enter_async_context(cluster(tmp_path, postgres.url(), valkey.url, own))
        await parts.is_ready()
        async with crowd(parts.socket_urls, postgres.url(), seed, jobs_each=6) as people:
            for name in chance.sample(PARTS, len(PARTS)):
                await people.at_some_moment()
                with chance.choice((to_redis, to_postgres))[name].cut_off():
                    await asyncio.sleep(max(outage_s, LONGER_THAN_A_LEASE * lease_s))  # an outage lasts a while
        assert all(part.is_alive for part in parts.parts.values())
    assert any(way.is_felt for way in (*to_redis.values(), *to_postgres.values()))


@contextlib.asynccontextmanager
async def _way(port: int) -> AsyncIterator[BadNetwork]:
    async with bad_network(port, random.Random(0)) as way:  # noqa: S311 - it does nothing by chance
        way.behave()
        yield way
