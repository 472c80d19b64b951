"""A server whose jobs hold when two weeks are written, and a client of its endpoints."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.support.live_server import LiveServer, live_server
from tests.support.scripted_generator import Hold, ScriptedGenerator


@pytest.fixture
def generator() -> ScriptedGenerator:
    return ScriptedGenerator([[Hold(after_weeks=2)]])


@pytest.fixture
async def server(tmp_path: Path, generator: ScriptedGenerator) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, generator, max_active_jobs=3) as running:
        yield running
        generator.release()


@pytest.fixture
async def http(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client
