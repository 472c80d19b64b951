"""A vendor on loopback for each test of jobs that a model works on."""

from collections.abc import AsyncIterator

import pytest

from tests.support.responses_server import ResponsesServer, responses_server


@pytest.fixture
async def vendor_server() -> AsyncIterator[ResponsesServer]:
    """Scripted by the test; ends with it."""
    async with responses_server() as server:
        yield server
