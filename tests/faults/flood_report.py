"""``python -m tests.faults.flood_report``: how much a quiet user feels of the flood of another one.

Prints a Markdown table; of some kinds of flood only, if they are named. A server with the settings that it has unless
told otherwise; each kind is measured by turns with no flood, so that the machine is the same for both. With `--worker`
programs are made by a worker, as they are on many machines, and not by the server; with `--turns N` there are more or
fewer turns than usual.

What a flood costs whoever makes it is no fault of the server: where the system lets us, the server and its worker have
one core to themselves; the quiet user and the flood share the others, where the flood gives way (nice 19) and keeps its
times. The quiet user looks at the clock before at the frame. Percentiles are of all turns together; what is behind a
change is where it would lie, nine times in ten, had other turns been measured (bootstrap over turns: Efron, 1979).
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from statistics import mean, quantiles
from time import monotonic, time
from typing import Any

import httpx
import psutil
from websockets.asyncio.client import ClientConnection

from schemas.job import JobStatus
from tests.faults.flood import KINDS
from tests.support.raw_client import raw_client
from tests.support.samples import new_user, program_request
from tests.support.server_process import ServerProcess, server_process, worker_process
from tests.support.valkey import running_valkey
from tests.support.waiting import wait_until

HEADINGS = ("another user's flood", "push p50", "push p99", "accepted p50", "accepted p99", "CPU of the server")
TURNS = 12
"""With fewer the 99th percentile of what is accepted is one or two of them, and moves by half from run to run."""
RESAMPLES = 400
"""Behind the bounds of a change."""
JOBS = 40
"""Of a turn, one after another; each for a user of its own, so that no limit is met."""
PAUSE_S = 0.05
UNDER_WAY_S = 1.0
"""Of a flood, before a turn beside it. What everybody may have at once is used up by then: the first half second of a
flood is felt more, and there is one of it a minute."""
LOOK_AGAIN_S = 0.1
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


Turns = Sequence[Sequence[float]]
"""What was measured in each."""


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


async def one_turn(socket: ClientConnection, server: psutil.Process) -> Felt:
    """Some jobs, each to its end."""
    felt = Felt()
    server.cpu_percent()
    for number in range(JOBS):
        submission = {"type": "job.submit", "id": f"s{number}", "kind": "generate"}
        begun_s = monotonic()
        await socket.send(json.dumps(submission | {"request": program_request(duration_weeks=8)}))
        frame: dict[str, Any] = {}
        while frame.get("type") != "job.completed":
            text, now_s = await socket.recv(), time()
            frame = json.loads(text)
            if frame.get("id") == submission["id"]:
                felt.accepted.append((monotonic() - begun_s) * 1000)
            elif "at" in frame:
                felt.late.append((now_s - datetime.fromisoformat(frame["at"]).timestamp()) * 1000)
        await asyncio.sleep(PAUSE_S)
    felt.cpu = server.cpu_percent()
    return felt


@contextlib.asynccontextmanager
async def flooded(kind: str, server: ServerProcess) -> AsyncIterator[None]:
    """Another user's flood, until the block ends; returns once nothing of it is left."""
    user = new_user()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        token = (await http.post("/api/tokens", json={"user_id": user})).json()["token"]
    module = ("-m", "tests.faults.flood", kind, str(server.port), token)
    flooder = await asyncio.create_subprocess_exec(sys.executable, *module, stdout=asyncio.subprocess.PIPE)
    assert flooder.stdout is not None
    try:
        assert await flooder.stdout.readline(), "the flood could not begin"
        await asyncio.sleep(UNDER_WAY_S)
        yield
        assert flooder.returncode is None, "the flood has ended by itself"
    finally:
        if flooder.returncode is None:
            flooder.kill()
        await flooder.wait()
    await all_ended(user, server)


async def all_ended(user: str, server: ServerProcess) -> None:
    """Wait for the last job of a user."""
    async with raw_client(server.socket_url) as client:

        async def is_none_left() -> bool:
            await asyncio.sleep(LOOK_AGAIN_S)  # as often as a socket may ask
            listed = await client.ask("jobs.list", user_id=user, limit=100)
            return all(JobStatus(job["status"]).is_final for job in listed["jobs"])

        await wait_until(is_none_left, "the jobs of the flood have ended", patience_s=120)


