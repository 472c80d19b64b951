"""``python -m tests.faults.flood_report``: how much a quiet user feels of the flood of another one.

Prints a Markdown table; of some kinds of flood only, if they are named. A server with the settings that it has unless
told otherwise; each kind is measured by turns with no flood, so that the machine is the same for both. With `--worker`
programs are made by a worker, as they are on many machines, and not by the server.
"""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, time
from typing import Any

import httpx
import psutil

from tests.faults.flooder import KINDS
from tests.support.raw_client import RawClient, raw_client
from tests.support.samples import new_user, program_request
from tests.support.server_process import ServerProcess, server_process, worker_process
from tests.support.valkey import running_valkey

HEADINGS = ("another user's flood", "push p50", "push p99", "accepted p50", "accepted p99", "CPU of the server")
TURNS = 5
JOBS = 15
"""Of a turn, one after another; each for a user of its own, so that no limit is met."""
PAUSE_S = 0.1
GETTING_READY_S = 1.0
"""A flood is at its height when it is measured beside."""


@dataclass(slots=True)
class Felt:
    """What the quiet user saw, in ms.

    Attributes:
        late: from the moment that a frame was made to the one that it came.
        accepted: from a submission to its acceptance.
        cpu: the share of one core that the server took meanwhile, in percent.
    """

    late: list[float] = field(default_factory=list)
    accepted: list[float] = field(default_factory=list)
    cpu: float = 0.0


async def one_turn(client: RawClient, server: psutil.Process) -> Felt:
    """Some jobs, each to its end."""
    felt = Felt()
    server.cpu_percent()
    for _ in range(JOBS):
        begun_s = monotonic()
        reply = await client.ask("job.submit", kind="generate", request=program_request(duration_weeks=8))
        felt.accepted.append((monotonic() - begun_s) * 1000)
        while True:
            frame = await client.next()
            if frame.get("job_id") == reply["job_id"] and "at" in frame:
                felt.late.append((time() - datetime.fromisoformat(frame["at"]).timestamp()) * 1000)
                if frame["type"] == "job.completed":
                    break
        await asyncio.sleep(PAUSE_S)
    felt.cpu = server.cpu_percent()
    return felt


@contextlib.asynccontextmanager
async def flooded(kind: str, server: ServerProcess) -> AsyncIterator[None]:
    """Another user's flood, until the block ends."""
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        token = (await http.post("/api/tokens", json={"user_id": new_user()})).json()["token"]
    module = ("-m", "tests.faults.flooder", kind, str(server.port), token)
    flooder = await asyncio.create_subprocess_exec(sys.executable, *module)
    try:
        await asyncio.sleep(GETTING_READY_S)
        yield
        assert flooder.returncode is None, "the flood has ended by itself"
    finally:
        if flooder.returncode is None:
            flooder.kill()
        await flooder.wait()


async def measure(kind: str, server: ServerProcess) -> str:
    """A row of the table."""
    quiet: list[Felt] = []
    beside: list[Felt] = []
    process = psutil.Process(server.pid)
    async with raw_client(server.socket_url) as client:
        for _ in range(TURNS):
            quiet.append(await one_turn(client, process))
            async with flooded(kind, server):
                beside.append(await one_turn(client, process))
    cells = []
    for what in ("late", "accepted"):
        for percent in (50, 99):
            alone, now = (_percentiles([getattr(felt, what) for felt in turns], percent) for turns in (quiet, beside))
            change = (median(now) / median(alone) - 1) * 100
            cells.append(f"{median(alone):.1f} → {median(now):.1f} ({change:+.0f}%)")
    cells.append(" → ".join(f"{median(felt.cpu for felt in turns):.0f}%" for turns in (quiet, beside)))
    return f"| {KINDS[kind][0]} | {' | '.join(cells)} |"


def _percentiles(turns: Sequence[Sequence[float]], percent: int) -> list[float]:
    return [quantiles(turn, n=100, method="inclusive")[percent - 1] for turn in turns]


@contextlib.asynccontextmanager
async def serving(*, with_worker: bool) -> AsyncIterator[ServerProcess]:
    """A server that has seen nothing yet."""
    settings: dict[str, Any] = {"log_level": "error"}
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="repcast-flood-")))
        if with_worker:
            settings["redis_url"] = stack.enter_context(running_valkey()).url
            await stack.enter_async_context(worker_process(folder, **settings))
        here = {"job_concurrency": 0} if with_worker else {}
        yield await stack.enter_async_context(server_process(folder, **settings, **here, pong_timeout_s=600))


async def report(kinds: Sequence[str], *, with_worker: bool) -> None:
    for kind in kinds:
        async with serving(with_worker=with_worker) as server:
            print(await measure(kind, server), flush=True)  # noqa: T201 - its output


def main() -> None:
    """Print the table."""
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    print(f"On {os.cpu_count()} cores, which server, quiet user and flood share; load before it: {load}.")  # noqa: T201
    print(f"Median of {TURNS} turns without and with the flood, ms:\n")  # noqa: T201
    print(f"| {' | '.join(HEADINGS)} |\n{'|---' * len(HEADINGS)}|")  # noqa: T201
    kinds = [word for word in sys.argv[1:] if word != "--worker"]
    asyncio.run(report(kinds or list(KINDS), with_worker="--worker" in sys.argv))
    print(f"\nLoad after it: {os.getloadavg()[0]:.1f}.")  # noqa: T201


if __name__ == "__main__":
    main()
