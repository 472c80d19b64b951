"""The processes of the measurements of growth: servers, and the client."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from server.settings import environment_name
from tests.load.clients import answer_of
from tests.load.crowd_processes import PROJECT, Running
from tests.load.dialects import FIRST_SEQ, PREFIX
from tests.load.growth_client import Cost, Measured, Stretch, Task
from tests.load.measuring import Bench
from tests.load.process_clock import cpu_ns
from tests.load.serving import BIN, STARTING_S, listens, running
from tests.load.ten_thousand_jobs import database_with_jobs, job_ids, url_of
from tests.support.ports import free_port

SERVE: Final = (str(BIN / "repcast-server"), "serve", "--port")
MANY: Final = 1_000_000
LOOK_S, QUIET_SHARE = 0.3, 0.05
LIFTED: Final[dict[str, object]] = {
    "frames_per_second": MANY,
    "frames_burst": MANY,
    "handshakes_per_minute": MANY,
    "brief_sockets_per_minute": MANY,
    "looks_per_minute": MANY,
    "visits_per_minute": MANY,
    "max_connections_per_address": MANY,
    "max_subscriptions": MANY,
}
"""Of limits that a crowd at one address meets."""
FRAMES_ALONE: Final[dict[str, object]] = {"heartbeat_s": 3600, "tail_interval_s": 3600}
"""Then a server does nothing but for frames: what it does at intervals for each socket is measured by itself."""


@asynccontextmanager
async def with_jobs(
    bench: Bench, jobs: int, *options: str, cores: Sequence[int] | None = None, **settings: object
) -> AsyncIterator[Running]:
    """A server with Redis and so many jobs (`database_with_jobs`), in a folder of its own."""
    with TemporaryDirectory(dir=bench.folder) as name:
        await asyncio.to_thread(database_with_jobs, Path(name), job_ids(jobs), FIRST_SEQ - 1)
        async with pushing(bench, Path(name), cores or bench.server_cores, *options, **settings) as server:
            yield server


@asynccontextmanager
async def pushing(
    bench: Bench, folder: Path, cores: Sequence[int], *options: str, **settings: object
) -> AsyncIterator[Running]:
    """A server with Redis and the database of a folder, which leaves the work to others, once it listens."""
    shared = {"redis_url": f"redis://127.0.0.1:{bench.redis_port}/0", "redis_prefix": PREFIX, "job_concurrency": 0}
    async with serving(folder, cores, (*SERVE[:-1], *options, SERVE[-1]), **{**shared, **settings}) as server:
        yield server


@asynccontextmanager
async def serving(
    folder: Path, cores: Sequence[int], command: Sequence[str], *more: str, **settings: object
) -> AsyncIterator[Running]:
    """A server with the database of a folder, once it listens.

    Args:
        command: its last word is to be the port; ``more`` comes after it.
    """
    port = free_port()
    own = {"database_url": url_of(folder), **LIFTED, **settings}
    named = {environment_name(name): str(value) for name, value in own.items()}
    named["PYTHONPATH"] = str(PROJECT)  # each runs in a folder of its own
    async with running((*command, str(port), *more), folder, named, cores) as process:
        await listens(port, process, folder)
        server = Running(port, PREFIX, process)
        await _is_quiet(server)
        yield server


async def _is_quiet(server: Running) -> None:
    """Return once nothing is being started any more: the last of several processes listens later than the first."""
    async with asyncio.timeout(STARTING_S):
        while True:
            pids = server.pids
            before_ns = cpu_ns(pids)
            await asyncio.sleep(LOOK_S)
            if server.pids == pids and cpu_ns(pids) - before_ns < QUIET_SHARE * LOOK_S * 1e9:
                return


async def client(task: Task, cores: Sequence[int]) -> Measured:
    """Have the client do a task, on ``cores``.

    Raises:
        RuntimeError: it failed; it has said why.
    """
    return _measured(await answer_of("growth_client", task, cores))


def _measured(told: dict[str, Any]) -> Measured:
    stretches = [Stretch(**{**each, "cost": Cost(**each["cost"])}) for each in told["stretches"]]
    return Measured(Cost(**told["connecting"]), Cost(**told["idle"]), stretches)
