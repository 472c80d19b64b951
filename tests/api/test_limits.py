"""Requests and streams that are too many: 429, a problem document, and when to come again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.access import holding
from server.access.identity import Identity, Scope
from server.choices import token_mint
from server.clock import utc_now
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import submit
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until

SECRET = "s" * 32


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused need not wait for it here."""
    monkeypatch.setattr(holding, "HOLD_S", 0)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    generator = ScriptedGenerator([[Hold()]])
    limits: dict[str, Any] = {
        "token_secret": SECRET,
        "requests_per_minute": 20,
        "failed_logins_per_minute": 3,
        "max_streams": 2,
    }
    async with live_server(tmp_path, generator, **limits) as running:
        yield running
        generator.release()


@pytest.fixture
async def http(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False) as client:
        yield client


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _is_told_to_wait(answer: httpx.Response) -> bool:
    problem = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["code"], problem["retryable"]) == (429, "rate_limited", True)
    return bool(int(answer.headers["Retry-After"]) == max(1, ceil(problem["retry_after_s"])))


async def test_requests_that_come_too_fast_are_told_to_wait(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Each user for themselves, from whichever address; and who shows no credentials, by address."""
    users = [new_user() for _ in range(2)]
    first, second = (_bearer(server.parts.doorkeeper.issue(user).token) for user in users)
    answers = [await http.get(f"/api/programs?user_id={users[0]}", headers=first) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert _is_told_to_wait(answers[-1])
    assert (await http.get(f"/api/programs?user_id={users[1]}", headers=second)).status_code == 200
    probes = [await http.get("/api/ready") for _ in range(21)]
    assert [probe.status_code for probe in probes] == [200] * 20 + [429]
    assert _is_told_to_wait(probes[-1])
    assert (await http.get("/api/health")).status_code == 200


async def test_wrong_credentials_are_slowed_down(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Right ones are served from that address, too: others may have it. What has expired was no guess."""
    user = new_user()
    address = f"/api/programs?user_id={user}"
    right = _bearer(server.parts.doorkeeper.issue(user).token)
    mint = token_mint(server.parts.settings)
    expired = _bearer(mint.make(user, utc_now() - timedelta(days=1), Identity(Scope.LOCAL)).token)
    assert [(await http.get(address, headers=expired)).status_code for _ in range(4)] == [401] * 4
    answers = [await http.get(address, headers=_bearer("wrong")) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert _is_told_to_wait(answers[-1])
    assert (await http.get(address, headers=right)).status_code == 200
    assert (await http.get(address, headers=expired)).status_code == 401
    assert (await http.get(address)).status_code == 200
    others = await http.get(address, headers=_bearer("wrong") | {"X-Forwarded-For": "192.0.2.1"})
    assert others.status_code == 401


async def test_a_caller_has_so_many_streams(server: LiveServer, http: httpx.AsyncClient) -> None:
    """Event streams and long polls together; one that goes makes room, and others have their own."""
    request = program_request()
    job_id = (await submit(server.parts, request)).job.job_id
    events = f"/api/programs/status/{job_id}/events"
    own = _bearer(server.parts.doorkeeper.issue(str(request["user_id"])).token)
    async with http.stream("GET", events), http.stream("GET", events):
        for address in (events, f"/api/programs/status/{job_id}?wait=1"):
            async with http.stream("GET", address) as refused:
                assert refused.status_code == 429, address
                await refused.aread()
                assert _is_told_to_wait(refused)
        assert (await http.get(f"/api/programs/status/{job_id}")).status_code == 200
        async with http.stream("GET", events, headers=own) as theirs:
            assert theirs.status_code == 200

    async def is_served() -> bool:
        async with http.stream("GET", events) as again:
            return again.status_code == 200

    await wait_until(is_served, "there is room again")
