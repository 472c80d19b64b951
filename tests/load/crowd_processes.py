"""The processes of the measurements with thousands of sockets: servers, and the client."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from server.settings import environment_name
from tests.load.clients import answer_of
from tests.load.measuring import Bench
from tests.load.serving import listens, running
from tests.load.ten_thousand_client import Cost, Measured, Task
from tests.load.ten_thousand_jobs import url_of
from tests.support.ports import free_port

PREFIX = "crowd"
PROJECT = Path(__file__).parents[2]


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
    bench: Bench, folder: Path, command: Sequence[str], cores: Sequence[int], prefix: str | None = None
) -> AsyncIterator[Running]:
    """A server with the database of a folder (`database_with_jobs`), once it listens.

    Args:
        command: its last word is to be the port.
        prefix: begins its channels; None: one of its own, since what a killed one held counts for a while.
    """
    port = free_port()
    prefix = prefix or f"{PREFIX}-{port}"
    settings: Mapping[str, object] = {
        "database_url": url_of(folder),
        "redis_url": f"redis://127.0.0.1:{bench.redis_port}/0",
        "redis_prefix": prefix,
        "job_concurrency": 0,
    }
    named = {environment_name(name): str(value) for name, value in settings.items()}
    named["PYTHONPATH"] = str(PROJECT)  # each runs in a folder of its own
    async with running((*command, str(port)), folder, named, cores) as process:
        await listens(port, process, folder)
        yield Running(port, prefix, process)


async def client(task: Task, cores: Sequence[int]) -> Measured:
    """Have the client do a task, on ``cores``."""
    return _measured(await answer_of("ten_thousand_client", task, cores))


def _measured(told: dict[str, Any]) -> Measured:
    connecting, following = told.pop("connecting"), told.pop("following")
    return Measured(Cost(**connecting), following=Cost(**following) if following else None, **told)
