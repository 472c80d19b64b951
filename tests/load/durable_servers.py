"""The servers whose durable work is measured: each in a process of its own, on a database of its own, on one core."""

import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from server.settings import environment_name
from tests.load.crowd import cpu_s
from tests.load.measuring import Bench
from tests.load.pinning import pinned
from tests.load.serving import listens, running
from tests.support.ports import free_port
from tests.support.server_process import server_process

ROOT: Final = Path(__file__).parents[2]
TICKING: Final = "tests.load.ticking_server"
PEER: Final = Path(__file__).parent / "peers" / "sqlmodel_per_request.py"
MANY: Final = 1_000_000
LIFTED: Final[dict[str, Any]] = {
    "frames_per_second": MANY,
    "frames_burst": MANY,
    "handshakes_per_minute": MANY,
    "brief_sockets_per_minute": MANY,
    "looks_per_minute": MANY,
    "visits_per_minute": MANY,
    "max_subscriptions": MANY,
}
"""Of limits that a crowd at one address meets."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that serves."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """User and system time so far, in seconds; with that of processes that it began."""
        own = psutil.Process(self.pid)
        return cpu_s([own.pid, *(child.pid for child in own.children(recursive=True))])


@contextmanager
def own_folder(bench: Bench) -> Iterator[Path]:
    """A new folder, on the disk of the bench."""
    with tempfile.TemporaryDirectory(prefix="durable-", dir=bench.folder, ignore_cleanup_errors=True) as name:
        yield Path(name)


@asynccontextmanager
async def repcast(bench: Bench, **settings: Any) -> AsyncIterator[Serving]:
    """``repcast-server serve``, which has SQLite and no Redis."""
    with own_folder(bench) as folder, pinned(bench.server_cores):
        async with server_process(folder, port=free_port(), **LIFTED, **settings) as server:
            with pinned(bench.other_cores):
                yield Serving(server.port, server.pid)


@asynccontextmanager
async def idle_repcast(bench: Bench) -> AsyncIterator[Serving]:
    """One whose only worker is long at its first job: submissions are stored, and nothing else is done."""
    async with repcast(bench, job_concurrency=1, pace_s=60) as serving:
        yield serving


@asynccontextmanager
async def ticking_repcast(bench: Bench, jobs: int, frames_per_s: float) -> AsyncIterator[Serving]:
    """One whose jobs tell of progress for ever: see `tests.load.ticking_server`."""
    settings = {**LIFTED, "job_concurrency": jobs, "progress_interval_s": 0}
    port = free_port()
    async with _python(bench, port, "-m", TICKING, str(port), str(jobs), str(frames_per_s), **settings) as serving:
        yield serving


@asynccontextmanager
async def sqlmodel(bench: Bench) -> AsyncIterator[Serving]:
    """The peer that stores with an SQLModel session for each request."""
    port = free_port()
    async with _python(bench, port, str(PEER), str(port)) as serving:
        yield serving


@asynccontextmanager
async def _python(bench: Bench, port: int, *arguments: str, **settings: object) -> AsyncIterator[Serving]:
    """A Python of its own, once it listens."""
    named = {environment_name(name): str(value) for name, value in settings.items()}
    command = (sys.executable, *arguments)
    with own_folder(bench) as folder:
        async with running(command, folder, {**named, "PYTHONPATH": str(ROOT)}, bench.server_cores) as process:
            await listens(port, process, folder)
            yield Serving(port, process.pid)
