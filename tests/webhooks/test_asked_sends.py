"""How often somebody may have the server send something to an endpoint, beside what happens by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from math import ceil
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.access import holding
from tests.support.keys import bearer
from tests.support.live_server import LiveServer, live_server
from tests.support.samples import new_user
from tests.webhooks.hooks import DELIVERING, NOBODY_DELIVERS, hook, trial
from tests.webhooks.receiver import Receiver, receiver

MOST = 3


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused need not wait for it here."""
    monkeypatch.setattr(holding, "HOLD_S", 0)


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    async with receiver() as running:
        yield running


async def _own_test(server: LiveServer, http: httpx.AsyncClient, headers: dict[str, str]) -> str:
    """The address at which somebody has a test sent to an endpoint of their own."""
    made = await http.post(f"{server.url}/api/webhooks", json={"url": "https://127.0.0.1:9/"}, headers=headers)
    assert made.status_code == 201, made.text
    return f"{server.url}/api/webhooks/{made.json()['id']}/test"


async def test_who_asks_too_often_is_told_to_wait(tmp_path: Path, there: Receiver) -> None:
    """Tests and what is to be sent again count together; nothing more is sent, and everything else is answered."""
    async with live_server(tmp_path, webhook_sends_per_minute=MOST, **DELIVERING) as server:
        webhook = await hook(server.parts, there.url)
        address = f"/api/webhooks/{webhook.id}"
        again = f"{address}/deliveries/{await trial(server.parts, webhook.id)}/redeliver"
        async with httpx.AsyncClient(base_url=server.url) as http:
            paths = [f"{address}/test", again, f"{address}/test", f"{address}/test", again]
            answers = [await http.post(path) for path in paths]
            assert [answer.status_code for answer in answers] == [202, 202, 202, 429, 429]
            problem = answers[-1].json()
            assert (problem["code"], problem["retryable"]) == ("rate_limited", True)
            assert 0 < problem["retry_after_s"] <= 60 / MOST
            assert answers[-1].headers["Retry-After"] == str(ceil(problem["retry_after_s"]))
            kept = (await http.get(f"{address}/deliveries")).json()["deliveries"]
            assert len(kept) == 1 + 2  # the one that was sent again has no row of its own
        assert len({delivery["id"] for delivery in kept}) == len(kept)


async def test_each_owner_has_their_own(tmp_path: Path) -> None:
    """One user's trials are not another's, also where one agent's key is behind both; an absent endpoint counts too."""
    async with (
        live_server(tmp_path, webhook_sends_per_minute=MOST, **NOBODY_DELIVERS) as server,
        httpx.AsyncClient() as http,
    ):
        tokens = [bearer(server.parts.doorkeeper.issue(new_user()).token) for _ in range(2)]
        first, second = [await _own_test(server, http, each) for each in tokens]
        absent = f"{server.url}/api/webhooks/{new_user()}/test"
        statuses = [(await http.post(path, headers=tokens[0])).status_code for path in (first, absent, first, first)]
        assert statuses == [202, 404, 202, 429]
        assert (await http.post(absent, headers=tokens[0])).status_code == 429
        assert (await http.post(second, headers=tokens[1])).status_code == 202


async def test_servers_that_share_redis_count_together(tmp_path: Path, redis_url: str, redis_prefix: str) -> None:
    """Of forty at once to both, exactly as many are taken as may be."""
    shared: dict[str, Any] = {"redis_url": redis_url, "redis_prefix": redis_prefix, "webhook_sends_per_minute": MOST}
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=60))
        addresses = []
        for name in ("one", "other"):
            (tmp_path / name).mkdir()
            server = await stack.enter_async_context(live_server(tmp_path / name, **shared, **NOBODY_DELIVERS))
            addresses.append(await _own_test(server, http, {}))
        answers = await asyncio.gather(*(http.post(address) for _ in range(20) for address in addresses))
    assert sorted(answer.status_code for answer in answers) == [202] * MOST + [429] * (40 - MOST)


async def test_the_interface_tells_of_the_limit(tmp_path: Path) -> None:
    """The OpenAPI document has the refusal, and where it says when to come again."""
    async with live_server(tmp_path) as server, httpx.AsyncClient(base_url=server.url) as http:
        paths = (await http.get("/openapi.json")).json()["paths"]
    for path in ("/api/webhooks/{webhook_id}/test", "/api/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver"):
        refusal = paths[path]["post"]["responses"]["429"]
        assert refusal["headers"]["Retry-After"]["schema"] == {"type": "integer", "minimum": 1}
        assert refusal["content"].keys() == {"application/problem+json"}
        assert "minute" in paths[path]["post"]["description"]
