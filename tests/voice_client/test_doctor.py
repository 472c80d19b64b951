"""``repcast doctor``: what of a server works for whoever asks, a line each, and an exit code for scripts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.storage.migrate import upgrade
from tests.support.command_line import repcast
from tests.support.live_server import LiveServer, live_server
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer
from tests.support.valkey import Valkey
from tests.support.waiting import wait_until

PARTS = ["address", "server", "database", "redis", "workers", "socket", "origin"]
TIMED = ["address", "server", "database", "redis", "socket", "origin"]


async def _seen(url: str, *options: str) -> tuple[int, dict[str, bool]]:
    """The exit code, and whether each part works."""
    called = await repcast(f"--url={url}", "--json", *options, "doctor")
    return called.code, {line["part"]: line["ok"] for line in called.lines}


def _http(body: str) -> str:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"


def _but(*not_well: str) -> dict[str, bool]:
    return {part: part not in not_well for part in PARTS}


@contextlib.asynccontextmanager
async def _shared(folder: Path, valkey: Valkey) -> AsyncIterator[LiveServer]:
    """A server on Redis, well."""
    async with live_server(folder, redis_url=valkey.url) as server:
        await _until(server, 0)
        yield server


async def _until(server: LiveServer, code: int, *not_well: str) -> None:
    async def is_so() -> bool:
        return await _seen(server.url) == (code, _but(*not_well))

    await wait_until(is_so, f"it ends with {code}; not well: {not_well}")


async def test_it_says_of_every_part_that_it_works(tmp_path: Path, own_valkey: Valkey) -> None:
    """In words for people, and for programs with how long each answer took, in milliseconds."""
    async with _shared(tmp_path, own_valkey) as server:
        plain = await repcast(f"--url={server.url}", "doctor")
        told = await repcast(f"--url={server.url}", "--json", "doctor")
    assert plain.code == 0
    assert [line.split()[:2] for line in plain.out.splitlines()] == [["ok", part] for part in PARTS]
    assert [line.split()[1] for line in plain.out.splitlines() if line.endswith(" ms)")] == TIMED
    assert [line["part"] for line in told.lines] == PARTS
    assert [line["part"] for line in told.lines if line["ms"] is not None and 0 < line["ms"] < 10_000] == TIMED


async def test_where_nobody_is_it_ends_with_3(tmp_path: Path) -> None:
    """An address without a server, and a name without an address."""
    assert await _seen(f"http://127.0.0.1:{free_port()}") == (3, {"address": True, "server": False})
    assert await _seen("http://nowhere.invalid") == (3, {"address": False})


@pytest.mark.parametrize("token", ["nonsense", "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmVk"])
async def test_with_a_token_that_is_none_it_ends_with_4(server: LiveServer, tmp_path: Path, token: str) -> None:
    """And everything else is looked at all the same."""
    file = tmp_path / "token"
    file.write_text(token)
    code, parts = await _seen(server.url, f"--token-file={file}")
    assert (code, [part for part, works in parts.items() if not works]) == (4, ["credentials"])
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
        assert await _seen(f"http://127.0.0.1:{port}") == (6, {"address": True, "server": False})


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
    assert await _seen(server.url) == (3, _but("socket", "origin") | {"origin": True})
