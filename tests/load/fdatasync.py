"""What a commit cannot be faster than: a durable write of one page, on the disk where the databases are."""

import asyncio
import os
from pathlib import Path
from time import perf_counter_ns

from tests.load.latencies import percentile_ms
from tests.load.measuring import Bench, Measurement, Round

PAGE_BYTES = 4096
WRITES = 400
WARM_UP = 20


def timed_writes_ns(file: Path, writes: int) -> list[int]:
    """How long each of so many appends took, until it was on the disk."""
    page = os.urandom(PAGE_BYTES)
    # macOS has no fdatasync.
    to_disk = getattr(os, "fdatasync", os.fsync)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    took_ns = []
    try:
        for _ in range(writes):
            begun_ns = perf_counter_ns()
            os.write(descriptor, page)
            to_disk(descriptor)
            took_ns.append(perf_counter_ns() - begun_ns)
    finally:
        os.close(descriptor)
        file.unlink()
    return took_ns


async def _measure(bench: Bench) -> Round:
    writes = WRITES // 4 if bench.is_quick else WRITES
    took_ns = await asyncio.to_thread(timed_writes_ns, bench.folder / "fdatasync", WARM_UP + writes)
    return Round({"fdatasync/p50_ms": percentile_ms(took_ns[WARM_UP:], 50)}, {})


FDATASYNC = Measurement("fdatasync", _measure)
