"""Who may open a socket, seen at the handshake."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from schemas.model import JsonObject
from server.access import holding
from tests.support.live_server import LiveServer, live_server
from tests.support.raw_client import raw_client


@pytest.mark.parametrize("origin", ["http://127.0.0.1:{port}", "http://localhost:{port}", "https://app.example"])
async def test_own_and_allowed_origins_are_served(tmp_path: Path, origin: str) -> None:
    """The server's own page, and those that the operator named."""
    async with live_server(tmp_path, allowed_origins="https://app.example, https://other.example") as server:
        async with raw_client(server.socket_url, origin=origin.format(port=server.port)) as client:
            assert (await client.ask("ping"))["type"] == "pong"


async def _refusal(server: LiveServer, **options: Any) -> tuple[JsonObject, str | None]:
    """The problem document in the place of a socket, and when to come again."""
    with pytest.raises(InvalidStatus) as refused:
        await connect(server.socket_url, compression=None, **options)
    answer = refused.value.response
    assert answer.headers["Content-Type"] == "application/problem+json"
    document: JsonObject = json.loads(answer.body or b"")
    assert document["status"] == answer.status_code
    assert document["detail"]
    return document, answer.headers.get("Retry-After")


async def _of_a_foreign_page(_: LiveServer) -> dict[str, Any]:
    return {"origin": "https://evil.example"}


async def _while_draining(server: LiveServer) -> dict[str, Any]:
    await server.parts.gateway.drain(1)
    return {}


async def _too_often(server: LiveServer) -> dict[str, Any]:
    async with raw_client(server.socket_url):
        return {}


@pytest.mark.parametrize(
    ("comes", "status", "code", "is_to_wait"),
    [
        (_of_a_foreign_page, 403, "forbidden", False),
        (_while_draining, 503, "draining", True),
        (_too_often, 429, "rate_limited", True),
    ],
)
async def test_a_refused_handshake_is_answered_as_a_refused_request(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    comes: Callable[[LiveServer], Awaitable[dict[str, Any]]],
    status: int,
    code: str,
    *,
    is_to_wait: bool,
) -> None:
    """With a problem document, and when to come again where that helps. It is no error of the server."""
    monkeypatch.setattr(holding, "HOLD_S", 0)
    async with live_server(tmp_path, handshakes_per_minute=1) as server:
        problem, retry_after = await _refusal(server, **await comes(server))
    assert (problem["status"], problem["code"], problem["retryable"]) == (status, code, is_to_wait)
    assert retry_after == (str(max(1, ceil(problem["retry_after_s"]))) if is_to_wait else None)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_where_no_answer_can_be_given_a_handshake_is_closed(tmp_path: Path) -> None:
    """A server without the ASGI extension for it makes 403 of that."""
    said: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    scope = {"type": "websocket", "path": "/ws", "headers": [(b"origin", b"https://evil.example")]}
    async with live_server(tmp_path) as server:
        await server.parts.gateway(scope, receive, send)
    assert said == [{"type": "websocket.close", "code": 1008}]
