"""A vendor on loopback for each test."""

from collections.abc import AsyncIterator

import pytest

from server.generation.llm.vendor import VendorApi
from tests.support.responses_server import ResponsesServer, responses_server


@pytest.fixture
async def vendor_server() -> AsyncIterator[ResponsesServer]:
    """Scripted by the test; ends with it."""
    async with responses_server() as server:
        yield server


@pytest.fixture(params=VendorApi)
def api(request: pytest.FixtureRequest) -> VendorApi:
    """Each of the two in turn."""
    return VendorApi(request.param)
