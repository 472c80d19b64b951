"""Servers and workers are killed, and everything is terminated under load: clients see one whole log of each job."""

import asyncio

from server.jobs.claim import HANDED_OVER
from tests.faults.cluster import Cluster
from tests.faults.crowd import Crowd, crowd
from tests.faults.fail_points import Moment, fail_points
from tests.support.samples import new_user

KILLS = 2
LANES = 3
"""Jobs that are held at a step at the same time; each of them may lose its worker by another's, too."""


async def test_a_server_that_is_killed(cluster: Cluster, seed: int) -> None:
    """Its clients go on at the other one, and miss nothing."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        for _ in range(KILLS):
            await people.at_some_moment()
            victim = people.chance.choice(cluster.servers)
            victim.kill()
            await victim.start()
    assert any(client.resumed_after_s for client in people.clients)


async def test_both_servers_that_are_killed(cluster: Cluster, seed: int) -> None:
    """The workers work on, and what they wrote meanwhile is told when a server is back."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        await people.at_some_moment()
        for server in cluster.servers:
            server.kill()
        await cluster.start()


async def test_a_worker_that_is_killed_at_each_step_of_its_run(cluster: Cluster, seed: int) -> None:
    """Another one takes the job over, its log goes on without a hole, and it ends once."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed, clients=1, jobs_each=1) as undisturbed:
        pass
    last = len(undisturbed.frames)
    assert last > 8, "created, started, the stages, each week, completed"
    lanes = asyncio.Semaphore(LANES)

    async def kill_at(seq: int) -> None:
        user, moment = new_user(), list(Moment)[(seq + seed) % 2]
        async with lanes, points.at(user, seq, moment) as point:
            async with crowd(cluster.socket_urls, cluster.database_url, seed, users=[user], jobs_each=1) as people:
                victim = await point.reached_by(cluster.workers)
                victim.kill()
                await point.open()
                victim.begin()
        assert not _was_handed_over(people), f"killed at frame {seq}, it was taken from who took it over"

    async with fail_points(cluster.database_url, LANES) as points, asyncio.TaskGroup() as tasks:
        for seq in range(2, last + 1):  # a server writes the first
            tasks.create_task(kill_at(seq), name=f"kill-at-{seq}")


async def test_everything_is_deployed_anew_under_load(cluster: Cluster, seed: int) -> None:
    """Each part in turn is terminated and started; all end in order, and no job is failed or begun for nothing."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        for part in cluster.parts.values():
            await people.at_some_moment()
            assert await part.terminate() == 0, part.log.read_text(encoding="utf-8")
            await part.start()


async def test_everything_is_terminated_at_once(cluster: Cluster, seed: int) -> None:
    """What ran goes on when all is back."""
    async with crowd(cluster.socket_urls, cluster.database_url, seed) as people:
        await people.at_some_moment()
        codes = await asyncio.gather(*(part.terminate() for part in cluster.parts.values()))
        assert codes == [0, 0, 0, 0]
        await cluster.start()


def _was_handed_over(people: Crowd) -> bool:
    """Nobody does that who is killed; it is what a worker does that is told to stop."""
    frames = [frame for client in people.clients for log in client.history.seen.values() for frame in log]
    return any(frame.get("reason") == HANDED_OVER.reason for frame in frames)
