"""Cost against size: samples, curves through them, and whether a curve is flat. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log10
from statistics import fmean, median

from tests.load.verdicts import MOST_CLIENT_SHARE, Spread

FLAT_WITHIN = 0.1
"""Of a figure. `RULE` says it in words."""
RULE = (
    "A straight line is laid through the medians, both axes in powers of ten. Flat: at ten times the size it is higher "
    "or lower by a tenth at most. It grows, or it falls, otherwise; but where one level is within the least and the "
    "most of every size, that is noise."
)


@dataclass(frozen=True, slots=True)
class Sample:
    """What was measured at one size, some times over.

    Attributes:
        client_share: of a core; the largest that the load client took.
    """

    size: float
    figures: Mapping[str, Sequence[float]]
    client_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """One figure of a sweep through sizes.

    Attributes:
        sweep: its name.
        by: what grows in it.
        figure: its name in the samples.
    """

    title: str
    sweep: str
    by: str
    figure: str


@dataclass(frozen=True, slots=True)
class Point:
    size: float
    spread: Spread
    is_believed: bool


_FRAME, _LATE = "A frame pushed", "Published → received, p50"
CURVES = (
    Curve(_FRAME, "sockets", "sockets, a job each", "frame_cpu_us"),
    Curve(_FRAME, "jobs", "jobs followed by each of 10 sockets", "frame_cpu_us"),
    Curve(_FRAME, "rate", "frames per second", "frame_cpu_us"),
    Curve(_FRAME, "log", "rows in the log", "frame_cpu_us"),
    Curve("A frame appended, committed, pushed", "log", "rows in the log", "append_cpu_us"),
    Curve("A socket that comes and lacks a frame", "log", "rows in the log", "resume_cpu_us"),
    Curve(_FRAME, "processes", "server processes", "frame_cpu_us"),
    Curve("A socket that comes", "sockets", "sockets that come", "connect_cpu_us"),
    Curve(_LATE, "sockets", "sockets, a job each", "p50_us"),
    Curve(_LATE, "rate", "frames per second", "p50_us"),
    Curve("Made → committed → received, p50", "log", "rows in the log", "append_p50_us"),
)
"""All in microseconds: of the server's CPU, or of time where a percentile is told."""


class Trend(StrEnum):
    """How a curve goes."""

    FLAT = "flat"
    FALLS = "falls"
    GROWS = "grows"
    NOISE = "noise: flat as far as is seen"
    UNKNOWN = "one size alone"


def points(curve: Curve, samples: Sequence[Sample]) -> list[Point]:
    """The curve's, by size; samples that lack the figure, or where it drowns in noise, are left out."""
    return [
        Point(each.size, _spread(each.figures[curve.figure]), each.client_share < MOST_CLIENT_SHARE)
        for each in sorted(samples, key=lambda each: each.size)
        if median(each.figures.get(curve.figure) or (0.0,)) > 0
    ]


def factor_of_ten(curve: Sequence[Point]) -> float | None:
    """By which the figure is multiplied where the size is ten times as large; None: there is but one size."""
    if len(curve) < 2:
        return None
    sizes, values = [log10(each.size) for each in curve], [log10(each.spread.median) for each in curve]
    middle_size, middle = fmean(sizes), fmean(values)
    rise = sum((size - middle_size) * (value - middle) for size, value in zip(sizes, values, strict=True))
    slope: float = rise / sum((size - middle_size) ** 2 for size in sizes)
    return float(10**slope)


def trend(curve: Sequence[Point]) -> Trend:
    """See `RULE`."""
    factor = factor_of_ten(curve)
    if factor is None:
        return Trend.UNKNOWN
    if 1 - FLAT_WITHIN <= factor <= 1 + FLAT_WITHIN:
        return Trend.FLAT
    if max(each.spread.least for each in curve) <= min(each.spread.most for each in curve):
        return Trend.NOISE
    return Trend.GROWS if factor > 1 else Trend.FALLS


def _spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))
