"""What happened between two moments: counters that may have begun anew, and quantiles of histograms. Pure."""

from collections.abc import Iterable, Mapping
from math import inf

Buckets = Mapping[float, float]
"""How many values were at most as large as each bound, cumulated; the last bound is infinite."""


def increase(before: float, after: float) -> float:
    """By how much a counter grew; one that is lower than it was has begun anew, at zero."""
    return after if after < before else after - before


def increases(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Of several; one that was not there before was zero."""
    return {name: increase(before.get(name, 0.0), value) for name, value in after.items()}


def buckets_between(before: Buckets, after: Buckets) -> dict[float, float]:
    """The values that came in between; where any bucket is lower than it was, all have begun anew."""
    if any(after.get(bound, 0.0) < count for bound, count in before.items()):
        return dict(after)
    return {bound: count - before.get(bound, 0.0) for bound, count in after.items()}


def together(histograms: Iterable[Buckets]) -> dict[float, float]:
    """One histogram of several, by the bounds that all of them have."""
    given = [each for each in histograms if each]
    bounds = set.intersection(*(set(each) for each in given)) if given else set()
    return {bound: sum(each[bound] for each in given) for bound in sorted(bounds)}


def quantile(share: float, buckets: Buckets) -> float | None:
    """The value that ``share`` of all do not exceed; in a bucket they are taken to lie evenly, as Prometheus does.

    Returns:
        None where there are no values; the largest finite bound where it is above that.
    """
    bounds = sorted(buckets)
    total = buckets[bounds[-1]] if bounds else 0.0
    if total <= 0:
        return None
    rank = share * total
    lower, below = 0.0, 0.0
    for bound in bounds:
        if buckets[bound] >= rank and buckets[bound] > below:
            if bound == inf:
                return lower
            return lower + (bound - lower) * max(0.0, rank - below) / (buckets[bound] - below)
        lower, below = (lower if bound == inf else bound), buckets[bound]
    return lower
