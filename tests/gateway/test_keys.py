"""Sockets where there are keys: what is shown at the handshake and in ``hello``, and when who came in has to go."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Never

import pytest

from schemas.close_codes import CloseCode
from server.access.identity import Scope
from server.access.keys import new_key
from server.storage.transaction import StorageUnavailable
from tests.support.deaf_client import SMALL_BUFFER_BYTES, deaf_client
from tests.support.keys import bearer, revoke
from tests.support.keys import new_key as made_key
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import SetClock
from tests.support.raw_client import raw_client
from tests.support.samples import new_user, program_request
from tests.support.waiting import wait_until

SOON: dict[str, Any] = {"key_refresh_s": 0.05}
STUCK_S = 0.2
"""A write that is under way for so long waits for its reader."""


async def _refused(server: LiveServer, greeting: dict[str, Any], **options: Any) -> tuple[int, list[str]]:
    """How a hello is answered that is to be refused: the close code, and the codes of the frames before it."""
    async with raw_client(server.socket_url, hello=False, **options) as client:
        await client.send("hello", **greeting)
        code = await client.closed()
    return code, [frame["code"] for frame in client.frames]


UNAUTHORIZED = (CloseCode.UNAUTHORIZED, ["unauthorized"])


async def test_a_key_is_shown_at_the_handshake_or_in_hello(tmp_path: Path) -> None:
    """An agent may use either; with an agent's key it acts for any user."""
    async with live_server(tmp_path) as server:
        key = await made_key(server)
        ways: list[dict[str, Any]] = [{"greeting": {"token": key}}, {"additional_headers": bearer(key)}]
        for options in ways:
            async with raw_client(server.socket_url, **options) as client:
                for _ in range(2):
                    reply = await client.ask("job.submit", kind="generate", request=program_request())
                    assert reply["type"] == "job.accepted"


async def test_a_users_key_is_bound_to_its_user(tmp_path: Path) -> None:
    """As a token is."""
    user = new_user()
    async with live_server(tmp_path) as server:
        key = await made_key(server, Scope.USER, user)
        async with raw_client(server.socket_url, greeting={"token": key}) as client:
            assert (await client.ask("jobs.watch", user_id=user))["type"] == "jobs.watched"
            assert (await client.ask("jobs.watch", user_id=new_user()))["code"] == "forbidden"


async def test_4501_at_hello_for_what_is_no_key(tmp_path: Path) -> None:
    """Wherever it is shown, and for nothing shown at all: the handshake says nothing of it, hello comes first."""
    async with live_server(tmp_path) as server:
        key = await made_key(server)
        wrong = f"{key[:20]}{new_key()[20:]}"
        await _refused(server, {"token": new_key()})
        for shown in (wrong, new_key(), "nonsense", key[:-1]):
            assert await _refused(server, {"token": shown}) == UNAUTHORIZED
            assert await _refused(server, {}, additional_headers=bearer(shown)) == UNAUTHORIZED
        assert await _refused(server, {}, additional_headers={"Authorization": f"Basic {key}"}) == UNAUTHORIZED
        await wait_until(lambda: server.parts.doorkeeper.has_keys, "it knows that there are keys")
        assert await _refused(server, {}) == UNAUTHORIZED


async def test_what_hello_shows_counts_before_the_handshake(tmp_path: Path) -> None:
    """A proxy may have put its own credentials there; and a wrong token is none, whatever the header says."""
    async with live_server(tmp_path) as server:
        key = await made_key(server)
        headers = {"Authorization": "Basic dXNlcjpwYXNz"}
        async with raw_client(server.socket_url, greeting={"token": key}, additional_headers=headers) as client:
            assert (await client.ask("ping"))["type"] == "pong"
        assert await _refused(server, {"token": "nonsense"}, additional_headers=bearer(key)) == UNAUTHORIZED


async def test_4501_when_a_key_is_revoked(tmp_path: Path) -> None:
    """At the next look, which is never further away than 4 s; sockets by its tokens too, and nobody else's."""
    user = new_user()
    async with live_server(tmp_path, **SOON) as server:
        key, other = await made_key(server), await made_key(server)
        token = server.parts.doorkeeper.issue(user, await server.parts.doorkeeper.identify(key, None)).token
        async with (
            raw_client(server.socket_url, greeting={"token": key}) as agent,
            raw_client(server.socket_url, additional_headers=bearer(key)) as by_header,
            raw_client(server.socket_url, greeting={"token": token}) as page,
            raw_client(server.socket_url, greeting={"token": other}) as kept,
        ):
            await revoke(server, key)
            for client in (agent, by_header, page):
                assert await client.closed() == CloseCode.UNAUTHORIZED
            assert "revoked" in str(agent.socket.close_reason)
            assert (await kept.ask("ping"))["type"] == "pong"
        assert await _refused(server, {"token": key}) == UNAUTHORIZED
        assert await _refused(server, {"token": token}) == UNAUTHORIZED


