"""The client on a server of a test, and what its handles are held to."""

import asyncio
from typing import Any

from schemas.server_frames import JobEvent, JobSubscribed
from tests.support.live_server import LiveServer
from tests.support.parts import log_of
from voice_client import JobHandle, PushClient

AT_ONCE = 0.001
"""Jitter: a thousandth of the wait, so that tests do not sit out real backoffs."""


def push_client(port: int, **options: Any) -> PushClient:
    """A client of this machine's port; ``options`` are those of `PushClient`."""
    return PushClient(f"http://127.0.0.1:{port}", **{"uniform": lambda: AT_ONCE, **options})


async def frames_of(job: JobHandle) -> list[JobEvent | JobSubscribed]:
    return [frame async for frame in job]


async def has_the_exact_log(server: LiveServer, job: JobHandle) -> None:
    """The handle gives the log, to its end."""
    async with asyncio.timeout(60):
        assert await frames_of(job) == await log_of(server.parts, job.job_id)
