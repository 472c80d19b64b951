"""What the length of the log costs: rows of jobs that ended long ago."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.load.dialects import FIRST_SEQ
from tests.load.durable_frames import FOLLOWING, FRAMES_PER_S, JOBS, WARM_UP_S, Lateness
from tests.load.durable_servers import TICKING, Serving
from tests.load.growing import Sample
from tests.load.growth_client import Measured
from tests.load.growth_processes import FRAMES_ALONE, client, pushing, serving
from tests.load.latencies import percentile_ms
from tests.load.long_logs import end_all, go_on, lengthen
from tests.load.measuring import Bench
from tests.load.submitters import Submitted, submitters
from tests.load.sweeps import RATE_PER_S, sample, task_of
from tests.load.ten_thousand_jobs import database_with_jobs, job_ids

BEGINNING_S: Final = 30.0
RESUMING: Final = 500
"""Sockets, each of which lacks one frame."""
ROWS: Final = (100, 1000, 10_000, 100_000, 1_000_000)
QUICK_ROWS: Final = (100, 100_000)

Figures = defaultdict[str, list[float]]


async def by_log(bench: Bench) -> AsyncIterator[Sample]:
    """Rows of the log."""
    with TemporaryDirectory(dir=bench.folder) as name:
        folder, there = Path(name), 0
        await asyncio.to_thread(database_with_jobs, folder, job_ids(RESUMING), FIRST_SEQ - 1)
        for rows in QUICK_ROWS if bench.is_quick else ROWS:
            await asyncio.to_thread(lengthen, folder, rows - there)
            there = rows
            pushed = await _resumed(bench, folder)
            figures = {"resume_cpu_us": [pushed.connecting.server_s / RESUMING * 1e6]}
            appended, share = await _appended(bench, folder)
            whole = sample(rows, pushed.stretches, pushed.idle, {**figures, **appended})
            yield Sample(rows, whole.figures, max(share, whole.client_share))


async def _resumed(bench: Bench, folder: Path) -> Measured:
    """Sockets come and are given what they lack; then frames are pushed to them."""
    await asyncio.to_thread(go_on, folder, job_ids(RESUMING))
    async with pushing(bench, folder, bench.server_cores, **FRAMES_ALONE) as server:
        task = task_of(bench)(
            server.port, bench.redis_port, RESUMING, 1, server.pids, missed=1, rates_per_s=(RATE_PER_S,)
        )
        return await client(task, bench.other_cores)


async def _appended(bench: Bench, folder: Path) -> tuple[Figures, float]:
    """Jobs of which each frame is committed to the log, and then pushed. With the share that the client took."""
    figures, shares, late = Figures(list), [], Lateness()
    settings = {"job_concurrency": JOBS, "progress_interval_s": 0, **FRAMES_ALONE}
    command = (sys.executable, "-m", TICKING)
    more = (str(JOBS), str(FRAMES_PER_S))
    await asyncio.to_thread(end_all, folder)
    async with serving(folder, bench.server_cores, command, *more, **settings) as server:
        with submitters(Serving(server.port, server.process.pid), FOLLOWING, late.heard) as crowd:
            await crowd.open()
            async with asyncio.timeout(BEGINNING_S):
                while not late.since_made_ns:
                    await crowd.measure(WARM_UP_S, 0)
            task = task_of(bench)
            for _ in range(task.keywords["stretches"]):
                late.since_made_ns.clear()
                came = await crowd.measure(0, task.keywords["seconds"])
                shares.append(came.client_share)
                figures["append_cpu_us"].append(_cpu_us(came, late))
                figures["append_p50_us"].append(percentile_ms(late.since_made_ns, 50) * 1000)
    return figures, max(shares)


def _cpu_us(came: Submitted, late: Lateness) -> float:
    return came.server_cpu_s / len(late.since_made_ns) * 1e6
