"""How much of the server one address, one key, one user may take, over real sockets; each refusal says when again."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from schemas.close_codes import CloseCode
from schemas.model import JsonObject
from server.access import holding, shared_limits
from server.access.quotas import ROOM_AFTER_S
from tests.support.deaf_client import deaf_client
from tests.support.live_server import LiveServer, live_server
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until

KERNEL_KEEPS_BYTES = 16 * 2**20
"""More than what the buffers of both ends take of a connection on loopback."""


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused need not wait for it here."""
    monkeypatch.setattr(holding, "HOLD_S", 0)


def _from(address: str) -> dict[str, Any]:
    return {"additional_headers": {"X-Forwarded-For": address}}


async def _handshake(server: LiveServer, address: str) -> int:
    """The status that a handshake is answered with."""
    try:
        async with connect(server.socket_url, compression=None, **_from(address)):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code if int(refused.response.headers["Retry-After"]) >= 1 else 0


async def _told_and_closed(client: RawClient) -> tuple[JsonObject, int]:
    code = await client.closed()
    return client.frames[-1], code


async def test_of_200_handshakes_at_once_as_many_are_served_as_may_be(
    tmp_path: Path, redis_url: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over two servers, exactly; the others are told why, and when to come again."""
    # Both servers and all clients are one loop here, which on a slow machine stands still for longer than this.
    monkeypatch.setattr(shared_limits, "ANSWER_TIMEOUT_S", 60.0)
    settings: dict[str, Any] = {
        "redis_url": redis_url,
        "redis_prefix": redis_prefix,
        "max_connections_per_address": 50,
        "job_concurrency": 1,
    }
    (tmp_path / "other").mkdir()
    async with AsyncExitStack() as stack:
        servers = [
            await stack.enter_async_context(live_server(folder, **settings))
            for folder in (tmp_path, tmp_path / "other")
        ]
        clients = await _many(stack, servers, 200)
        for client in clients:
            with suppress(ConnectionClosed):
                await client.send_text('{"type":"hello","id":"h"}')
        answers = await asyncio.gather(*(client.next() for client in clients))
        assert [answer["type"] for answer in answers].count("welcome") == 50
        refused = [client for client, answer in zip(clients, answers, strict=True) if answer["type"] == "error"]
        assert {await client.closed() for client in refused} == {CloseCode.TOO_MANY_CONNECTIONS}
        assert {(error["code"], error["retry_after_s"]) for error in answers if error["type"] == "error"} == {
            ("rate_limited", ROOM_AFTER_S)
        }


async def _many(stack: AsyncExitStack, servers: Sequence[LiveServer], count: int) -> list[RawClient]:
    opening = (
        stack.enter_async_context(raw_client(servers[number % len(servers)].socket_url, hello=False))
        for number in range(count)
    )
    return list(await asyncio.gather(*opening))


async def test_handshakes_that_come_too_fast_are_not_answered_with_a_socket(tmp_path: Path) -> None:
    """429 before the upgrade, and when to come again; another address is served."""
    async with live_server(tmp_path, handshakes_per_minute=3) as server:
        assert [await _handshake(server, "192.0.2.1") for _ in range(4)] == [101, 101, 101, 429]
        assert await _handshake(server, "192.0.2.2") == 101


async def test_who_comes_too_fast_waits_to_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But no more of them wait than may, and nobody else does."""
    monkeypatch.setattr(holding, "HOLD_S", 3600)
    monkeypatch.setattr(holding, "HELD_AT_ONCE", 1)
    async with live_server(tmp_path, handshakes_per_minute=1) as server:
        assert await _handshake(server, "192.0.2.1") == 101
        held = asyncio.create_task(_handshake(server, "192.0.2.1"))
        await wait_until(lambda: server.parts.gatekeeper.holding.held == 1, "it waits")
        assert await _handshake(server, "192.0.2.1") == 429
        assert await _handshake(server, "192.0.2.2") == 101
        assert not held.done()
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)


async def test_a_user_has_so_many_sockets(tmp_path: Path) -> None:
    """Whatever the address; one that goes makes room for one, and another user is served."""
    async with live_server(tmp_path, max_connections_per_user=2) as server:
        token = server.parts.doorkeeper.issue(new_user()).token
        async with AsyncExitStack() as stack:
            for number in range(2):
                await stack.enter_async_context(
                    raw_client(server.socket_url, greeting={"token": token}, **_from(f"192.0.2.{number}"))
                )
            async with raw_client(server.socket_url, hello=False) as client:
                await client.send("hello", token=token)
                error, code = await _told_and_closed(client)
                assert (error["code"], error["retry_after_s"], error["id"]) == ("rate_limited", ROOM_AFTER_S, "r1")
                assert code == CloseCode.TOO_MANY_CONNECTIONS
            other = server.parts.doorkeeper.issue(new_user()).token
            async with raw_client(server.socket_url, greeting={"token": other}):
                pass
        async with raw_client(server.socket_url, greeting={"token": token}) as client:
            assert (await client.ask("ping"))["type"] == "pong"


