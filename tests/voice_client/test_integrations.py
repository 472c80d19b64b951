"""The adapters for agent frameworks: with the installed frameworks, in an environment of their own; and without."""

import asyncio
import importlib
import sys
from pathlib import Path

import pytest

FRAMEWORKS = Path(sys.prefix) / "frameworks" / "bin" / "python"
"""`make test` sets it up; the Makefile says why it is not this environment."""

HERE = Path(__file__).parent / "integrations"


@pytest.mark.parametrize("adapter", ["livekit_agents", "openai_agents", "pipecat"])
async def test_an_adapter_works_in_its_framework(adapter: str) -> None:
    """Its tests pass where the framework is installed."""
    process = await asyncio.create_subprocess_exec(
        FRAMEWORKS,
        *("-m", "pytest", "-q", *map(str, HERE.glob(f"test_{adapter}*.py"))),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    shown, _ = await process.communicate()
    assert process.returncode == 0, shown.decode()


@pytest.mark.parametrize(
    ("adapter", "extra"), [("livekit_agents", "livekit"), ("openai_agents", "openai-agents"), ("pipecat", "pipecat")]
)
def test_an_adapter_without_its_framework_says_what_to_install(adapter: str, extra: str) -> None:
    """The name of the extra is in the error, so that nobody has to look for it."""
    with pytest.raises(ImportError) as caught:
        importlib.import_module(f"voice_client.integrations.{adapter}")
    assert str(caught.value).endswith(f'it comes with: pip install "repcast[{extra}]"')
