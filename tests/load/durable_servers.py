"""The servers whose durable work is measured: each in a process of its own, on a database of its own, on one core."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from server.settings import environment_name
from tests.load.measuring import Bench
from tests.load.pinning import pinned
from tests.support.ports import free_port
from tests.support.server_process import server_process
from tests.support.waiting import wait_until

ROOT: Final = Path(__file__).parents[2]
TICKING: Final = "tests.load.ticking_server"
PEER: Final = Path(__file__).parent / "peers" / "sqlmodel_per_request.py"
MANY: Final = 1_000_000
LIFTED: Final[dict[str, Any]] = {
    "frames_per_second": MANY,
    "frames_burst": MANY,
    "handshakes_per_minute": MANY,
    "max_subscriptions": MANY,
}
"""Of limits that a crowd at one address meets."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that serves."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """User and system time so far, in seconds."""
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system


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
    own = {name: value for name, value in os.environ.items() if not name.startswith(("REPCAST_", "OPENAI_"))}
    environment = {**own, **named, "PYTHONPATH": str(ROOT)}
    with own_folder(bench) as folder:
        with (folder / "log").open("ab") as log, pinned(bench.server_cores):
            process = await asyncio.create_subprocess_exec(
                sys.executable, *arguments, cwd=folder, env=environment, stdout=log, stderr=log
            )
        try:
            with pinned(bench.other_cores):
                await _listens(port, process, folder / "log")
                yield Serving(port, process.pid)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _listens(port: int, process: asyncio.subprocess.Process, log: Path) -> None:
    async def is_up() -> bool:
        assert process.returncode is None, await asyncio.to_thread(log.read_text)
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    await wait_until(is_up, f"{process.pid} serves")
