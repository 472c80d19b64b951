"""Jobs: what becomes of submissions, and how long jobs take."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry

from schemas.errors import ErrorCode
from schemas.job import FINAL_STATUSES
from server.metrics.series import Counts, Histogram
from server.storage.transaction import LogFrame

OUTCOMES = tuple(sorted(FINAL_STATUSES))
WAITING, WORKING, TOTAL = PHASES = ("waiting", "working", "total")
DURATION_BOUNDS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
"""From a program by rules, that nobody waits for, to the deadline of one by a model, and a queue before it."""
SUBMITTED = ("accepted", "duplicate", *ErrorCode)


class JobMetrics:
    """Told of every submission, and of every frame that this process has committed."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.submits = Counts(
            registry,
            "repcast_submits",
            "Submissions, by socket and by REST: accepted, duplicate, or the code of their refusal.",
            "outcome",
            SUBMITTED,
        )
        self._lasted = Histogram(
            registry,
            "repcast_job_duration_seconds",
            "Jobs that have ended: waiting until they were first worked on, working from then on, and both in total.",
            DURATION_BOUNDS_S,
            ("phase", "outcome"),
            [(phase, outcome) for phase in PHASES for outcome in OUTCOMES],
        ).of

    def committed(self, frames: Sequence[LogFrame]) -> None:
        """Frames stand in the log; those that end a job say how long it took."""
        for frame in frames:
            if frame.lasted is None:
                continue
            outcome = frame.type.removeprefix("job.")
            lasted = frame.lasted
            self._lasted[WAITING, outcome].add(lasted.waited_s)
            if lasted.worked_s is not None:
                self._lasted[WORKING, outcome].add(lasted.worked_s)
            self._lasted[TOTAL, outcome].add(lasted.waited_s + (lasted.worked_s or 0))
