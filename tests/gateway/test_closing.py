"""Every way in which the server ends a socket, over real sockets."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Never

import jwt
import pytest
from websockets.asyncio.client import ClientConnection, connect

from schemas.close_codes import CloseCode
from server import listening
from server.access.identity import Identity, Scope
from server.access.tokens import TokenMint
from server.gateway import protocol
from server.gateway.connection import Connection
from tests.support.deaf_client import SMALL_BUFFER_BYTES, DeafClient, close_code_of, deaf_client
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import SetClock
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.strangers import STRANGER
from tests.support.waiting import wait_until

HELLO = '{"type":"hello","id":"h"}'


async def _connect(url: str, **options: Any) -> ClientConnection:
    """A bare socket; what the handshake is answered with raises."""
    return await connect(url, compression=None, **options)


async def test_4000_when_the_server_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault outside of any request ends that socket, and no other."""
    async with live_server(tmp_path) as server, raw_client(server.socket_url) as other:

        async def break_down(*_: object) -> Never:
            raise ZeroDivisionError

        monkeypatch.setattr(server.parts.gateway._house.greeter, "greet", break_down)
        async with raw_client(server.socket_url, hello=False) as client:
            await client.send_text(HELLO)
            assert await client.closed() == CloseCode.SERVER_ERROR
        assert (await other.ask("ping"))["type"] == "pong"


async def test_4001_when_the_server_drains(tmp_path: Path) -> None:
    """First the notice with how soon to come back, then the close."""
    async with live_server(tmp_path, reconnect_within_s=7) as server, raw_client(server.socket_url) as client:
        server.uvicorn.should_exit = True
        assert await client.closed() == CloseCode.DRAINING
    assert client.frames[-1] == {"type": "server.draining", "reconnect_within_s": 7.0}


async def test_4001_comes_behind_the_last_frames(tmp_path: Path) -> None:
    """What was committed before the close is on the socket before it."""
    async with live_server(tmp_path, drain_jobs_s=20) as server, raw_client(server.socket_url) as client:
        accepted = await client.ask("job.submit", kind="generate", request=program_request(duration_weeks=52))
        server.uvicorn.should_exit = True
        assert await client.closed() == CloseCode.DRAINING
    assert client.log_of(accepted["job_id"])[-1]["type"] == "job.completed"


async def _flood(server: LiveServer, user: str, is_enough: Callable[[], bool]) -> None:
    """Have programs made for ``user`` until it is enough; each is pushed to its submitter meanwhile."""
    async with raw_client(server.socket_url) as agent:
        while not is_enough():
            request = program_request(user, duration_weeks=52)
            accepted = await agent.ask("job.submit", kind="generate", request=request, on_active="parallel")
            assert accepted["type"] == "job.accepted", accepted
            assert (await agent.to_the_end_of(accepted["job_id"]))[-1]["type"] == "job.completed"


async def _stall(client: DeafClient, server: LiveServer, user: str) -> Connection:
    """Let a client watch a user, and read nothing of it."""
    await client.send(HELLO)
    await client.send(json.dumps({"type": "jobs.watch", "id": "w", "user_id": user}))
    await wait_until(lambda: list(server.parts.hub.listeners()) != [], "it watches")
    (connection,) = server.parts.gateway.connections.values()
    return connection


@pytest.fixture
def _no_help_of_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would end a stalled connection too, without a code, if the flood took longer than its margin."""
    monkeypatch.setattr(listening, "KERNEL_MARGIN_S", 60.0)


@pytest.mark.usefixtures("_no_help_of_the_kernel")
async def test_4002_when_a_reader_is_stuck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that stops reading is cut and its socket freed; others are served meanwhile."""
    monkeypatch.setattr(protocol, "FLUSH_GRACE_S", 0.1)
    async with live_server(tmp_path, write_stall_s=0.3, submits_per_minute=1000) as server:
        async with deaf_client(server.port) as stalled:
            user = new_user()
            connection = await _stall(stalled, server, user)
            await _flood(server, user, lambda: connection._close is not None)
            assert connection._close is not None
            assert connection._close.code is CloseCode.SLOW_CONSUMER
            await wait_until(stalled.is_cut, "the connection is gone, although nothing was read")
            await wait_until(lambda: not server.parts.gateway.connections, "nothing of it is left")


@pytest.mark.usefixtures("_no_help_of_the_kernel")
async def test_a_reader_that_wakes_up_in_time_learns_why(tmp_path: Path) -> None:
    """Who reads again within the grace finds 4002 behind what was sent before."""
    async with live_server(tmp_path, write_stall_s=0.3, submits_per_minute=1000) as server:
        async with deaf_client(server.port) as stalled:
            user = new_user()
            connection = await _stall(stalled, server, user)
            await _flood(server, user, lambda: connection._close is not None)
            assert close_code_of(await stalled.rest()) == CloseCode.SLOW_CONSUMER


