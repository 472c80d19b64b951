"""Readers that stop reading: nobody else feels it."""

from tests.faults.cluster import Cluster
from tests.faults.crowd import crowd
from tests.faults.stalled_readers import stalled_readers

STALLED = 6


async def test_readers_that_stall_hold_up_nobody(cluster: Cluster, seed: int) -> None:
    """They watch what all others do; these have everything, and the servers live."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed, weeks=26) as people:
        async with stalled_readers(cluster, STALLED, [client.user for client in people.clients]):
            await people.ended()
    assert all(server.is_alive for server in cluster.servers)
