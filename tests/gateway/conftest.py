"""A server whose jobs hold when two weeks are written, and a client of its socket."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.gateway.protocol import EndingProtocol
from tests.support.live_server import LiveServer, live_server
from tests.support.raw_client import RawClient, raw_client
from tests.support.scripted_generator import Hold, ScriptedGenerator


@pytest.fixture
def generator() -> ScriptedGenerator:
    return ScriptedGenerator([[Hold(after_weeks=2)]])


EITHER_WAY = pytest.mark.parametrize("protocol", [EndingProtocol, WebSocketsSansIOProtocol], indirect=True)
"""For what has to be so whether frames are written straight to transports or by way of ASGI, as on other servers."""


@pytest.fixture
def protocol(request: pytest.FixtureRequest) -> type[WebSocketsSansIOProtocol]:
    """Of the server's sockets: our own, unless it is a parameter."""
    chosen: type[WebSocketsSansIOProtocol] = getattr(request, "param", EndingProtocol)
    return chosen


@pytest.fixture
async def server(
    tmp_path: Path, generator: ScriptedGenerator, protocol: type[WebSocketsSansIOProtocol]
) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, generator, protocol=protocol) as running:
        yield running
        generator.release()


@pytest.fixture
async def client(server: LiveServer) -> AsyncIterator[RawClient]:
    async with raw_client(server.socket_url) as connected:
        yield connected
