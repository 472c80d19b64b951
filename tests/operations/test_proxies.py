"""What server/operations says of a proxy in front: Caddy's is run, nginx's is read."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx

from schemas.close_codes import CloseCode
from server.settings import Settings
from tests.operations.compose_file import ROOT
from tests.support.ports import free_port
from tests.support.raw_client import raw_client
from tests.support.samples import new_user
from tests.support.server_process import BIN, server_process
from tests.support.waiting import wait_until

FOLDER = ROOT / "server" / "operations"
CANARY = "a-token-that-nobody-logs"
SECRET = "a-secret-of-thirty-two-characters"  # noqa: S105 - of these tests
LONGEST_POLL_S = 60
"""Of ``GET /api/programs/status/{job_id}?wait=``."""


def _here(text: str, folder: Path, port: int, servers: Sequence[int]) -> str:
    """The configuration as it stands, but for its name, which has no certificate here, its ports and its log."""
    name = f"http://127.0.0.1:{port}"
    upstreams = " ".join(f"127.0.0.1:{server}" for server in servers)
    mapped = text.replace("repcast.example {", f"{name} {{").replace("127.0.0.1:8000", upstreams)
    return "{\n\tadmin off\n}\n" + mapped.replace("/var/log/caddy/", f"{folder}/")


@contextlib.asynccontextmanager
async def caddy(folder: Path, port: int, servers: Sequence[int]) -> AsyncIterator[str]:
    """Caddy in front of servers at these ports; its address."""
    (folder / "Caddyfile").write_text(_here((FOLDER / "Caddyfile").read_text(encoding="utf-8"), folder, port, servers))
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "caddy.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            BIN / "caddy", "run", "--adapter=caddyfile", f"--config={folder / 'Caddyfile'}", env=home, stderr=log
        )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:

            async def is_up() -> bool:
                with contextlib.suppress(httpx.HTTPError):
                    return (await http.get("/api/open")).status_code == 200
                return False

            await wait_until(is_up, f"Caddy passes what it is asked; its log is {folder / 'caddy.log'}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def test_caddys_configuration_does_what_it_says(tmp_path: Path) -> None:
    """Sockets pass, metrics do not, what a caller says of where it is from is replaced, and no log holds a token."""
    port = free_port()
    settings: dict[str, Any] = {"allowed_origins": f"http://127.0.0.1:{port}", "max_connections_per_address": 1}
    async with server_process(tmp_path, token_secret=SECRET, **settings) as server:
        async with httpx.AsyncClient(base_url=server.url) as here:
            token = (await here.post("/api/tokens", json={"user_id": new_user()})).json()["token"]
        async with caddy(tmp_path, port, [server.port]) as url:
            socket_url = f"{url}/ws".replace("http", "ws")
            async with raw_client(socket_url, origin=url, greeting={"token": token}) as client:
                assert (await client.ask("ping"))["type"] == "pong"
                # Whoever could say where they are from would be counted elsewhere, and come in.
                forged = {"X-Forwarded-For": "203.0.113.9"}
                async with raw_client(socket_url, hello=False, additional_headers=forged) as other:
                    assert await other.closed() == CloseCode.TOO_MANY_CONNECTIONS
            async with httpx.AsyncClient(base_url=url) as http:
                assert (await http.get("/metrics")).status_code == 404
                assert (await http.get("/api/programs")).status_code == 403  # a stranger, though Caddy is not
                secret = {"Authorization": f"Bearer {CANARY}"}
                assert (await http.get("/api/programs", headers=secret)).status_code == 401
                assert (await http.get(f"/api/programs?token={CANARY}", headers=secret)).status_code == 400
    logged = await asyncio.to_thread(_logs_in, tmp_path)
    assert sum("/api/programs" in text for text in logged) >= 1
    assert not any(CANARY in text for text in logged)


def _logs_in(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in folder.glob("*.log")]


def test_nginx_is_told_the_same() -> None:
    """Sockets are upgraded, streams not held back, waits longer than heartbeats and polls, forwarded names replaced."""
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\s+proxy_set_header (\S+) +(.+);$", text, re.MULTILINE))
    assert said["Upgrade"] == "$http_upgrade"
    assert said["Connection"] == "$repcast_connection"
    assert said["X-Forwarded-For"] == "$remote_addr"
    assert "$request_uri" not in "".join(re.findall(r"^log_format .+$", text, re.MULTILINE))
    settings = Settings(_env_file=None)
    for direction in ("read", "send"):
        (wait_s,) = re.findall(rf"^\s+proxy_{direction}_timeout (\d+)s;$", text, re.MULTILINE)
        assert int(wait_s) > max(2 * settings.heartbeat_s, LONGEST_POLL_S)
    assert "proxy_buffering off;" in text
    assert re.search(r"location = /metrics \{\s+return 404;", text)
    (most,) = re.findall(r"client_max_body_size (\d+)k;", text)
    assert int(most) * 1024 == settings.max_body_bytes
