"""What the measurements of growth have to say, as a table of plain text and as JSON. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tests.load.growing import CURVES, RULE, Point, Sample, factor_of_ten, points, trend
from tests.load.report import aligned, number


def curves_table(taken: Mapping[str, Sequence[Sample]]) -> str:
    """Each curve: its medians by size, and how it goes."""
    rows = [("µs of", "by", "size: median", "at ten times the size", "so it is")]
    for curve in CURVES:
        found = points(curve, taken.get(curve.sweep, ()))
        if found:
            factor = factor_of_ten(found)
            told = "" if factor is None else f"× {factor:.2f}"
            rows.append((curve.title, curve.by, "  ".join(map(_point, found)), told, trend(found).value))
    return aligned(rows)


def document(machine: Mapping[str, object], taken: Mapping[str, Sequence[Sample]]) -> dict[str, Any]:
    """All of a run, as it is written to JSON."""
    curves = [(curve, points(curve, taken.get(curve.sweep, ()))) for curve in CURVES]
    return {
        "machine": machine,
        "rule": RULE,
        "curves": [
            {
                **asdict(curve),
                "points": [asdict(point) for point in found],
                "factor_of_ten": factor_of_ten(found),
                "trend": trend(found).value,
            }
            for curve, found in curves
        ],
        "samples": {sweep: [asdict(each) for each in samples] for sweep, samples in taken.items()},
    }


def _point(point: Point) -> str:
    """A question mark: the load client was the bottleneck."""
    return f"{short(point.size)}: {number(point.spread.median)}{'' if point.is_believed else '?'}"


def short(size: float) -> str:
    """1,000,000 as 1M, 3,000 as 3k."""
    for unit, sign in ((1_000_000, "M"), (1000, "k")):
        if size >= unit:
            return f"{size / unit:g}{sign}"
    return f"{size:g}"
