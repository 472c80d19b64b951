"""``python -m tests.load.durable [NAME]…``: the rows of the bench whose cost is the disk's, each measured once.

What is committed is on the disk: SQLite with ``synchronous=FULL``.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.load.durable_frames import FRAMES
from tests.load.durable_jobs import JOBS, START
from tests.load.durable_submits import ONE_AT_A_TIME, SATURATED, SQLMODEL
from tests.load.fdatasync import FDATASYNC
from tests.load.measuring import Bench, Goal, Measurement

MEASUREMENTS: Sequence[Measurement] = (FDATASYNC, FRAMES, SATURATED, SQLMODEL, ONE_AT_A_TIME, JOBS, START)

GOALS: Sequence[Goal] = (
    Goal(
        "commit → socket, whole path, 500 frames/s, p99",
        "frames/repcast/made_to_socket_p99_ms",
        "≤",
        10,
        of="fdatasync/p50_ms",
    ),
    Goal("durable submits, 64 sockets", "submits/repcast/accepted_per_s", "≥", 4000),
    Goal(
        "durable submits, beside an SQLModel session per request",
        "submits/repcast/accepted_per_s",
        "≥",
        10,
        of="submits/sqlmodel/accepted_per_s",
    ),
    Goal("submit → accepted, one at a time, p50", "submit/repcast/accepted_p50_ms", "≤", 4, of="fdatasync/p50_ms"),
    Goal("jobs by the rules, 12 weeks of 4 days, submit → completed", "jobs/repcast/completed_per_s", "≥", 30),
    Goal("start of an embedded server → first job accepted", "start/repcast/first_accepted_s", "≤", 1.2),
)


async def main(names: Sequence[str]) -> None:
    """Measure those that are named, or all."""
    with tempfile.TemporaryDirectory(prefix="repcast-durable-") as folder:
        bench = Bench(0, Path(folder), (0,), (1,), is_quick=False, sockets=0)
        for measurement in MEASUREMENTS:
            if not names or measurement.name in names:
                measured = await measurement.run(bench)
                for name, value in {**measured.figures, **_shares(measured.client_share)}.items():
                    print(f"{name:44} {value:10.3f}", flush=True)  # noqa: T201 - its output


def _shares(shares: Mapping[str, float]) -> dict[str, float]:
    return {f"{prefix}/client_share": share for prefix, share in shares.items()}


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
