"""Readiness of a server that shares Redis and Postgres with others, by what really happens to them."""

import asyncio
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from schemas.model import JsonObject
from server.storage.migrate import upgrade
from tests.support.live_server import live_server
from tests.support.postgres import PostgresServer
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until

QUICK_S = 5
"""Whoever asks has a few seconds."""


async def _parts(http: httpx.AsyncClient) -> dict[str, bool]:
    """Whether each part is well; the status says the same of all of them, and the process lives whatever it is."""
    begun_s = monotonic()
    answer = await http.get("/api/ready")
    assert monotonic() - begun_s < QUICK_S
    told: JsonObject = answer.json()
    parts = {name: check["ok"] for name, check in told["checks"].items()}
    expected = (200, "ready") if all(parts.values()) else (503, "unavailable")
    assert (answer.status_code, told["status"]) == expected
    assert (await http.get("/api/health")).status_code == 200
    return parts


async def _until(http: httpx.AsyncClient, *not_well: str) -> None:
    async def is_so() -> bool:
        parts = await _parts(http)
        return parts == {name: name not in not_well for name in parts}

    await wait_until(is_so, f"not well: {not_well}")


async def test_without_redis_it_is_not_ready_until_it_is_back(tmp_path: Path, own_valkey: Valkey) -> None:
    """Neither Redis nor workers can be seen; also while Redis stands still, and nobody waits long for the answer."""
    async with live_server(tmp_path, redis_url=own_valkey.url) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
            await _until(http)
            own_valkey.kill()
            await _until(http, "redis", "workers")
            own_valkey.start()
            await _until(http)
            with own_valkey.paused():
                await _until(http, "redis", "workers")
            await _until(http)


async def test_without_a_worker_it_is_not_ready(tmp_path: Path, redis_url: str, redis_prefix: str) -> None:
    """A server that leaves the work to others waits for one, and says so."""
    shared: dict[str, Any] = {"redis_url": redis_url, "redis_prefix": redis_prefix}
    async with live_server(tmp_path, job_concurrency=0, **shared) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
            await _until(http, "workers")
            assert (await http.get("/api/ready")).json()["checks"]["workers"]["detail"] == "no process works on jobs"
            async with live_server(tmp_path, **shared):
                await _until(http)


async def test_without_postgres_it_is_not_ready_until_it_is_back(tmp_path: Path, own_postgres: PostgresServer) -> None:
    """It needs no restart of its own."""
    await asyncio.to_thread(upgrade, own_postgres.url())
    async with live_server(tmp_path, database_url=own_postgres.url()) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
            await _until(http)
            own_postgres.stop(immediately=True)
            await _until(http, "database")
            own_postgres.start()
            await _until(http)
            with own_postgres.silent():
                await _until(http, "database")
            await _until(http)
