"""``repcast-server worker``: the jobs of servers that leave them all to workers."""

from pathlib import Path
from typing import Any

import pytest

from schemas.server_frames import JobCompleted, JobRetried, JobWeekReady
from tests.support.push_clients import push_client
from tests.support.samples import program_request
from tests.support.server_process import server_process, worker_process
from voice_client import JobHandle


@pytest.fixture
def shared(database_url: str, redis_url: str, redis_prefix: str) -> dict[str, Any]:
    return {"database_url": database_url, "redis_url": redis_url, "redis_prefix": redis_prefix}


async def _next_week(job: JobHandle) -> None:
    await anext(frame async for frame in job if isinstance(frame, JobWeekReady))


async def test_a_worker_has_the_work_and_hands_it_over(tmp_path: Path, shared: dict[str, Any]) -> None:
    """A server that works on nothing takes a job; SIGTERM to its worker makes it another one's, not a failure."""
    async with server_process(tmp_path, job_concurrency=0, **shared) as server, push_client(server.port) as client:
        job = await client.submit(program_request())
        async with worker_process(tmp_path, "--concurrency=2", pace_s=0.3, drain_jobs_s=0, **shared) as worker:
            await _next_week(job)
            worker.terminate()
            assert await worker.wait() == 0
        async with worker_process(tmp_path, "--concurrency=1", **shared):
            frames = [frame async for frame in job]
    assert isinstance(frames[-1], JobCompleted)
    assert [frame.reason for frame in frames if isinstance(frame, JobRetried)] == ["The server is restarting."]
