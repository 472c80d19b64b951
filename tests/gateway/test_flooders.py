"""Who sends too much again and again has no new socket for a while, and nobody else goes without for it."""

from contextlib import suppress
from pathlib import Path
from typing import Any, Never

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from schemas.close_codes import CloseCode
from schemas.model import JsonObject
from server.access import holding, quotas
from server.access.keys import new_key as made_up_key
from server.storage.transaction import StorageUnavailable
from tests.support.keys import bearer, new_key
from tests.support.live_server import LiveServer, live_server
from tests.support.raw_client import raw_client
from tests.support.samples import new_user
from tests.support.waiting import wait_until

MOST = 2
OFFICE, ELSEWHERE = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
TOO_LARGE = "x" * 2000
STRICT: dict[str, Any] = {
    "floods_per_minute": MOST,
    "max_frame_bytes": 1024,
    "frames_burst": 4,
    "frames_per_second": 0.1,
    "frames_over_limit": 1,
    "max_bad_frames": 1,
}


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused need not wait for it here."""
    monkeypatch.setattr(holding, "HOLD_S", 0)


async def _handshake(server: LiveServer, headers: dict[str, str]) -> int:
    """The status that a handshake is answered with."""
    try:
        async with connect(server.socket_url, compression=None, additional_headers=headers):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


async def _hello(server: LiveServer, token: str, headers: dict[str, str]) -> tuple[JsonObject, int | None]:
    """How a hello is answered, and the code with which the socket is closed then; None: it stays open."""
    async with raw_client(server.socket_url, hello=False, additional_headers=headers) as client:
        await client.send("hello", token=token)
        answer = await client.next()
        return answer, await client.closed() if answer["type"] == "error" else None


async def _flood(server: LiveServer, flood: str, headers: dict[str, str], **greeting: Any) -> int:
    """Send too much on a new socket; returns the code with which it is closed."""
    options: dict[str, Any] = {"greeting": greeting} if greeting else {"hello": False}
    async with raw_client(server.socket_url, additional_headers=headers, **options) as client:
        with suppress(ConnectionClosed):
            for _ in range(6):
                await client.send_text(flood)
        return await client.closed()


async def _shut_out(server: LiveServer, headers: dict[str, str]) -> None:
    """Have somebody who does not say who they are flood until their address gets no socket any more."""
    for _ in range(MOST):
        assert await _flood(server, TOO_LARGE, headers) == CloseCode.MESSAGE_TOO_BIG

    async def is_refused() -> bool:
        return await _handshake(server, headers) == 429

    await wait_until(is_refused, "the address is refused")


async def _counted(server: LiveServer, user: str) -> None:
    """Wait until a user has flooded as often as one may: a socket is counted behind its close."""
    floods = server.parts.gatekeeper._floods
    await wait_until(lambda: floods.wait_s(f"user:{user}") > 0, "the floods are counted")


@pytest.mark.parametrize(
    ("flood", "code"),
    [
        ('{"type":"ping"}', CloseCode.RATE_LIMITED),
        ("[]", CloseCode.PROTOCOL_ERROR),
        (TOO_LARGE, CloseCode.MESSAGE_TOO_BIG),
    ],
)
async def test_a_new_socket_is_no_new_beginning_for_who_floods(tmp_path: Path, flood: str, code: CloseCode) -> None:
    """From any address. Their open sockets go on, and so does everybody else at the address that they came from."""
    async with live_server(tmp_path, **STRICT) as server:
        user = new_user()
        token, neighbour = (server.parts.doorkeeper.issue(each).token for each in (user, new_user()))
        async with raw_client(server.socket_url, greeting={"token": token}, additional_headers=OFFICE) as known:
            assert [await _flood(server, flood, OFFICE, token=token) for _ in range(MOST)] == [code] * MOST
            await _counted(server, user)
            for headers in (OFFICE, ELSEWHERE, OFFICE | bearer(token)):
                error, closed_with = await _hello(server, token, headers)
                assert (error["code"], closed_with) == ("rate_limited", CloseCode.RATE_LIMITED)
                assert 0 < error["retry_after_s"] <= 60 / MOST
            assert (await known.ask("ping"))["type"] == "pong"
        welcome, _ = await _hello(server, neighbour, OFFICE)
        assert welcome["type"] == "welcome"


async def test_to_be_told_to_wait_is_no_flood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes again too soon, and is refused, has a socket when the time is over that they were told."""
    async with live_server(tmp_path, **STRICT) as server:
        token = server.parts.doorkeeper.issue(user := new_user()).token
        floods = server.parts.gatekeeper._floods
        now_s = floods._now_s()
        monkeypatch.setattr(floods, "_now_s", lambda: now_s)
        for _ in range(MOST):
            await _flood(server, TOO_LARGE, OFFICE, token=token)
        await _counted(server, user)
        moments = iter([now_s + 29.9] * 2)  # at the first handshake, and at its hello; all the rest is later

        def running_s() -> float:
            return next(moments, now_s + 30.1)

        monkeypatch.setattr(floods, "_now_s", running_s)
        answers = [(await _hello(server, token, OFFICE))[0]["type"] for _ in range(2)]
        assert answers == ["error", "welcome"]


