"""One server process, and two behind the same port: what they deliver together."""

import asyncio
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.load.crowd import Measured, Task
from tests.load.crowd_processes import serving
from tests.load.dialects import FIRST_SEQ, PREFIX
from tests.load.measuring import Bench, Goal, Measurement, NotMeasured, Round
from tests.load.pubsub import QUICK_SECONDS, SECONDS, crowd
from tests.load.serving import BIN
from tests.load.ten_thousand_jobs import database_with_jobs, job_ids

CORES_NEEDED = 4
"""Two for servers, two for clients; Redis needs little of one."""
CLIENTS = 2
SOCKETS_EACH = 250
IN_FLIGHT = 4


async def processes(count: int, bench: Bench) -> Round:
    """Two clients, each with a topic and sockets of its own, as fast as it goes.

    Raises:
        NotMeasured: there are too few cores.
    """
    here: Sequence[int] = range(os.cpu_count() or 1)
    if len(here) < CORES_NEEDED:
        raise NotMeasured(f"{len(here)} cores, it takes {CORES_NEEDED}")
    servers, others = here[:count], here[CLIENTS:]
    serve = (str(BIN / "repcast-server"), "serve", f"--processes={count}", "--port")
    with TemporaryDirectory(dir=bench.folder) as folder:
        await asyncio.to_thread(database_with_jobs, Path(folder), job_ids(CLIENTS), FIRST_SEQ - 1)
        async with serving(bench, Path(folder), serve, servers, PREFIX) as server:
            seconds = QUICK_SECONDS if bench.is_quick else SECONDS
            task = partial(Task, "repcast", server.port, bench.redis_port, server.pids, seconds, in_flight=IN_FLIGHT)
            elsewhere = Bench(bench.redis_port, bench.folder, servers, others, bench.is_quick, bench.sockets)
            measured = await asyncio.gather(
                *(crowd(task(first_topic=number, sockets_each=SOCKETS_EACH), elsewhere) for number in range(CLIENTS))
            )
    share = max(each.client_cpu_s / each.seconds for each in measured)
    return Round({_figure(count): sum(map(_per_s, measured))}, {f"processes/{count}": share})


def _figure(count: int) -> str:
    return f"processes/{count}/deliveries_per_s"


def _per_s(measured: Measured) -> float:
    return measured.deliveries / measured.seconds


MEASUREMENTS = tuple(Measurement(f"server processes: {count}", partial(processes, count)) for count in (1, 2))

GOALS = (Goal("two server processes: deliveries per second", _figure(2), "≥", 1.8, of=_figure(1)),)
