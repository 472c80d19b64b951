"""Requests of who comes too often wait, and nobody else's do."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.access import holding, slow_lane
from tests.support.keys import bearer
from tests.support.live_server import LiveServer, live_server
from tests.support.raw_client import raw_client
from tests.support.samples import new_user
from tests.support.waiting import wait_until

FREE = 2


@pytest.fixture(autouse=True)
def _for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits does, and who is refused is so at once."""
    monkeypatch.setattr(slow_lane, "PAUSE_S", 3600)
    monkeypatch.setattr(holding, "HOLD_S", 0)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, looks_per_minute=FREE, visits_per_minute=FREE) as running:
        yield running


@pytest.fixture
async def http(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False) as client:
        yield client


def token_of(server: LiveServer, user_id: str) -> str:
    return server.parts.doorkeeper.issue(user_id).token


async def _waits(server: LiveServer, one_more: asyncio.Task[httpx.Response], waiting: int = 1) -> None:
    await wait_until(lambda: server.parts.gatekeeper.haste.waiting == waiting, "it waits")
    assert not one_more.done()


async def _give_up(*tasks: asyncio.Task[httpx.Response]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_users_requests_and_frames_wait_together(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Other users' do not, nor what looks nothing up, nor those of who acts for many."""
    shown, other = (bearer(token_of(server, new_user())) for _ in range(2))
    for _ in range(FREE + 1):  # one goes on in the slow lane at once
        assert (await http.get("/api/programs", headers=shown)).status_code == 200
    one_more = asyncio.create_task(http.get("/api/programs", headers=shown))
    await _waits(server, one_more)
    asking, pinging = (raw_client(server.socket_url, additional_headers=shown) for _ in range(2))
    async with asking as asked, pinging as pinged:
        await asked.send("jobs.list")
        await _waits(server, one_more, waiting=2)
        assert (await pinged.ask("ping"))["type"] == "pong"
    for _ in range(FREE):
        assert (await http.get("/api/programs", headers=other)).status_code == 200
    for _ in range(3 * FREE):
        assert (await http.get(f"/api/programs?user_id={new_user()}")).status_code == 200
    await _give_up(one_more)


async def test_who_waits_is_served_before_the_server_goes(
    server: LiveServer, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or is told to come again, and is not cut off."""
    monkeypatch.setattr(slow_lane, "MOST_OF_ONE", 1)
    monkeypatch.setattr(holding, "HOLD_S", 3600)
    monkeypatch.setattr(holding, "LONGEST_S", 3600)
    shown = bearer(token_of(server, new_user()))
    for _ in range(FREE + 1):
        await http.get("/api/programs", headers=shown)
    waiting = asyncio.create_task(http.get("/api/programs", headers=shown))
    await _waits(server, waiting)
    refused = asyncio.create_task(http.get("/api/programs", headers=shown))
    await wait_until(lambda: server.parts.gatekeeper.holding.held == 1, "it is held")
    await server.parts.drain()
    assert [(await each).status_code for each in (waiting, refused)] == [200, 429]
    assert (await http.get("/api/programs", headers=shown)).status_code == 200


@pytest.mark.parametrize("shown", [{}, bearer("wrong")])
async def test_an_address_waits(server: LiveServer, http: httpx.AsyncClient, shown: dict[str, str]) -> None:
    """Of those who show nothing that is good, whatever they ask for; others' do not."""
    here, there = ({"X-Forwarded-For": address, **shown} for address in ("192.0.2.1", "192.0.2.2"))
    for path in ("/", "/static/app.js", "/nothing"):
        assert (await http.get(path, headers=here)).status_code in {200, 404}
    one_more = asyncio.create_task(http.get("/", headers=here))
    await _waits(server, one_more)
    assert (await http.get("/", headers=there)).status_code == 200
    assert (await http.get("/")).status_code == 200
    assert "\nrepcast_callers_waiting 1.0\n" in (await http.get("/metrics")).text
    await _give_up(one_more)


async def test_where_many_wait_one_more_is_refused(
    server: LiveServer, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over HTTP and on the socket alike, and told when to come again."""
    monkeypatch.setattr(slow_lane, "MOST_OF_ONE", 0)
    shown = bearer(token_of(server, new_user()))
    answers = [await http.get("/api/programs", headers=shown) for _ in range(FREE + 1)]
    assert [answer.status_code for answer in answers] == [200] * FREE + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].json()["code"] == "rate_limited"
    async with raw_client(server.socket_url, additional_headers=shown) as client:
        refused = await client.ask("jobs.list")
    assert (refused["type"], refused["code"], refused["retryable"]) == ("error", "rate_limited", True)
    assert refused["retry_after_s"] > 0
