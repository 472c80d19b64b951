"""What the README tells people to copy works as it stands."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from uuid import UUID

from tests.support.live_server import live_server

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def _block(language: str, containing: str) -> str:
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (found,) = [block for block in blocks if containing in block]
    return found


def test_it_is_short() -> None:
    """One hundred and fifty lines are read; more are not."""
    assert len(README.splitlines()) <= 150


async def test_the_client_and_the_curl_call_work_as_they_stand(tmp_path: Path) -> None:
    """The request of the one, sent by the other, becomes a program."""
    code = _block("python", "PushClient")
    (request,) = re.findall(r"-d '(.*?)'", _block("sh", "programs/generate"), re.DOTALL)
    async with live_server(tmp_path) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            code.replace("http://127.0.0.1:8000", server.url),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate(json.dumps(json.loads(request)).encode())
    lines = out.decode().splitlines()
    assert process.returncode == 0
    assert lines[0] == "job.created 1"
    assert lines[-2].startswith("job.completed ")
    assert str(UUID(lines[-1])) == lines[-1]


async def test_the_conversation_goes_as_it_stands(tmp_path: Path) -> None:
    """The lines of the person, piped into the agent, are answered in the README's words, but for how far it was."""
    block = _block("text", "pounds")
    lines = [line.removeprefix("> ") for line in block.splitlines() if line.startswith("> ")]
    told = " ".join(line for line in block.splitlines() if not line.startswith("> "))
    async with live_server(tmp_path, pace_s=0.05) as server:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("repcast"),
            *("--url", server.url, "--quiet", "agent"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        )
        out, _ = await process.communicate("\n".join(lines).encode())
    said = " ".join(out.decode().split())
    sentences = [sentence for sentence in re.split(r"(?<=[.?]) ", told) if "so far" not in sentence and sentence != "…"]
    assert process.returncode == 0
    assert [sentence for sentence in sentences if sentence not in said] == []