async def measure(kind: str, server: ServerProcess, turns: int) -> str:
    """A row of the table."""
    quiet: list[Felt] = []
    beside: list[Felt] = []
    process = psutil.Process(server.pid)
    async with raw_client(server.socket_url) as client:
        await one_turn(client.socket, process)  # the first one is slower, and it would be a quiet one
        for _ in range(turns):
            quiet.append(await one_turn(client.socket, process))
            async with flooded(kind, server):
                beside.append(await one_turn(client.socket, process))
    cells = [
        change([getattr(felt, what) for felt in quiet], [getattr(felt, what) for felt in beside], percent)
        for what in ("late", "accepted")
        for percent in (50, 99)
    ]
    cells.append(" → ".join(f"{mean(felt.cpu for felt in turns):.0f}%" for turns in (quiet, beside)))
    return f"| {KINDS[kind].told} | {' | '.join(cells)} |"


def change(quiet: Turns, beside: Turns, percent: int) -> str:
    """From one percentile to the other, by how much that is more, and between which bounds."""
    draw = random.Random(0)  # noqa: S311 - no secret
    ratios = [
        percentile(draw.choices(beside, k=len(beside)), percent)
        / percentile(draw.choices(quiet, k=len(quiet)), percent)
        for _ in range(RESAMPLES)
    ]
    ends = quantiles(ratios, n=20)
    alone, now = percentile(quiet, percent), percentile(beside, percent)
    least, more, most = ((ratio - 1) * 100 for ratio in (ends[0], now / alone, ends[-1]))
    return f"{alone:.1f} → {now:.1f} ({more:+.0f}%; {least:+.0f} to {most:+.0f})"


def percentile(turns: Turns, percent: int) -> float:
    return quantiles(chain.from_iterable(turns), n=100, method="inclusive")[percent - 1]


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """Processes that begin within the block have a core that this one, and those it begins later, do not use."""
    if len(CORES) < 2:
        yield
        return
    os.sched_setaffinity(0, CORES[:1])
    try:
        yield
    finally:
        os.sched_setaffinity(0, CORES[1:])


@contextlib.asynccontextmanager
async def serving(*, with_worker: bool) -> AsyncIterator[ServerProcess]:
    """A server that has seen nothing yet."""
    settings: dict[str, Any] = {"log_level": "error"}
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="repcast-flood-")))
        if with_worker:
            settings["redis_url"] = stack.enter_context(running_valkey()).url
        here = {"job_concurrency": 0} if with_worker else {}
        with apart():
            if with_worker:
                await stack.enter_async_context(worker_process(folder, **settings))
            server = await stack.enter_async_context(server_process(folder, **settings, **here, pong_timeout_s=600))
        yield server


async def report(kinds: Sequence[str], turns: int, *, with_worker: bool) -> None:
    for kind in kinds:
        async with serving(with_worker=with_worker) as server:
            print(await measure(kind, server, turns), flush=True)  # noqa: T201 - its output


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all unless named")
    arguments.add_argument(
        "--turns", type=int, default=TURNS, help=f"without and with each flood; {TURNS} unless named"
    )
    arguments.add_argument("--worker", action="store_true", help="have programs made by a worker")
    asked = arguments.parse_args()
    if unknown := set(asked.kinds) - set(KINDS):
        arguments.error(f"no kind of flood: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    if asked.turns < 1:
        arguments.error(f"--turns: {asked.turns}; there is at least one")
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    print(f"On {os.cpu_count()} cores, one of them the server's; load before it: {load}.")  # noqa: T201
    print(f"{asked.turns} turns of {JOBS} jobs without and with the flood, ms:\n")  # noqa: T201
    print(f"| {' | '.join(HEADINGS)} |\n{'|---' * len(HEADINGS)}|")  # noqa: T201
    asyncio.run(report(asked.kinds or list(KINDS), asked.turns, with_worker=asked.worker))
    print(f"\nLoad after it: {os.getloadavg()[0]:.1f}.")  # noqa: T201


if __name__ == "__main__":
    main()
