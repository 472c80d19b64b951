"""Who may open a socket, seen at the handshake."""

from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tests.support.live_server import live_server
from tests.support.raw_client import raw_client

HELLO = '{"type":"hello","id":"h"}'


async def _connect(url: str, **options: Any) -> ClientConnection:
    """A bare socket; what the handshake is answered with raises."""
    return await connect(url, compression=None, **options)


@pytest.mark.parametrize("origin", ["http://127.0.0.1:{port}", "http://localhost:{port}", "https://app.example"])
async def test_own_and_allowed_origins_are_served(tmp_path: Path, origin: str) -> None:
    """The server's own page, and those that the operator named."""
    async with live_server(tmp_path, allowed_origins="https://app.example, https://other.example") as server:
        async with raw_client(server.socket_url, origin=origin.format(port=server.port)) as client:
            assert (await client.ask("ping"))["type"] == "pong"


async def test_503_for_new_sockets_while_draining(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Who comes now is sent to another server. It is no error of this one."""
    async with live_server(tmp_path) as server:
        await server.parts.gateway.drain(1)
        with pytest.raises(InvalidStatus) as refused:
            await _connect(server.socket_url)
        assert refused.value.response.status_code == 503
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
