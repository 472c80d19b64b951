"""Credentials do not come in addresses."""

import httpx
import pytest
from structlog.testing import capture_logs
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.api.url_guard import _has_credential
from tests.support.cpu_limit import cpu_limit
from tests.support.live_server import LiveServer
from tests.support.samples import new_user

REFUSED = (
    "token=canary",
    "access_token=canary",
    "api_key=canary",
    "apikey=canary",
    "key=canary",
    "Authorization=Bearer%20canary",
    "user_id=1&TOKEN=canary",
    "token=",
    "t%6Fken=canary",
    "x=rk_3f2a_canarycanary",
    "x=eyJhbGciOiJI.canary.canary",
)
SERVED = (
    "after=3&wait=0.1",
    "user_id=1&limit=2",
    "format=ics",
    "monkey=7&tokens=8",
    "a=bearer&b=7",
    "a=http://x&b=y@z",
    "",
)


async def test_a_request_with_one_is_400(http: httpx.AsyncClient) -> None:
    """It says where they belong, and repeats nothing, to nobody."""
    for query in REFUSED:
        with capture_logs() as logs:
            answer = await http.get(f"/api/health?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), query
        assert "Authorization: Bearer" in answer.json()["detail"]
        assert "canary" not in answer.text + str(logs)


async def test_a_handshake_with_one_is_400(server: LiveServer) -> None:
    """Before there is a socket."""
    for query in REFUSED:
        with capture_logs() as logs, pytest.raises(InvalidStatus) as refused:
            await connect(f"{server.socket_url}?{query}", compression=None)
        answer = refused.value.response
        assert answer.status_code == 400, query
        assert b"hello.token" in (answer.body or b"")
        assert b"canary" not in (answer.body or b"")
        assert "canary" not in str(logs)


async def test_others_are_served(http: httpx.AsyncClient) -> None:
    """It is the whole name that counts."""
    for query in SERVED:
        answer = await http.get(f"/api/programs/status/{new_user()}?{query}")
        assert answer.status_code == 404, query


def test_many_parameters_are_looked_at_together() -> None:
    """Whoever asks sends as many as there is room for, and all others wait meanwhile."""
    with cpu_limit(2):
        assert not _has_credential(b"a=b&" * 200_000)
