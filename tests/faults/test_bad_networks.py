"""The network between any two delays, cuts, half-closes and swallows; each job is told whole all the same."""

import contextlib
import random
from pathlib import Path

from server.storage.url import parse_url
from tests.faults.bad_network import NOTICED, Fate, bad_network
from tests.faults.cluster import Cluster, cluster
from tests.faults.conftest import IS_LONG
from tests.faults.crowd import crowd
from tests.support.postgres import PostgresServer
from tests.support.valkey import Valkey

PATIENCE_S = 150.0
"""A statement that is never answered is given up after 20 s, and so may be the next one, on a new connection."""


async def test_between_clients_and_servers(cluster: Cluster, seed: int) -> None:
    """A client that hears nothing more finds it out, and goes on elsewhere."""
    chance = random.Random(seed)  # noqa: S311 - who comes to harm
    async with contextlib.AsyncExitStack() as stack:
        ways = [await stack.enter_async_context(bad_network(each.port, chance, *Fate)) for each in cluster.servers]
        urls = [f"ws://127.0.0.1:{way.port}/ws" for way in ways]
        async with crowd(urls, cluster.database_url, seed) as people:
            await people.saw(100)
            for way in ways:
                way.behave()
    assert sum(way.hits for way in ways) > 0


async def test_between_everybody_and_redis(tmp_path: Path, postgres: PostgresServer, valkey: Valkey, seed: int) -> None:
    """What listens and what works loses its connections again and again, some of them without a word."""
    chance = random.Random(seed)  # noqa: S311 - likewise
    async with bad_network(valkey.port, chance, *Fate) as way:
        async with cluster(tmp_path, postgres.url(), f"redis://127.0.0.1:{way.port}") as parts:
            async with crowd(parts.socket_urls, parts.database_url, seed) as people:
                await people.saw(60)
                way.behave()
            assert all(part.is_alive for part in parts.parts.values())
    assert way.hits > 0


async def test_between_everybody_and_postgres(
    tmp_path: Path, postgres: PostgresServer, valkey: Valkey, seed: int
) -> None:
    """A commit whose answer is lost is neither told twice nor forgotten."""
    chance = random.Random(seed)  # noqa: S311 - likewise
    fates = tuple(Fate) if IS_LONG else NOTICED
    async with bad_network(postgres.port, chance, *fates) as way:
        way.behave()
        url = parse_url(postgres.url()).set(port=way.port).render_as_string(hide_password=False)
        async with cluster(tmp_path, url, valkey.url) as parts:
            await parts.is_ready()  # one that finds no database at its start says so, and ends
            way.is_bad = True
            async with crowd(parts.socket_urls, postgres.url(), seed, patience_s=PATIENCE_S) as people:
                await people.saw(40, PATIENCE_S)
                way.behave()
            assert all(part.is_alive for part in parts.parts.values())
    assert way.hits > 0
