"""Group commits: how many units of work share one, and how long it takes."""

from prometheus_client import CollectorRegistry

from server.metrics.series import Count, Histogram

UNITS_BOUNDS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
COMMIT_BOUNDS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class CommitMetrics:
    """A `server.storage.writer.NoteCommit`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._units = Histogram(
            registry, "repcast_commit_units", "Units of work that one transaction committed.", UNITS_BOUNDS
        ).of[()]
        self._took = Histogram(
            registry, "repcast_commit_seconds", "From the begin of a transaction to its commit.", COMMIT_BOUNDS_S
        ).of[()]
        self._failed = Count(
            registry, "repcast_commit_failures", "Transactions that the database did not take, or gave way to another."
        )

    def note(self, units: int, took_s: float, stands: bool) -> None:
        """A transaction is over."""
        if not stands:
            self._failed.add()
            return
        self._units.add(units)
        self._took.add(took_s)