async def test_who_shows_wrong_credentials_again_and_again_is_slowed_down(tmp_path: Path) -> None:
    """Others who have that address are not: handshakes, right credentials and open sockets are served."""
    async with live_server(tmp_path, failed_logins_per_minute=3, floods_per_minute=1) as server:
        token = server.parts.doorkeeper.issue(new_user()).token
        guest = _from("192.0.2.1")
        async with raw_client(server.socket_url, greeting={"token": token}, **guest) as known:
            for number in range(5):
                async with raw_client(server.socket_url, hello=False, **guest) as client:
                    await client.send("hello", token="wrong")  # noqa: S106
                    error, code = await _told_and_closed(client)
                    assert code == CloseCode.UNAUTHORIZED
                    assert error["code"] == ("unauthorized" if number < 3 else "rate_limited")
            assert 0 < error["retry_after_s"] <= 60
            assert (await known.ask("ping"))["type"] == "pong"
        async with raw_client(server.socket_url, greeting={"token": token}, **guest) as client:
            assert (await client.ask("ping"))["type"] == "pong"


async def test_a_token_is_guessed_on_an_open_socket_no_more_often_than_at_hello(tmp_path: Path) -> None:
    """Both count together; right ones are taken nevertheless, and whoever guessed wrong keeps what they have."""
    async with live_server(tmp_path, failed_logins_per_minute=3) as server:
        token = server.parts.doorkeeper.issue(new_user()).token
        async with raw_client(server.socket_url, greeting={"token": token}, **_from("192.0.2.1")) as client:
            wrong = [await client.ask("auth.refresh", token="wrong") for _ in range(4)]  # noqa: S106
            assert [error["code"] for error in wrong] == ["unauthorized"] * 3 + ["rate_limited"]
            assert 0 < wrong[-1]["retry_after_s"] <= 60
            assert (await client.ask("auth.refresh", token=token))["type"] == "auth.refreshed"
            assert (await client.ask("ping"))["type"] == "pong"
        async with raw_client(server.socket_url, hello=False, **_from("192.0.2.1")) as client:
            await client.send("hello", token="wrong")  # noqa: S106
            assert (await client.next())["code"] == "rate_limited"


async def test_who_is_over_a_limit_again_and_again_is_not_looked_at(tmp_path: Path) -> None:
    """Not even a repeated submission is found then; another user's is taken, over the socket and over REST."""
    limits: dict[str, Any] = {"submits_per_minute": 1, "refused_submits_per_minute": 2}
    async with live_server(tmp_path, ScriptedGenerator(), **limits) as server, raw_client(server.socket_url) as client:
        user = new_user()

        async def answer(weeks: int) -> JsonObject:
            request = program_request(user, duration_weeks=weeks)
            return await client.ask("job.submit", kind="generate", request=request, **_key(weeks))

        assert (await answer(4))["type"] == "job.accepted"
        assert [(await answer(weeks))["code"] for weeks in (5, 6)] == ["rate_limited"] * 2
        refused = await answer(4)
        assert (refused["code"], refused["message"].split(";")[0]) == (
            "rate_limited",
            "Too many submissions were refused",
        )
        assert 0 < refused["retry_after_s"] <= 30
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
            statuses = [
                (await http.post("/api/programs/generate", json=program_request(whose))).status_code
                for whose in (user.upper(), new_user())
            ]
            assert statuses == [429, 202]


def _key(number: int) -> dict[str, str]:
    return {"idempotency_key": str(number), "on_active": "parallel"}


async def test_what_comes_behind_the_close_is_hardly_read(tmp_path: Path) -> None:
    """Whoever goes on sending is stopped by a full window, until the connection is cut."""
    text = '{"type":"ping","x":"%s"}' % ("x" * 60_000)
    sent_bytes = 0
    async with live_server(tmp_path, max_bad_frames=1) as server, deaf_client(server.port) as rude:
        await rude.send('{"type":"hello","id":"h"}')
        with suppress(OSError):
            while sent_bytes < 10 * KERNEL_KEEPS_BYTES:
                await rude.send(text)
                sent_bytes += len(text)
    assert sent_bytes < KERNEL_KEEPS_BYTES


@pytest.mark.parametrize("setting", ["max_frame_bytes", "max_subscriptions", "max_active_jobs", "submits_per_minute"])
async def test_welcome_tells_the_limits_that_are_set(tmp_path: Path, setting: str) -> None:
    """Not those of another setting."""
    settings: dict[str, Any] = {setting: 1234}
    async with live_server(tmp_path, **settings) as server:
        async with raw_client(server.socket_url) as client:
            assert client.frames[0]["limits"][setting] == 1234
            assert list(client.frames[0]["limits"].values()).count(1234) == 1
