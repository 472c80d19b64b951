"""``repcast-server worker``: the jobs of servers that leave them all to workers."""

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.server_frames import JobCompleted, JobRetried, JobWeekReady
from tests.generation.llm.calling import KEY
from tests.support.model_plans import good
from tests.support.ports import free_port
from tests.support.push_clients import push_client
from tests.support.responses_server import responses_server
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


async def test_a_worker_says_what_its_calls_of_the_model_cost(tmp_path: Path, shared: dict[str, Any]) -> None:
    """At an address of its own: the server that took the job has called nobody."""
    port = free_port()
    async with (
        responses_server() as vendor,
        server_process(tmp_path, job_concurrency=0, **shared) as server,
        push_client(server.port) as client,
        worker_process(
            tmp_path, f"--metrics-port={port}", openai_api_key=KEY, openai_base_url=vendor.base_url, **shared
        ) as worker,
    ):
        vendor.brain = good
        job = await client.submit(program_request(duration_weeks=1))
        assert isinstance([frame async for frame in job][-1], JobCompleted)
        async with httpx.AsyncClient() as http:
            told = [(await http.get(f"http://127.0.0.1:{each}/metrics")).text for each in (port, server.port)]
        worker.terminate()
        assert await worker.wait() == 0
    called = 'repcast_llm_calls_total{outcome="done"} 1.0'
    assert [called in each for each in told] == [True, False]


async def test_a_worker_that_cannot_answer_at_its_address_says_so(tmp_path: Path, valkey_url: str) -> None:
    """And does not begin to work."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with worker_process(tmp_path, f"--metrics-port={port}", redis_url=valkey_url) as worker:
            assert await worker.wait() == 2
    assert f"--metrics-port {port}: Address already in use" in (tmp_path / "worker.log").read_text()
