"""Servers and workers are killed, and everything is terminated under load: clients see one whole log of each job."""

import asyncio

from server.jobs.claim import HANDED_OVER
from tests.faults.cluster import Cluster, Part
from tests.faults.crowd import Crowd, crowd
from tests.faults.recording_client import Recorded
from tests.support.waiting import wait_until

KILLS = 2
LANES = 3
"""Jobs that are to lose their worker at the same time; each of them may lose another's, too."""


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
    steps = len(undisturbed.frames)
    assert steps > 8, "created, started, the stages, each week, completed"
    lanes = asyncio.Semaphore(LANES)
    began_again: list[bool] = []

    async def kill_at(step: int) -> None:
        async with lanes, crowd(cluster.socket_urls, cluster.database_url, seed, clients=1, jobs_each=1) as people:
            await wait_until(lambda: len(people.frames) >= step, f"step {step} is seen")
            victim = await _worker_of(cluster, people)
            victim.kill()
            victim.begin()
        began_again.append(_began_again(people.frames))
        assert not _was_handed_over(people), f"killed at step {step}, it was taken from who took it over"

    async with asyncio.TaskGroup() as tasks:
        for step in range(1, steps + 1):
            tasks.create_task(kill_at(step), name=f"kill-at-{step}")
    # A frame is seen a little after it was written: now and then the job has ended before its worker is killed.
    assert began_again.count(True) >= steps // 2


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


async def _worker_of(cluster: Cluster, people: Crowd) -> Part:
    """Who works on the one job there is; whoever might, before it is claimed."""
    pid = await people.truth.pid_of_owner(people.frames[0].job_id)
    return next((worker for worker in cluster.workers if worker.pid == pid), people.chance.choice(cluster.workers))


def _began_again(frames: list[Recorded]) -> bool:
    return sum(frame.type == "job.started" for frame in frames) > 1


def _was_handed_over(people: Crowd) -> bool:
    """Nobody does that who is killed; it is what a worker does that is told to stop."""
    frames = [frame for client in people.clients for log in client.history.seen.values() for frame in log]
    return any(frame.get("reason") == HANDED_OVER.reason for frame in frames)