async def test_4003_when_no_ping_is_answered(tmp_path: Path) -> None:
    """A peer that is gone without a word is noticed."""
    async with live_server(tmp_path, heartbeat_s=0.1, pong_timeout_s=0.1) as server:
        async with deaf_client(server.port) as deaf:
            await deaf.send(HELLO)
            assert close_code_of(await deaf.rest()) == CloseCode.NO_HEARTBEAT


async def test_a_client_that_answers_pings_stays(tmp_path: Path) -> None:
    """A silent client is not a dead one, and gets ping frames."""
    async with live_server(tmp_path, heartbeat_s=0.05, pong_timeout_s=0.05) as server:
        async with raw_client(server.socket_url) as client:
            for _ in range(5):
                await client.until("ping")
            assert (await client.ask("ping"))["type"] == "pong"


async def test_4004_when_a_token_ends(tmp_path: Path) -> None:
    """And not when it was refreshed in time."""
    secret = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of this test
    async with live_server(tmp_path, token_secret=secret) as server:
        user = new_user()
        short = TokenMint([secret], 2, 2).make(user, datetime.now(UTC), Identity(Scope.LOCAL)).token
        async with (
            raw_client(server.socket_url, greeting={"token": short}) as client,
            raw_client(server.socket_url, greeting={"token": short}) as careful,
        ):
            await careful.ask("auth.refresh", token=server.parts.doorkeeper.issue(user).token)
            assert await client.closed() == CloseCode.TOKEN_EXPIRED
            assert (await careful.ask("ping"))["type"] == "pong"


async def test_4006_when_a_client_does_not_stop(tmp_path: Path) -> None:
    """After as many answers that it has to wait as there may be."""
    limits: dict[str, Any] = {"frames_burst": 5, "frames_per_second": 0.01, "frames_over_limit": 10}
    async with live_server(tmp_path, **limits) as server, raw_client(server.socket_url) as client:
        for _ in range(20):
            await client.send_text('{"type":"ping"}')
        assert await client.closed() == CloseCode.RATE_LIMITED
    assert [frame["type"] for frame in client.frames[1:]] == ["pong"] * 4 + ["error"] * 10


async def test_4500_after_too_many_bad_frames(tmp_path: Path) -> None:
    """Twenty are answered, the one after them ends it."""
    async with live_server(tmp_path, bad_frame_pause_s=0) as server, raw_client(server.socket_url) as client:
        for _ in range(21):
            await client.send_text("nonsense")
        assert await client.closed() == CloseCode.PROTOCOL_ERROR
    assert [frame["type"] for frame in client.frames[1:]] == ["error"] * 21


@pytest.mark.parametrize("text", ['{"type":"ping"}', "nonsense", b"\x00"])
async def test_4501_before_hello(tmp_path: Path, text: str | bytes) -> None:
    """With an error that says it."""
    async with live_server(tmp_path) as server, raw_client(server.socket_url, hello=False) as client:
        await client.send_text(text)
        assert await client.closed() == CloseCode.UNAUTHORIZED
    assert [frame["code"] for frame in client.frames] == ["unauthorized"]


async def test_4501_for_a_token_that_is_none_of_ours(tmp_path: Path) -> None:
    """A wrong one, one of another house, and one that has ended."""
    clock = SetClock()
    async with live_server(tmp_path, clock=clock) as server:
        ended = server.parts.doorkeeper.issue(new_user()).token
        clock.move(3600)
        foreign = jwt.encode({"sub": new_user(), "exp": 4102444800}, "x" * 32, "HS256")
        unsigned = jwt.encode({"sub": new_user(), "exp": 4102444800}, "", "none")
        for token in ("nonsense", ended, foreign, unsigned):
            async with raw_client(server.socket_url, hello=False) as client:
                await client.send("hello", token=token)
                assert await client.closed() == CloseCode.UNAUTHORIZED
            assert [frame["code"] for frame in client.frames] == ["unauthorized"]
            assert token not in json.dumps(client.frames)


async def test_4502_without_hello(tmp_path: Path) -> None:
    """Who says nothing does not keep a socket."""
    async with live_server(tmp_path, hello_timeout_s=0.1) as server:
        async with raw_client(server.socket_url, hello=False) as client:
            assert await client.closed() == CloseCode.HELLO_TIMEOUT


