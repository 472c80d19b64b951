"""docker-compose.yml, run on this machine: two servers and two workers behind the proxy."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx

from schemas.server_frames import JobCompleted
from tests.operations.compose_file import SERVICES, health_command_of
from tests.operations.local_compose import local_compose
from tests.support.postgres import PostgresServer
from tests.support.push_clients import AT_ONCE
from tests.support.raw_client import raw_client
from tests.support.samples import new_user, program_request
from voice_client import PushClient

STAY = [name for name in SERVICES if health_command_of(name) is not None]


async def _done(client: PushClient, user: str) -> None:
    """A job goes out, and its program comes in."""
    job = await client.submit(program_request(user))
    assert isinstance(await job.result(), JobCompleted)


async def test_what_the_compose_file_describes_works(tmp_path: Path, own_postgres: PostgresServer) -> None:
    """Jobs are done through the proxy, also when one of the servers has gone; then all end in order."""
    async with local_compose(tmp_path, own_postgres) as services:
        users = [new_user(), new_user()]
        made = await services.run("server-1", "repcast-server", "keys", "create", "--scope=agent", "--json")
        key = json.loads(made)["key"]
        one, other = (PushClient(services.url, token=key, uniform=lambda: AT_ONCE) for _ in users)
        async with one, other:
            await asyncio.gather(_done(one, users[0]), _done(other, users[1]))
            assert await services.terminate("server-1") == 0
            # Wherever they were, they are on the same server now.
            await asyncio.gather(_done(one, users[0]), _done(other, users[1]))
            assert services.sockets("server-2") >= len(users)
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as http:
            issued = await http.post(f"{services.url}/api/tokens", json={"user_id": users[0]})
            assert (await http.get(f"{services.url}/metrics")).status_code == 404
        page: dict[str, Any] = {"greeting": {"token": issued.json()["token"]}, "origin": services.url}
        async with raw_client(f"{services.url}/ws".replace("http", "ws"), **page):
            pass  # welcome: behind the proxy too, the server's own page is of its own origin
        async with httpx.AsyncClient() as http:
            told = [(await http.get(services.metrics_url(name))).text for name in ("server-2", "worker-1", "worker-2")]
        assert all("\nrepcast_workers 2.0\n" in each for each in told)
        left = [name for name in STAY if name not in ("postgres", "server-1")]
        assert await asyncio.gather(*(services.terminate(name) for name in left)) == [0] * len(left)
