"""What the cost of a frame is measured against: a server grows in one way at a time, and all else stays as it is."""

import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Final

from tests.load.descriptors import raise_limit
from tests.load.growing import Sample
from tests.load.growth_client import Cost, Measured, Stretch, Task, is_kept_up
from tests.load.growth_processes import FRAMES_ALONE, client, with_jobs
from tests.load.measuring import Bench

RATE_PER_S: Final = 5000.0
"""Of frames, of all jobs together, where something else grows. At fewer it is the waking for them that is measured,
which another user of the machine makes dearer or cheaper by half."""
SOCKETS: Final = 100
FEW_SOCKETS: Final = 10
"""Likewise; with a job each, or with more and more."""
SPARE_DESCRIPTORS: Final = 256
STRETCHES, SECONDS = 5, 1.2
QUICK_STRETCHES, QUICK_SECONDS = 3, 0.5

Sweep = Callable[[Bench], AsyncIterator[Sample]]


async def by_sockets(bench: Bench) -> AsyncIterator[Sample]:
    """Each follows a job of its own."""
    most = min(bench.sockets, raise_limit() - SPARE_DESCRIPTORS)
    for sockets in _few((100, 300, 1000, 3000, 10_000), bench):
        if sockets <= most:
            measured = await followed(bench, sockets)
            connecting = {"connect_cpu_us": [measured.connecting.server_s / sockets * 1e6]}
            yield sample(sockets, measured.stretches, measured.idle, connecting)


async def by_jobs(bench: Bench) -> AsyncIterator[Sample]:
    """Of one socket; each is of a user of its own."""
    for jobs in _few((1, 10, 100, 1000), bench):
        measured = await followed(bench, FEW_SOCKETS, jobs)
        yield sample(jobs, measured.stretches, measured.idle)


async def by_rate(bench: Bench) -> AsyncIterator[Sample]:
    """Of frames a second, as many as fit."""
    rates = _few((100, 300, 1000, 3000, 10_000, 20_000, 40_000, 80_000), bench)
    measured = await followed(bench, SOCKETS, rates_per_s=rates)
    held: defaultdict[float, list[Stretch]] = defaultdict(list)
    for stretch in measured.stretches:
        held[stretch.rate_per_s].append(stretch)
    for rate_per_s, stretches in held.items():
        if is_kept_up(stretches):
            yield sample(rate_per_s, stretches, measured.idle)


async def by_processes(bench: Bench) -> AsyncIterator[Sample]:
    """Of a server; as many as there are cores. It is their CPU that is told, so that others may use these, too.

    Each has as many frames and sockets as the one had: who wakes for fewer at a time pays more for each.
    """
    here = range(os.cpu_count() or 1)
    for processes in (1, 2, 4):
        if processes <= len(here):
            cores, options = here[:processes], (f"--processes={processes}",)
            rates = (RATE_PER_S * processes,)
            measured = await followed(bench, SOCKETS * processes, rates_per_s=rates, cores=cores, options=options)
            yield sample(processes, measured.stretches, measured.idle)


async def followed(
    bench: Bench,
    sockets: int,
    jobs_each: int = 1,
    rates_per_s: Sequence[float] = (RATE_PER_S,),
    cores: Sequence[int] | None = None,
    options: Sequence[str] = (),
) -> Measured:
    """Sockets that follow jobs, at a server of their own."""
    jobs = sockets * jobs_each
    async with with_jobs(bench, jobs, *options, cores=cores, **FRAMES_ALONE) as server:
        task = task_of(bench)
        return await client(
            task(server.port, bench.redis_port, sockets, jobs_each, server.pids, missed=0, rates_per_s=rates_per_s),
            bench.other_cores,
        )


def task_of(bench: Bench) -> "partial[Task]":
    """A task, as long as the bench is."""
    stretches, seconds = (QUICK_STRETCHES, QUICK_SECONDS) if bench.is_quick else (STRETCHES, SECONDS)
    return partial(Task, stretches=stretches, seconds=seconds)


def sample(
    size: float, stretches: Sequence[Stretch], idle: Cost, more: "dict[str, list[float]] | None" = None
) -> Sample:
    """What the frames of some stretches cost; what the server takes when nothing happens is taken off."""
    idle_share = idle.server_s / idle.wall_s
    own = [each.cost.server_s - idle_share * each.cost.wall_s for each in stretches]
    figures = {
        "frame_cpu_us": [cpu_s / each.frames * 1e6 for cpu_s, each in zip(own, stretches, strict=True)],
        "p50_us": [each.p50_us for each in stretches],
        **(more or {}),
    }
    return Sample(size, figures, max(each.cost.client_s / each.cost.wall_s for each in stretches))


def _few(sizes: Sequence[int], bench: Bench) -> Sequence[int]:
    """Every other one where it has to be quick; the last among them."""
    return sizes[(len(sizes) - 1) % 2 :: 2] if bench.is_quick else sizes
