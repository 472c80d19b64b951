"""``repcast doctor``: what of a server works for whoever asks, a line each, and an exit code for scripts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.storage.migrate import upgrade
from tests.support.command_line import repcast
from tests.support.live_server import LiveServer, live_server
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until

TIMED = ["address", "server", "database", "redis", "socket", "origin"]


async def _seen(url: str, *options: str) -> tuple[int, list[str], list[str]]:
    """The exit code, all parts, and those that do not work."""
    called = await repcast(f"--url={url}", "--json", *options, "doctor")
    parts = [line["part"] for line in called.lines]
    return called.code, parts, [line["part"] for line in called.lines if not line["ok"]]


async def _named(server: LiveServer) -> list[str]:
    """The parts that the server tells of, between those that ``doctor`` looks at itself."""
    async with httpx.AsyncClient(base_url=server.url) as http:
        checks = (await http.get("/api/ready")).json()["checks"]
    return ["address", "server", *checks, "socket", "origin"]


def _http(body: str) -> str:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"


@contextlib.asynccontextmanager
async def _shared(folder: Path, valkey: Valkey) -> AsyncIterator[LiveServer]:
    """A server on Redis, well."""
    async with live_server(folder, redis_url=valkey.url) as server:
        await _until(server, 0)
        yield server


async def _until(server: LiveServer, code: int, *not_well: str) -> None:
    async def is_so() -> bool:
        ended, _, failing = await _seen(server.url)
        return (ended, failing) == (code, list(not_well))

    await wait_until(is_so, f"it ends with {code}; not well: {not_well}")


async def test_it_says_of_every_part_that_it_works(tmp_path: Path, own_valkey: Valkey) -> None:
    """In words for people, and for programs with how long each answer took, in milliseconds."""
    async with _shared(tmp_path, own_valkey) as server:
        plain = await repcast(f"--url={server.url}", "doctor")
        told = await repcast(f"--url={server.url}", "--json", "doctor")
        named = await _named(server)
    assert plain.code == 0
    assert [line.split()[:2] for line in plain.out.splitlines()] == [["ok", part] for part in named]
    assert [line.split()[1] for line in plain.out.splitlines() if line.endswith(" ms)")] == TIMED
    assert [line["part"] for line in told.lines] == named
    assert [line["part"] for line in told.lines if line["ms"] is not None and 0 < line["ms"] < 10_000] == TIMED


async def test_where_nobody_is_it_ends_with_3(tmp_path: Path) -> None:
    """An address without a server, and a name without an address."""
    assert await _seen(f"http://127.0.0.1:{free_port()}") == (3, ["address", "server"], ["server"])
    assert await _seen("http://nowhere.invalid") == (3, ["address"], ["address"])


@pytest.mark.parametrize("token", ["nonsense", "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmVk"])
async def test_with_a_token_that_is_none_it_ends_with_4(server: LiveServer, tmp_path: Path, token: str) -> None:
    """And everything else is looked at all the same."""
    file = tmp_path / "token"
    file.write_text(token)
    code, parts, failing = await _seen(server.url, f"--token-file={file}")
    assert (code, failing) == (4, ["credentials"])
    assert "origin" in parts


@pytest.mark.parametrize(
    "says", [*map(_http, ["<html>Welcome</html>", "{}", "[]", '{"status": "ready", "checks": 1}']), "SSH-2.0-Any\r\n"]
)
async def test_on_another_kind_of_server_it_ends_with_6(says: str) -> None:
    """Whatever that says."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(says.encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        assert await _seen(f"http://127.0.0.1:{port}") == (6, ["address", "server"], ["server"])


async def test_without_its_database_it_ends_with_1(tmp_path: Path, own_postgres: PostgresServer) -> None:
    """The server is there, and says that it cannot serve."""
    await asyncio.to_thread(upgrade, own_postgres.url())
    async with live_server(tmp_path, database_url=own_postgres.url()) as server:
        own_postgres.stop(immediately=True)
        await _until(server, 1, "server", "database")
        own_postgres.start()
        await _until(server, 0)


async def test_without_redis_it_ends_with_1(tmp_path: Path, own_valkey: Valkey) -> None:
    """With a sentence for a person."""
    async with _shared(tmp_path, own_valkey) as server:
        own_valkey.kill()
        await _until(server, 1, "server", "redis", "workers")
        called = await repcast(f"--url={server.url}", "doctor")
        assert "NO  redis       does not answer; frames come late, from the database" in called.out
        assert called.err.strip() == "3 things do not work."
        own_valkey.start()
        await _until(server, 0)


async def test_without_a_worker_it_ends_with_1(tmp_path: Path, own_valkey: Valkey) -> None:
    """Jobs would be taken, and wait."""
    async with live_server(tmp_path, redis_url=own_valkey.url, job_concurrency=0) as server:
        await _until(server, 1, "server", "workers")


async def test_a_server_that_drains_is_no_matter_of_credentials(server: LiveServer) -> None:
    """It is away for now, which a script may wait out."""
    await server.parts.gateway.drain(1)
    code, _, failing = await _seen(server.url)
    assert (code, failing) == (3, ["socket"])
