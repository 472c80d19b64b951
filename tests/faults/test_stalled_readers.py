"""Readers that stop reading: nobody else feels it, and they are cut."""

from tests.faults.cluster import Cluster
from tests.faults.crowd import crowd
from tests.faults.stalled_readers import stalled_readers
from tests.support.waiting import wait_until

STALLED = 6


async def test_readers_that_stall_hold_up_nobody(cluster: Cluster, seed: int) -> None:
    """They watch what all others do; these have everything, while the stalled ones lose their sockets."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed, weeks=26) as people:
        async with stalled_readers(cluster, STALLED, [client.user for client in people.clients]) as stalled:
            await people.ended()
            for reader in stalled:
                await wait_until(reader.is_cut, "the server has cut it")
    assert all(server.is_alive for server in cluster.servers)
