"""The rows of the bench whose cost is the disk's: what is committed is on it, by SQLite with ``synchronous=FULL``."""

from collections.abc import Sequence

from tests.load.durable_frames import FRAMES, FRAMES_PER_S
from tests.load.durable_jobs import JOBS, START
from tests.load.durable_submits import ONE_AT_A_TIME, SATURATED, SQLMODEL
from tests.load.fdatasync import FDATASYNC
from tests.load.measuring import Goal, Measurement

MEASUREMENTS: Sequence[Measurement] = (FDATASYNC, FRAMES, SATURATED, SQLMODEL, ONE_AT_A_TIME, JOBS, START)

GOALS: Sequence[Goal] = (
    Goal(
        f"commit → socket, whole path, {FRAMES_PER_S} frames/s, p99",
        "frames/Repcast/made_to_socket_p99_ms",
        "≤",
        10,
        of="fdatasync/p50_ms",
    ),
    # Else the load was not the one that is told.
    Goal("the same: frames that came in a second", "frames/Repcast/frames_per_s", "≥", 0.98 * FRAMES_PER_S),
    Goal("durable submits, 64 sockets", "submits/Repcast/accepted_per_s", "≥", 4000),
    Goal(
        "durable submits, beside an SQLModel session per request",
        "submits/Repcast/accepted_per_s",
        "≥",
        10,
        of="submits/SQLModel/accepted_per_s",
    ),
    Goal("submit → accepted, one at a time, p50", "one submit/Repcast/accepted_p50_ms", "≤", 4, of="fdatasync/p50_ms"),
    Goal("jobs by the rules, 12 weeks of 4 days, submit → completed", "jobs/Repcast/completed_per_s", "≥", 30),
    Goal("start of an embedded server → first job accepted", "start/Repcast/first_accepted_s", "≤", 1.2),
)
