"""The adapters for agent frameworks: with the installed frameworks, in an environment of their own; and without."""

import asyncio
import importlib
import re
import sys
from pathlib import Path

import pytest

FRAMEWORKS = Path(sys.prefix) / "frameworks" / "bin" / "python"
"""`make test` sets it up; the Makefile says why it is not this environment."""

HERE = Path(__file__).parent / "integrations"


async def test_the_adapters_work_in_their_frameworks() -> None:
    """Their tests pass where the frameworks are installed."""
    process = await asyncio.create_subprocess_exec(
        FRAMEWORKS, *("-m", "pytest", "-q", HERE), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
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


def test_the_manual_names_the_versions_that_are_tested() -> None:
    """They are those of the lock file."""
    lock = (HERE.parents[2] / "requirements-frameworks.lock").read_text(encoding="utf-8")
    manual = (HERE.parents[2] / "voice_client" / "integrations" / "README.md").read_text(encoding="utf-8")
    locked = re.findall(r"^(livekit-agents|openai-agents|pipecat-ai)==(\S+)", lock, re.MULTILINE)
    assert len(locked) == 3
    assert [f"{name} {version}" for name, version in locked if f"{name} {version}" not in manual] == []