async def test_4503_for_another_machine_without_a_token(tmp_path: Path) -> None:
    """Only this machine itself is served without one."""
    async with live_server(tmp_path) as server:
        async with raw_client(server.socket_url, hello=False, additional_headers=STRANGER) as client:
            await client.send_text(HELLO)
            assert await client.closed() == CloseCode.FORBIDDEN
        assert [frame["code"] for frame in client.frames] == ["forbidden"]
        greeting = {"token": server.parts.doorkeeper.issue(new_user()).token}
        async with raw_client(server.socket_url, greeting=greeting, additional_headers=STRANGER) as known:
            assert (await known.ask("ping"))["type"] == "pong"


async def test_4504_for_other_subprotocols(tmp_path: Path) -> None:
    """A client that speaks only something else is told so."""
    async with live_server(tmp_path) as server:
        client = RawClient(await _connect(server.socket_url, subprotocols=["repcast.v2", "graphql-ws"]))
        assert await client.closed() == CloseCode.UNSUPPORTED_PROTOCOL
        assert client.socket.close_reason == "offer repcast.v1"


async def test_4505_for_too_many_connections(tmp_path: Path) -> None:
    """The next one is served again when one has gone."""
    async with live_server(tmp_path, max_connections_per_address=2) as server:
        async with raw_client(server.socket_url) as first, raw_client(server.socket_url):
            async with raw_client(server.socket_url, hello=False) as third:
                assert await third.closed() == CloseCode.TOO_MANY_CONNECTIONS
            await first.socket.close()
            await wait_until(lambda: len(server.parts.gateway.connections) == 1, "one has gone")
            async with raw_client(server.socket_url) as fourth:
                assert (await fourth.ask("ping"))["type"] == "pong"


async def test_1009_for_a_frame_that_is_too_big(tmp_path: Path) -> None:
    """64 KiB are read, one byte more is not."""
    async with live_server(tmp_path) as server, raw_client(server.socket_url) as client:
        shell = '{"type":"ping","id":"%s"}'
        await client.send_text(shell % ("x" * (65536 - len(shell) + 2)))
        assert (await client.next())["code"] == "bad_frame"
        await client.send_text(shell % ("x" * (65536 - len(shell) + 3)))
        assert await client.closed() == CloseCode.MESSAGE_TOO_BIG


async def test_a_client_that_goes_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither a connection nor a task nor a listener, however it goes."""
    async with live_server(tmp_path) as server:
        tasks = len(asyncio.all_tasks())
        for _ in range(5):
            async with raw_client(server.socket_url) as polite:
                await polite.ask("jobs.watch", user_id=new_user())
            async with deaf_client(server.port) as rude:
                await rude.send(HELLO)
        await wait_until(lambda: not server.parts.gateway.connections, "all have gone")
        await wait_until(lambda: len(asyncio.all_tasks()) <= tasks, "no task is left")
        assert list(server.parts.hub.listeners()) == []


def test_every_close_code_of_ours_is_met_here() -> None:
    """A new code needs a new test."""
    source = Path(__file__).read_text(encoding="utf-8")
    ours = [code for code in CloseCode if code >= 4000]
    assert [code for code in ours if f"test_{code.value}_" not in source] == []


async def test_a_client_that_goes_without_reading_its_answers_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server had stopped reading its requests until there is room for their answers; nothing else wakes it."""
    monkeypatch.setattr(listening, "KERNEL_MARGIN_S", 0.5 - 3600)  # where its reset is passed over, the kernel ends it
    settings: dict[str, Any] = {"outbox_frames": 4, "frames_burst": 100_000, "frames_per_second": 100_000}
    never: dict[str, Any] = {"tail_interval_s": 3600, "heartbeat_s": 3600, "write_stall_s": 3600}
    async with live_server(tmp_path, **settings, **never) as server:
        server.shrink_buffers(SMALL_BUFFER_BYTES)
        async with deaf_client(server.port) as rude:
            await rude.send(HELLO)

            async def is_held_back() -> bool:
                for _ in range(50):
                    await rude.send('{"type":"jobs.list","id":"%s"}' % ("x" * 60))
                (connection,) = server.parts.gateway.connections.values()
                return not connection._reader.follower.outbox.has_room

            await wait_until(is_held_back, "its answers pile up")
        await wait_until(lambda: not server.parts.gateway.connections, "it has gone")


async def test_4501_names_what_is_wrong_with_a_hello(tmp_path: Path) -> None:
    """A typo is no riddle."""
    async with live_server(tmp_path) as server, raw_client(server.socket_url, hello=False) as client:
        await client.send_text('{"type":"hello","id":"1","resumee":[]}')
        assert await client.closed() == CloseCode.UNAUTHORIZED
    assert client.frames[0]["message"] == "Say hello first. resumee: unknown field"
