"""Redis dies, forgets, hangs and is absent: frames come later, from the database, and none is lost."""

import asyncio
from pathlib import Path

import httpx

from tests.faults.cluster import Cluster, cluster
from tests.faults.crowd import crowd
from tests.support.postgres import PostgresServer
from tests.support.valkey import Valkey, running_valkey
from tests.support.waiting import wait_until

PAUSE_MS = 1500


async def test_redis_is_killed_and_comes_back_empty(
    cluster: Cluster, valkey: Valkey, seed: int, outage_s: float
) -> None:
    """Jobs that run go on meanwhile, those that wait are made when it is back."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        await people.at_some_moment()
        valkey.kill()
        await asyncio.sleep(outage_s)  # an outage lasts a while
        valkey.start()


async def test_redis_is_emptied(cluster: Cluster, valkey: Valkey, seed: int) -> None:
    """What was queued there is found in the rows."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        for _ in range(3):
            await people.at_some_moment()
            valkey.command("FLUSHALL")


async def test_its_connections_are_cut(cluster: Cluster, valkey: Valkey, seed: int) -> None:
    """Those that listen, and those that ask: each is opened again, and the gap is read from the database."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        for kind in ("pubsub", "normal", "pubsub"):
            await people.at_some_moment()
            valkey.command("CLIENT", "KILL", "TYPE", kind)


async def test_redis_stands_still(cluster: Cluster, valkey: Valkey, seed: int) -> None:
    """Nobody waits for its answers who has a database to ask."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        await people.at_some_moment()
        valkey.command("CLIENT", "PAUSE", str(PAUSE_MS), "ALL")
        await people.at_some_moment()


async def test_redis_is_absent_at_boot(tmp_path: Path, postgres: PostgresServer, seed: int) -> None:
    """Servers start, say that they are not ready, and take jobs; when it is there, they recover by themselves."""
    with running_valkey() as own:
        own.kill()
        async with cluster(tmp_path, postgres.url(), own.url) as parts:
            async with crowd(parts.socket_urls, parts.database_url, seed, clients=2, jobs_each=2) as people:
                await wait_until(lambda: all(client.jobs for client in people.clients), "jobs are accepted")
                async with httpx.AsyncClient() as http:
                    for server in parts.servers:
                        answer = await http.get(f"{server.url}/api/ready")
                        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
                        checks = answer.json()["checks"]
                        assert (checks["database"]["ok"], checks["redis"]["ok"]) == (True, False)
                own.start()
            await parts.is_ready()
            assert all(part.is_alive for part in parts.parts.values())
