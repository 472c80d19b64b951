"""``python -m tests.faults.measure``: how fast many processes recover, and what stays of those who have left.

Prints a Markdown table; of some measurements only, if they are named, as their functions are. All of them take some
minutes, most of which are spent waiting for the lease of a killed worker.
"""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import monotonic
from typing import Any

import psutil

from server.storage.migrate import upgrade
from tests.faults.cluster import Cluster, cluster
from tests.faults.crowd import crowd
from tests.faults.soak import cycle
from tests.faults.stalled_readers import stalled_readers
from tests.support.postgres import postgres_programs, postgres_server
from tests.support.valkey import running_valkey

SERVER_KILLS = 10
CLIENTS = 40
READERS = 20
STALLED = 2
TURNS = 6
CYCLES = 20
SOCKETS = 500
IN_EARNEST: dict[str, Any] = {
    "job_lease_s": 45,
    "job_heartbeat_s": 10,
    "reconcile_interval_s": 15,
    "tail_interval_s": 5,
}
"""The settings that a server has unless told otherwise."""

Row = tuple[str, str]


def percentile(values: Sequence[float], percent: int) -> float:
    """Of at least two values."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


async def resume_after_a_server_died(parts: Cluster) -> list[Row]:
    """From the cut to the next welcome, for each client that was cut."""
    async with crowd(parts.socket_urls, parts.database_url, 1, clients=CLIENTS, jobs_each=25) as people:
        for number in range(SERVER_KILLS):
            await people.saw(150)
            victim = parts.servers[number % 2]
            victim.kill()
            await victim.start()
    waits = [wait for client in people.clients for wait in client.resumed_after_s]
    shown = f"p50 {percentile(waits, 50):.2f} s, p95 {percentile(waits, 95):.2f} s, of {len(waits)}"
    return [(f"resume after SIGKILL of a server, {SERVER_KILLS} times, {CLIENTS} clients", shown)]


async def takeover_after_a_worker_died(parts: Cluster) -> list[Row]:
    """From the kill to the frame that says that the job was begun again, with the lease of production."""
    async with crowd(
        parts.socket_urls, parts.database_url, 2, clients=6, jobs_each=1, weeks=26, patience_s=120
    ) as people:
        await people.saw(40)
        killed_at_s = monotonic()
        parts["worker-1"].kill()
    begun_again = [frame.at_s - killed_at_s for frame in people.frames if frame.type == "job.started"]
    waits = [wait for wait in begun_again if wait > 0]
    return [("takeover of a killed worker's jobs, lease 45 s", f"{min(waits):.0f} to {max(waits):.0f} s")]


async def others_while_some_stall(parts: Cluster) -> list[Row]:
    """How late frames are while nobody stalls, and while a tenth does: by turns, so that the machine is the same."""
    late_ms: dict[int, list[list[float]]] = {0: [], STALLED: []}
    for stalled in (0, STALLED) * TURNS:
        async with crowd(parts.socket_urls, parts.database_url, 3, clients=READERS, jobs_each=3, weeks=26) as people:
            async with stalled_readers(parts, stalled, [client.user for client in people.clients]):
                await people.ended(patience_s=120)
        late_ms[stalled].append([frame.late_s * 1000 for frame in people.frames])
    return [
        (
            f"from commit to client, {READERS} clients, {stalled} stalled readers beside them",
            f"p50 {_each(turns, 50)} ms, p99 {_each(turns, 99)} ms, of {len(turns)} turns",
        )
        for stalled, turns in late_ms.items()
    ]


def _each(turns: Sequence[Sequence[float]], percent: int) -> str:
    """The median of all turns' percentiles, with the lowest and the highest: one turn's is at the machine's mercy."""
    found = sorted(percentile(turn, percent) for turn in turns)
    return f"{median(found):.1f} ({found[0]:.1f} to {found[-1]:.1f})"


async def what_stays(parts: Cluster) -> list[Row]:
    """Memory and descriptors of a server that sockets came to and left, by cycle."""
    server = psutil.Process(parts["server-1"].pid)
    seen = []
    for _ in range(CYCLES):
        await cycle([parts["server-1"].socket_url], SOCKETS)
        seen.append((server.memory_info().rss / 2**20, server.num_fds(), server.num_threads()))
    places = sorted({0, CYCLES // 4, CYCLES // 2, CYCLES - 1})
    return [
        (
            f"a server after cycle {place + 1} of {CYCLES} with {SOCKETS} sockets",
            "{:.1f} MiB, {} fds, {} threads".format(*seen[place]),
        )
        for place in places
    ]


PATIENT: dict[str, Any] = {"heartbeat_s": 20, "pong_timeout_s": 20}
PLAN: Sequence[tuple[Callable[[Cluster], Awaitable[list[Row]]], dict[str, Any]]] = (
    (resume_after_a_server_died, {}),
    (others_while_some_stall, {**PATIENT, "pace_s": 0.4}),
    (what_stays, {**PATIENT, "pace_s": 0}),
    (takeover_after_a_worker_died, IN_EARNEST),
)
"""What is measured, and the settings of the cluster that it is measured on."""


async def measure(names: Collection[str]) -> list[Row]:
    rows: list[Row] = []
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="repcast-measure-")))
        programs = stack.enter_context(postgres_programs())
        postgres = stack.enter_context(postgres_server(programs))
        valkey = stack.enter_context(running_valkey())
        await asyncio.to_thread(upgrade, postgres.url())
        for work, settings in PLAN:
            if names and work.__name__ not in names:
                continue
            async with cluster(folder, postgres.url(), valkey.url, **settings) as parts:
                await parts.is_ready()
                rows += await work(parts)
    return rows


def main() -> None:
    """Print the table."""
    rows = asyncio.run(measure(sys.argv[1:]))
    print(f"On {os.cpu_count()} cores, which all processes and all clients share:\n")  # noqa: T201 - its output
    print("| what | measured |\n|---|---|")  # noqa: T201
    for what, measured in rows:
        print(f"| {what} | {measured} |")  # noqa: T201


if __name__ == "__main__":
    main()
