"""A server that listens for other machines: who is at this one needs no token, everybody else does."""

import asyncio
from pathlib import Path

import httpx

from tests.support.raw_client import raw_client
from tests.support.samples import new_user
from tests.support.server_process import BIN, server_process
from tests.support.strangers import STRANGER

SECRET = "a-secret-of-thirty-two-characters"  # noqa: S105 - of these tests


async def _token(user: str) -> str:
    process = await asyncio.create_subprocess_exec(
        BIN / "repcast-server",
        "token",
        user,
        env={"REPCAST_TOKEN_SECRET": SECRET},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return out.decode().strip()


async def test_a_stranger_needs_a_token(tmp_path: Path) -> None:
    """Over HTTP and on the socket, behind a proxy that is believed; whoever is at this machine needs none."""
    user = new_user()
    bearer = {"Authorization": f"Bearer {await _token(user)}"}
    async with server_process(tmp_path, "--host=0.0.0.0", trusted_proxies="127.0.0.1", token_secret=SECRET) as server:
        async with httpx.AsyncClient(base_url=server.url) as http:
            refused = await http.get("/api/programs", headers=STRANGER)
            assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
            assert (await http.get("/api/programs", headers=STRANGER | bearer)).status_code == 200
            assert (await http.get("/api/programs")).status_code == 200
        async with raw_client(server.socket_url, hello=False, additional_headers=STRANGER) as client:
            assert (await client.ask("hello"))["code"] == "forbidden"
        token = {"token": await _token(user)}
        async with raw_client(server.socket_url, additional_headers=STRANGER, greeting=token):
            pass  # welcome
