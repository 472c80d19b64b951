"""What tests of jobs have: a vendor of a model on loopback, and either engine."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.support.responses_server import ResponsesServer, responses_server
from tests.support.valkey import running_valkey


@pytest.fixture
async def vendor_server() -> AsyncIterator[ResponsesServer]:
    """Scripted by the test; ends with it."""
    async with responses_server() as server:
        yield server


@pytest.fixture(params=["in process", "docket"])
def either_engine(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """Settings that choose an engine; a docket of each test's own."""
    if request.param == "in process":
        yield {}
        return
    with running_valkey(password="a-password") as valkey:  # noqa: S106 - of the test's own server
        yield {"redis_url": valkey.url, "redis_prefix": uuid4().hex}
