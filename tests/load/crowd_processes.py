"""The processes of the measurements with thousands of sockets: servers, and the client."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from server.settings import environment_name
from tests.load.measuring import Bench
from tests.load.ten_thousand_client import Cost, Measured, Task
from tests.support.ports import free_port

BIN = Path(sys.executable).parent
STARTING_S = 30.0
PREFIX = "crowd"
PROJECT = Path(__file__).parents[2]
LOG_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class Running:
    """A server that serves: its port, what its channels begin with, its process and those that it began."""

    port: int
    prefix: str
    process: asyncio.subprocess.Process

    @property
    def pids(self) -> list[int]:
        own = psutil.Process(self.process.pid)
        return [own.pid, *(child.pid for child in own.children(recursive=True))]


@asynccontextmanager
async def serving(
    bench: Bench, database_url: str, command: Sequence[str], cores: Sequence[int]
) -> AsyncIterator[Running]:
    """A server, once it listens.

    Args:
        command: its last word is to be the port.
    """
    port = free_port()
    settings: Mapping[str, object] = {
        "database_url": database_url,
        "redis_url": f"redis://127.0.0.1:{bench.redis_port}/0",
        "redis_prefix": f"{PREFIX}-{port}",  # what a killed one held counts for a while
        "job_concurrency": 0,
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith(("REPCAST_", "OPENAI_"))}
    environment = own | {environment_name(name): str(value) for name, value in settings.items()}
    environment["PYTHONPATH"] = str(PROJECT)  # each runs in a folder of its own
    with (bench.folder / "server.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            str(port),
            cwd=bench.folder,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        psutil.Process(process.pid).cpu_affinity(list(cores))
        await _listens(port, process, bench.folder)
        yield Running(port, f"{PREFIX}-{port}", process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listens(port: int, process: asyncio.subprocess.Process, folder: Path) -> None:
    async with asyncio.timeout(STARTING_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                if process.returncode is not None:
                    log = await asyncio.to_thread((folder / "server.log").read_text)
                    raise RuntimeError(f"the server ended with {process.returncode}:\n{log[-LOG_SHOWN:]}") from None
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return


async def client(task: Task, cores: Sequence[int]) -> Measured:
    """Have the client do a task, on ``cores``."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.load.ten_thousand_client",
        json.dumps(asdict(task)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        psutil.Process(process.pid).cpu_affinity(list(cores))
        told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"the client ended with {process.returncode}")
    return _measured(json.loads(told))


def _measured(told: dict[str, Any]) -> Measured:
    connecting, following = told.pop("connecting"), told.pop("following")
    return Measured(Cost(**connecting), following=Cost(**following) if following else None, **told)
