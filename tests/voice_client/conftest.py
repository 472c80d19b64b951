"""A server whose jobs wait behind their second week, and a proxy before it that can cut."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.cutting_proxy import CuttingProxy, cutting_proxy
from tests.support.live_server import LiveServer, live_server
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
async def proxy(server: LiveServer) -> AsyncIterator[CuttingProxy]:
    async with cutting_proxy(server.port) as running:
        yield running
