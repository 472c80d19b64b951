"""Percentiles of times."""

from collections.abc import Sequence
from statistics import quantiles


def percentile_ms(times_ns: Sequence[int], percent: int) -> float:
    """The time, in ms, that so many percent of ``times_ns`` do not exceed; at least two are needed."""
    return quantiles(times_ns, n=100, method="inclusive")[percent - 1] / 1_000_000
