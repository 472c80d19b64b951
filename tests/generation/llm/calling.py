"""Calling the vendor under script, as the server calls a real one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from pydantic import SecretStr

from server.generation.llm.failures import RetryLimits
from server.generation.llm.outcomes import Done, Failed, Told
from server.generation.llm.request import ModelRequest
from server.generation.llm.vendor import VendorSettings, client_of, transport_of
from tests.support.responses_server import ResponsesServer

KEY = "sk-test-6c1f0a"
TEXT = '{"name": "Ärger, 💥 and \\"quotes\\"", "blocks": [{"a": 1}, {"b": [2, {}]}]}'
REQUEST = ModelRequest(
    instructions="Write a plan.",
    input="Twelve weeks, please.",
    schema_name="plan",
    schema={
        "type": "object",
        "properties": {"name": {"type": "string"}},
        "required": ["name"],
        "additionalProperties": False,
    },
    max_output_tokens=1000,
    cache_key="plan-1",
    safety_identifier="5f2a",
)


def settings_for(server: ResponsesServer, **changes: Any) -> VendorSettings:
    """Settings with which nobody waits long between tries."""
    values = {
        "api_key": SecretStr(KEY),
        "model": "gpt-5-mini",
        "base_url": server.base_url,
        "retries": RetryLimits(base_s=0.001, cap_s=0.001),
        **changes,
    }
    return VendorSettings(**values)


async def called(settings: VendorSettings, request: ModelRequest = REQUEST) -> list[Told]:
    """All that one call tells."""
    async with client_of(settings) as client:
        return [told async for told in transport_of(settings, client).stream(request)]


async def outcome(settings: VendorSettings) -> Done | Failed:
    """How one call ends."""
    last = (await called(settings))[-1]
    assert isinstance(last, Done | Failed)
    return last


async def collected(told: AsyncIterator[Any]) -> list[Any]:
    return [each async for each in told]


def in_s(seconds: float) -> float:
    """A deadline."""
    return asyncio.get_running_loop().time() + seconds
