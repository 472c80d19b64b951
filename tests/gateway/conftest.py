"""A server whose jobs hold when two weeks are written, and a client of its socket."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.live_server import LiveServer, live_server
from tests.support.raw_client import RawClient, raw_client
from tests.support.scripted_generator import Hold, ScriptedGenerator


@pytest.fixture
def generator() -> ScriptedGenerator:
    return ScriptedGenerator([[Hold(after_weeks=2)]])


@pytest.fixture
async def server(tmp_path: Path, generator: ScriptedGenerator) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, generator) as running:
        yield running
        generator.release()


@pytest.fixture
async def client(server: LiveServer) -> AsyncIterator[RawClient]:
    async with raw_client(server.socket_url) as connected:
        yield connected
