"""Hundreds of sockets come and go: nothing of them stays."""

import asyncio
from pathlib import Path
from typing import Any

import psutil

from tests.faults.cluster import AMPLE
from tests.faults.conftest import IS_LONG
from tests.faults.soak import cycle
from tests.support.live_server import LiveServer, live_server
from tests.support.postgres import PostgresServer
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until

CYCLES, SOCKETS = (20, 500) if IS_LONG else (2, 100)
POOLED = 24
"""Connections to Postgres and Redis that may still be opened after the first cycle, and are kept."""


async def test_tasks_and_descriptors_are_what_they_were(
    tmp_path: Path, postgres: PostgresServer, valkey: Valkey, redis_prefix: str
) -> None:
    """After some cycles as after the first one."""
    ways = {"database_url": postgres.url(), "redis_url": valkey.url, "redis_prefix": redis_prefix}
    settings: dict[str, Any] = {**ways, **AMPLE, "job_concurrency": 8}
    async with live_server(tmp_path, **settings) as server:
        await cycle([server.socket_url], SOCKETS)
        await _is_at_rest(server)
        tasks, descriptors = len(asyncio.all_tasks()), _descriptors()
        for _ in range(CYCLES):
            await cycle([server.socket_url], SOCKETS)
        await _is_at_rest(server)
        await wait_until(lambda: len(asyncio.all_tasks()) <= tasks, f"there are no more than {tasks} tasks")
        await wait_until(lambda: _descriptors() <= descriptors + POOLED, "no descriptor of a socket is left")


async def _is_at_rest(server: LiveServer) -> None:
    """Nobody is connected, and nobody works."""
    await wait_until(lambda: not list(server.parts.hub.listeners()), "every reader has left")
    await wait_until(lambda: not any(task.get_name().startswith("job-") for task in asyncio.all_tasks()), "no job runs")


def _descriptors() -> int:
    return psutil.Process().num_fds()