async def test_who_reads_too_slowly_to_be_told_has_to_go_as_well(tmp_path: Path) -> None:
    """What is queued for a revoked key is not written first."""
    async with live_server(
        tmp_path, write_stall_s=300, outbox_frames=4, frames_burst=100_000, frames_per_second=100_000, **SOON
    ) as server:
        server.shrink_buffers(SMALL_BUFFER_BYTES)
        key = await made_key(server)
        async with deaf_client(server.port) as slow:
            await slow.send(json.dumps({"type": "hello", "id": "h", "token": key}))

            async def is_stuck() -> bool:
                (connection,) = server.parts.gateway.connections.values()
                since_s = connection._writer.writing_since_s if connection._writer else None
                for _ in range(20 if since_s is None else 0):
                    await slow.send('{"type":"jobs.list","id":"%s"}' % ("x" * 60))
                return since_s is not None and monotonic() - since_s > STUCK_S

            await wait_until(is_stuck, "its answers pile up")
            await revoke(server, key)
            await wait_until(lambda: not server.parts.gateway.connections, "it has gone")


async def test_the_first_key_closes_the_sockets_of_who_showed_none(tmp_path: Path) -> None:
    """From then on everybody has to; who showed a token stays."""
    async with live_server(tmp_path, **SOON) as server:
        token = server.parts.doorkeeper.issue(new_user()).token
        async with (
            raw_client(server.socket_url) as local,
            raw_client(server.socket_url, greeting={"token": token}) as page,
        ):
            await made_key(server)
            assert await local.closed() == CloseCode.UNAUTHORIZED
            assert (await page.ask("ping"))["type"] == "pong"


async def test_4004_when_a_key_expires(tmp_path: Path) -> None:
    """To the moment, not at the next look."""
    async with live_server(tmp_path, key_refresh_s=4) as server:
        key = await made_key(server, good_for=timedelta(seconds=0.5))
        async with raw_client(server.socket_url, greeting={"token": key}) as client:
            assert await client.closed() == CloseCode.TOKEN_EXPIRED
        assert await _refused(server, {"token": key}) == UNAUTHORIZED


async def test_4004_when_a_token_ends_with_a_clock_that_was_set(tmp_path: Path) -> None:
    """Timers count seconds; the next look goes by the clock."""
    clock = SetClock()
    async with live_server(tmp_path, clock=clock, **SOON) as server:
        token = server.parts.doorkeeper.issue(new_user()).token
        async with raw_client(server.socket_url, greeting={"token": token}) as client:
            clock.move(900)
            assert await client.closed() == CloseCode.TOKEN_EXPIRED


async def test_a_socket_goes_on_with_the_key_that_it_was_renewed_with(tmp_path: Path) -> None:
    """The one before may be revoked then: so keys are rotated without a cut."""
    async with live_server(tmp_path, **SOON) as server:
        old, new = await made_key(server), await made_key(server)
        async with raw_client(server.socket_url, greeting={"token": old}) as client:
            assert (await client.ask("auth.refresh", token=new))["type"] == "auth.refreshed"
            await revoke(server, old)
            await _refused_soon(server, old)
            assert (await client.ask("ping"))["type"] == "pong"
            await revoke(server, new)
            assert await client.closed() == CloseCode.UNAUTHORIZED


async def _refused_soon(server: LiveServer, key: str) -> None:
    async def is_refused() -> bool:
        async with raw_client(server.socket_url, hello=False) as client:
            await client.send("hello", token=key)
            return bool((await client.next())["type"] == "error")

    await wait_until(is_refused, "the key is refused")


async def test_4000_at_hello_while_the_database_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a key is good cannot be told: the client comes back. Who is known comes in all the same."""

    async def fail(_: object) -> Never:
        raise StorageUnavailable("away")

    async with live_server(tmp_path) as server:
        known, other = await made_key(server), await made_key(server)
        async with raw_client(server.socket_url, greeting={"token": known}):
            pass
        monkeypatch.setattr(server.parts.database, "read", fail)
        assert await _refused(server, {"token": other}) == (CloseCode.SERVER_ERROR, ["internal"])
        async with raw_client(server.socket_url, greeting={"token": known}) as client:
            assert (await client.ask("ping"))["type"] == "pong"


async def test_a_drain_while_a_key_is_looked_up_ends_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """With 4001, and no trace."""
    asked, answers = asyncio.Event(), asyncio.Event()
    async with live_server(tmp_path) as server:
        key = await made_key(server)
        read = server.parts.database.read

        async def read_slowly(statement: Any) -> Any:
            asked.set()
            await answers.wait()
            return await read(statement)

        async with raw_client(server.socket_url, hello=False) as client:
            monkeypatch.setattr(server.parts.database, "read", read_slowly)
            await client.send("hello", token=key)
            await asked.wait()
            closing = asyncio.create_task(server.parts.gateway.close_all(4))
            assert await client.closed() == CloseCode.DRAINING
            answers.set()
            await closing
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
