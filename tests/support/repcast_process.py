"""``repcast`` as its users run it: a process of its own, with pipes."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

BIN = Path(sys.executable).parent


@contextlib.asynccontextmanager
async def repcast_process(*arguments: str, folder: Path, **streams: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Call it, with pipes in the place of all streams that ``streams`` does not name; killed when the block ends."""
    foreign = ("REPCAST_", "OPENAI_", "FASTAPI_", "COV")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        BIN / "repcast",
        *arguments,
        cwd=folder,
        env=own,
        **{"stdin": pipe, "stdout": pipe, "stderr": pipe, **streams},  # type: ignore[arg-type]  # streams
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def read_until(stream: asyncio.StreamReader | None, text: str) -> str:
    """What the process says, until a line with ``text``."""
    assert stream is not None
    said = ""
    async with asyncio.timeout(60):
        while text not in said:
            line = await stream.readline()
            assert line, f"it ended without {text!r}: {said}"
            said += line.decode()
    return said
