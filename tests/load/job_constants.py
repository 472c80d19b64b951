"""What jobs of the rules cost: frames, rows and bytes of the log, commits, syncs of the disk, commands to Redis."""

import asyncio
import shutil
import signal
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from server.push.publication import MAX_INLINE_BYTES
from tests.load.durable_servers import Serving
from tests.load.growth_processes import FRAMES_ALONE, pushing
from tests.load.measuring import Bench, NotMeasured
from tests.load.submitters import COMPLETED, Submitters, Submitting, submitters
from tests.load.ten_thousand_jobs import database_with_jobs, file_of, job_ids

CROWD: Final = Submitting(sockets=8, window=4, ends=COMPLETED)
"""As many jobs as a process works on at once."""
WARM_UP_S, SECONDS, QUICK_S = 1.0, 6.0, 2.0
TRACED_S: Final = 1.0
COMMITS: Final = "repcast_commit_units_count"
STORED: Final = {
    "log rows": "SELECT count(*) FROM job_events",
    "log bytes": "SELECT sum(pgsize) FROM dbstat WHERE name = 'job_events'",
    "frame bytes": "SELECT sum(length(payload)) FROM job_events",
    "large frames": f"SELECT count(*) FROM job_events WHERE length(payload) > {MAX_INLINE_BYTES}",  # noqa: S608 - a number of ours
    "all bytes": "SELECT sum(pgsize) FROM dbstat",
    "frames of a job": "SELECT avg(last_seq) FROM program_generation_jobs WHERE status = 'completed'",
    "jobs": "SELECT count(*) FROM program_generation_jobs WHERE status = 'completed'",
}
"""``dbstat`` tells how many bytes the pages of a table have (https://sqlite.org/dbstat.html)."""


async def of_jobs(bench: Bench) -> Mapping[str, float]:
    """Constants, by name with unit; jobs of 12 weeks of 4 days come one after the other."""
    with TemporaryDirectory(dir=bench.folder) as name:
        folder = Path(name)
        await asyncio.to_thread(database_with_jobs, folder, job_ids(1))
        settings = {**FRAMES_ALONE, "job_concurrency": CROWD.sockets * CROWD.window}
        async with pushing(bench, folder, bench.server_cores, **settings) as server:
            with submitters(Serving(server.port, server.process.pid), CROWD) as crowd:
                await crowd.open()
                await crowd.measure(WARM_UP_S, 0)
                told = await _worked(bench, crowd, server.port)
                told |= await _synced(crowd, folder, server.port, server.process.pid)
        return told | _of_rows(await asyncio.to_thread(_stored, file_of(folder)))


async def _worked(bench: Bench, crowd: Submitters, port: int) -> dict[str, float]:
    redis = Redis(port=bench.redis_port)
    commands, redis_s, counted = await _commands(redis), await _redis_cpu_s(redis), await _counted(port)
    came = await crowd.measure(0, QUICK_S if bench.is_quick else SECONDS)
    commands = {name: calls - commands.get(name, 0) for name, calls in (await _commands(redis)).items()}
    counted = {name: count - counted.get(name, 0) for name, count in (await _counted(port)).items()}
    redis_s = await _redis_cpu_s(redis) - redis_s
    await redis.aclose()
    return {
        "job by rules, CPU ms": came.server_cpu_s / came.ended * 1e3,
        "job by rules, commits (32 at once)": counted[COMMITS] / came.ended,
        "job by rules, Redis commands": sum(commands.values()) / came.ended,
        "Redis command, CPU µs": redis_s / sum(commands.values()) * 1e6,
    }


def _of_rows(stored: Mapping[str, float]) -> dict[str, float]:
    return {
        "job by rules, frames": stored["frames of a job"],
        "frames over 8 KiB, percent": stored["large frames"] / stored["log rows"] * 100,
        "log row, bytes": stored["log bytes"] / stored["log rows"],
        "log row, bytes of the frame": stored["frame bytes"] / stored["log rows"],
        "job by rules, KiB in all": stored["all bytes"] / stored["jobs"] / 1024,
    }


async def _commands(redis: Redis) -> dict[str, float]:
    """How often Redis did what, those commands among them that scripts gave."""
    told: Mapping[str, Mapping[str, float]] = await redis.info("commandstats")
    return {name.removeprefix("cmdstat_"): each["calls"] for name, each in told.items()}


async def _redis_cpu_s(redis: Redis) -> float:
    told: Mapping[str, float] = await redis.info("cpu")
    return told["used_cpu_user"] + told["used_cpu_sys"]


async def _counted(port: int) -> dict[str, float]:
    """By the server itself; with the values of labels behind a name."""

    def ask() -> str:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text: str = answer.read().decode()
            return text

    families = text_string_to_metric_families(await asyncio.to_thread(ask))
    samples = [each for family in families for each in family.samples]
    return {" ".join((each.name, *each.labels.values())): each.value for each in samples}


async def _synced(crowd: Submitters, folder: Path, port: int, pid: int) -> dict[str, float]:
    """A second under strace, which is slower but does the same.

    Raises:
        NotMeasured: there is none.
    """
    strace = shutil.which("strace")
    if strace is None:
        raise NotMeasured("syncs of the disk are counted by strace, which is not there")
    calls = folder / "syncs"
    command = (strace, "-f", "-q", "-o", str(calls), "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-p", str(pid))
    tracing = await asyncio.create_subprocess_exec(*command)
    try:
        before = await _counted(port)
        await crowd.measure(0, TRACED_S)
        commits = (await _counted(port))[COMMITS] - before[COMMITS]
    finally:
        tracing.send_signal(signal.SIGINT)
        await tracing.wait()
    # One that others come in between is told in two lines, the first of which is unfinished.
    syncs = sum("sync(" in line for line in calls.read_text().splitlines())
    return {"commit, syncs of the disk": syncs / commits}


def _stored(file: Path) -> dict[str, float]:
    connection = sqlite3.connect(file)
    found = {name: float(connection.execute(statement).fetchone()[0]) for name, statement in STORED.items()}
    connection.close()
    return found