async def test_who_comes_again_without_waiting_to_be_told_shuts_their_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the upgrade they are held up at less cost; keys of others are served there nevertheless."""
    monkeypatch.setattr(quotas, "RETURNS_PER_MINUTE", 3)
    async with live_server(tmp_path, **STRICT) as server:
        user = new_user()
        token, neighbour = (server.parts.doorkeeper.issue(each).token for each in (user, new_user()))
        for _ in range(MOST):
            await _flood(server, TOO_LARGE, OFFICE, token=token)
        await _counted(server, user)
        for _ in range(3):
            assert await _handshake(server, OFFICE) == 101
            await _hello(server, token, OFFICE)
        assert await _handshake(server, OFFICE) == 429
        assert await _handshake(server, OFFICE | bearer(token)) == 429
        assert await _handshake(server, OFFICE | bearer(neighbour)) == 101
        assert await _handshake(server, ELSEWHERE) == 101


async def test_who_floods_unknown_shuts_out_none_who_shows_a_key(tmp_path: Path) -> None:
    """A key or a token at the handshake opens a socket where the address has none; other addresses are served."""
    async with live_server(tmp_path, **STRICT) as server:
        key = await new_key(server)
        token = server.parts.doorkeeper.issue(new_user(), await server.parts.doorkeeper.identify(key, None)).token
        await _shut_out(server, OFFICE)
        for shown in (key, token):
            async with raw_client(server.socket_url, additional_headers=OFFICE | bearer(shown)) as client:
                assert (await client.ask("ping"))["type"] == "pong"
        assert await _handshake(server, ELSEWHERE) == 101


async def test_a_wrong_key_is_told_what_none_is_told(tmp_path: Path) -> None:
    """So nobody learns there whether one is good; and it counts as a wrong one anywhere else."""
    async with live_server(tmp_path, failed_logins_per_minute=3, **STRICT) as server:
        key = await new_key(server)
        await _shut_out(server, OFFICE)
        shown = [{}, bearer(f"{key[:20]}{made_up_key()[20:]}"), bearer("wrong"), {"Authorization": "Basic eDp5"}]
        answers = []
        for each in shown:
            with pytest.raises(InvalidStatus) as refused:
                await connect(server.socket_url, compression=None, additional_headers=OFFICE | each)
            answers.append(refused.value.response)
        assert {answer.status_code for answer in answers} == {429}
        assert len({bytes(answer.body or b"").partition(b'"request_id"')[0] for answer in answers}) == 1
        error, _ = await _hello(server, "wrong", OFFICE | bearer(key))
        assert error["code"] == "rate_limited"  # the fourth


async def test_a_key_that_cannot_be_looked_up_opens_nothing_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is away; who was known before is known then, too."""

    async def fail(_: object) -> Never:
        raise StorageUnavailable("away")

    async with live_server(tmp_path, **STRICT) as server:
        known, other = await new_key(server), await new_key(server)
        await _hello(server, known, ELSEWHERE)
        await _shut_out(server, OFFICE)
        monkeypatch.setattr(server.parts.database, "read", fail)
        assert [await _handshake(server, OFFICE | bearer(key)) for key in (known, other)] == [101, 429]


async def test_who_was_let_in_by_a_key_floods_at_its_cost(tmp_path: Path) -> None:
    """Also before hello: then the key opens no more at that address than nothing does."""
    async with live_server(tmp_path, **STRICT) as server:
        key = await new_key(server)
        await _shut_out(server, OFFICE)
        for _ in range(MOST):
            assert await _flood(server, TOO_LARGE, OFFICE | bearer(key)) == CloseCode.MESSAGE_TOO_BIG

        async def is_refused() -> bool:
            return await _handshake(server, OFFICE | bearer(key)) == 429

        await wait_until(is_refused, "the key is refused")
        error, _ = await _hello(server, key, ELSEWHERE)
        assert error["code"] == "rate_limited"


async def test_a_key_has_handshakes_where_its_address_has_none_left(tmp_path: Path) -> None:
    """As many as an address has."""
    async with live_server(tmp_path, handshakes_per_minute=MOST) as server:
        key = await new_key(server)
        assert [await _handshake(server, OFFICE) for _ in range(MOST + 1)] == [101] * MOST + [429]
        known = [await _handshake(server, OFFICE | bearer(key)) for _ in range(MOST + 1)]
        assert known == [101] * MOST + [429]
