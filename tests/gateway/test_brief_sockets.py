"""Who opens sockets only to close them again waits, and nobody else does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.access import haste, holding, slow_lane
from server.access.identity import Scope
from tests.support.keys import bearer, new_key
from tests.support.live_server import LiveServer, live_server
from tests.support.samples import new_user
from tests.support.waiting import wait_until

MOST = 3
RESTLESS, OTHER = "192.0.2.1", "192.0.2.2"


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, brief_sockets_per_minute=MOST) as server:
        yield server


async def _come_and_go(server: LiveServer, address: str | None = None, **shown: str) -> int:
    """The status that a handshake is answered with; its socket is closed and counted when this returns."""
    try:
        headers = shown if address is None else {"X-Forwarded-For": address, **shown}
        async with connect(server.socket_url, compression=None, additional_headers=headers):
            pass
    except InvalidStatus as refused:
        return refused.response.status_code if int(refused.response.headers["Retry-After"]) >= 1 else 0
    await wait_until(lambda: not server.parts.gateway.connections, "the socket is gone")
    return 101


async def test_who_comes_and_goes_waits(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """But no more of them than may, the next one is refused, and other addresses are served."""
    monkeypatch.setattr(slow_lane, "PAUSE_S", 3600)
    monkeypatch.setattr(slow_lane, "MOST_OF_ONE", 1)
    monkeypatch.setattr(holding, "HOLD_S", 0)
    assert [await _come_and_go(server, RESTLESS) for _ in range(MOST + 1)] == [101] * (MOST + 1)
    one_more = asyncio.create_task(_come_and_go(server, RESTLESS))
    await wait_until(lambda: server.parts.gatekeeper.haste.waiting == 1, "it waits")
    assert await _come_and_go(server, RESTLESS) == 429
    assert await _come_and_go(server, OTHER) == 101
    assert not one_more.done()
    one_more.cancel()
    await asyncio.gather(one_more, return_exceptions=True)


async def test_who_shows_a_key_waits_for_no_neighbour(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who acts for many, with or without one, waits for nothing; a user's own sockets may be as brief as often."""
    monkeypatch.setattr(slow_lane, "MOST_OF_ONE", 0)
    monkeypatch.setattr(holding, "HOLD_S", 0)
    assert [await _come_and_go(server) for _ in range(2 * MOST)] == [101] * 2 * MOST
    agent = await new_key(server)
    key, other = [await new_key(server, Scope.USER, new_user()) for _ in range(2)]
    assert [await _come_and_go(server, RESTLESS) for _ in range(MOST + 1)] == [101] * MOST + [429]
    assert [await _come_and_go(server, RESTLESS, **bearer(key)) for _ in range(MOST + 1)] == [101] * MOST + [429]
    assert await _come_and_go(server, RESTLESS, **bearer(other)) == 101
    assert [await _come_and_go(server, RESTLESS, **bearer(agent)) for _ in range(2 * MOST)] == [101] * 2 * MOST
    assert await _come_and_go(server, RESTLESS, **bearer("wrong")) == 429


async def test_who_waited_is_served(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """And makes room for another who waits."""
    monkeypatch.setattr(slow_lane, "PAUSE_S", 0)
    monkeypatch.setattr(slow_lane, "MOST_OF_ONE", 1)
    assert [await _come_and_go(server, RESTLESS) for _ in range(3 * MOST)] == [101] * 3 * MOST


async def test_who_stays_waits_for_nothing(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many they are, as behind a restart."""
    monkeypatch.setattr(slow_lane, "MOST_OF_ONE", 0)
    monkeypatch.setattr(haste, "BRIEF_S", 0)
    assert [await _come_and_go(server, RESTLESS) for _ in range(3 * MOST)] == [101] * 3 * MOST
