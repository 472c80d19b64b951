"""Postgres is restarted without a word: what was accepted is there, and nothing is told that is not."""

from tests.faults.cluster import Cluster
from tests.faults.crowd import crowd
from tests.support.postgres import PostgresServer


async def test_postgres_is_restarted_immediately(cluster: Cluster, postgres: PostgresServer, seed: int) -> None:
    """Every session is gone and crash recovery runs; servers and workers try again until it answers."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        for _ in range(2):
            await people.at_some_moment()
            postgres.restart_immediately()
    assert all(part.is_alive for part in cluster.parts.values())
