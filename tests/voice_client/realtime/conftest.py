"""A server whose jobs wait behind their second week, and a vendor of models, on loopback both."""

from collections.abc import AsyncIterator

import pytest

from tests.support.conversations import coach
from tests.support.realtime_server import RealtimeServer, realtime_server


@pytest.fixture
async def vendor() -> AsyncIterator[RealtimeServer]:
    async with realtime_server(coach()) as running:
        yield running
