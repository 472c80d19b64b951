"""The client of a vendor, as it is set."""

import pytest
from pydantic import SecretStr

from server.generation.llm.vendor import VendorSettings, client_of
from tests.generation.llm.calling import KEY


@pytest.mark.parametrize("in_environment", [None, ""])
async def test_without_an_address_it_is_the_vendors_own(
    monkeypatch: pytest.MonkeyPatch, in_environment: str | None
) -> None:
    """Whether the variable is missing or empty, as compose files leave it."""
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    if in_environment is not None:
        monkeypatch.setenv("OPENAI_BASE_URL", in_environment)
    async with client_of(VendorSettings(api_key=SecretStr(KEY), model="m")) as client:
        assert str(client.base_url) == "https://api.openai.com/v1/"
