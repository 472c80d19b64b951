"""Thousands of sockets, each with a job of its own: how they come, what they cost, and how they all come at once."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.load.crowd_processes import client, serving
from tests.load.measuring import Bench, Goal, Measurement, Round
from tests.load.serving import BIN
from tests.load.ten_thousand_client import Cost, Task
from tests.load.ten_thousand_jobs import database_with_jobs, job_ids

FRAMES_PER_S = 1000
FOLLOWING_S = 20.0
"""As long as the heartbeat's interval: each socket is pinged once in it."""
QUICK_FOLLOWING_S = 5.0
CONNECTING_AT_ONCE = 256
"""Fewer would leave the server waiting: a connect takes some ten milliseconds, five round trips among them."""

SERVE = (str(BIN / "repcast-server"), "serve", "--port")
PROBED = (sys.executable, "-m", "tests.load.probed_server")


async def crowd(bench: Bench) -> Round:
    """Sockets come one after the other, and are there; then they all come at once to a server that was restarted."""
    sockets = bench.sockets
    with TemporaryDirectory(dir=bench.folder) as folder:
        await asyncio.to_thread(database_with_jobs, Path(folder), job_ids(sockets))
        calm = await _calm(bench, Path(folder), sockets)
        storm = await _storm(bench, Path(folder), sockets)
    return Round({**calm.figures, **storm.figures}, {**calm.client_share, **storm.client_share})


async def _calm(bench: Bench, folder: Path, sockets: int) -> Round:
    seconds = QUICK_FOLLOWING_S if bench.is_quick else FOLLOWING_S
    async with serving(bench, folder, SERVE, bench.server_cores) as server:
        task = Task(
            server.port,
            bench.redis_port,
            server.prefix,
            sockets,
            server.pids,
            missed=0,
            at_once=CONNECTING_AT_ONCE,
            rate_per_s=FRAMES_PER_S,
            seconds=seconds,
        )
        measured = await client(task, bench.other_cores)
    connecting, following = measured.connecting, measured.following
    assert following is not None
    figures = {
        "crowd/sockets": float(sockets),
        "connecting/per_cpu_s": sockets / connecting.server_s,
        "connecting/per_s": sockets / connecting.wall_s,
        "connecting/cpu_us": connecting.server_s / sockets * 1e6,
        "connecting/kib_per_socket": measured.bytes_per_socket / 1024,
        "following/core_percent": 100 * following.server_s / following.wall_s,
        "following/missing": float(measured.missing),
    }
    return Round(figures, {"connecting": _share(connecting), "following": _share(following)})


async def _storm(bench: Bench, folder: Path, sockets: int) -> Round:
    async with serving(bench, folder, PROBED, bench.server_cores) as server:
        task = Task(
            server.port,
            bench.redis_port,
            server.prefix,
            sockets,
            server.pids,
            missed=1,
            at_once=sockets,
            is_probed=True,
        )
        measured = await client(task, bench.other_cores)
    connecting, told = measured.connecting, measured.probed
    figures = {
        "storm/settled_s": connecting.wall_s,
        "storm/cpu_us": connecting.server_s / sockets * 1e6,
        "storm/reads_per_job": told["statements"] / sockets,
        "storm/stall_ms": told["stall_ms"],
        "storm/stall_cpu_ms": told["stall_cpu_ms"],
        "storm/collection_ms": told["collection_ms"],
    }
    return Round(figures, {"storm": _share(connecting)})


def _share(cost: Cost) -> float:
    return cost.client_s / cost.wall_s


MEASUREMENTS = (Measurement("ten thousand sockets", crowd),)

GOALS = (
    Goal("a job each, 1,000 frames/s in all: percent of a core", "following/core_percent", "≤", 25),
    Goal("a job each: frames that did not come", "following/missing", "≤", 0),
    Goal("connects (handshake, hello, resume) per second of a core", "connecting/per_cpu_s", "≥", 1500),
    Goal("all reconnect at once: settled, in seconds", "storm/settled_s", "≤", 15),
    Goal("all reconnect at once: database reads per job", "storm/reads_per_job", "≤", 1),
    Goal("all reconnect at once: longest stall of the event loop, in ms", "storm/stall_ms", "≤", 25),
)
