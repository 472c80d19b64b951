"""What a run has to say, as a table of plain text and as JSON. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tests.load.measuring import Round
from tests.load.verdicts import Judged, Spread, Verdict

SIGNS = {Verdict.MET: "yes", Verdict.MISSED: "NO", Verdict.NOT_BELIEVED: "?", Verdict.NOT_MEASURED: "-"}


def figures_table(figures: Mapping[str, Spread]) -> str:
    """Every figure: the median of its rounds, the least and the most."""
    rows = [(name, number(each.median), number(each.least), number(each.most)) for name, each in figures.items()]
    return aligned([("figure", "median", "least", "most"), *rows])


def goals_table(judged: Sequence[Judged]) -> str:
    """Every goal with its verdict."""
    rows = [(SIGNS[each.verdict], each.goal.row, _wanted(each), _actual(each)) for each in judged]
    return aligned([("met", "what", "goal", "measured"), *rows])


def document(
    machine: Mapping[str, object],
    rounds: Mapping[str, Sequence[Round]],
    figures: Mapping[str, Spread],
    judged: Sequence[Judged],
    left_out: Mapping[str, str],
) -> dict[str, Any]:
    """All of a run, as it is written to JSON."""
    return {
        "machine": machine,
        "figures": {name: asdict(each) for name, each in figures.items()},
        "goals": [{**asdict(each.goal), "actual": each.actual, "verdict": each.verdict.value} for each in judged],
        "left_out": left_out,
        "rounds": {name: [asdict(each) for each in taken] for name, taken in rounds.items()},
    }


def number(value: float) -> str:
    """With three digits that say something."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _wanted(judged: Judged) -> str:
    goal = judged.goal
    return f"{goal.bound} {number(goal.value)}" + (f" × {goal.of}" if goal.of else "")


def _actual(judged: Judged) -> str:
    if judged.actual is None:
        return "not measured"
    return number(judged.actual) + (" ×" if judged.goal.of else "")


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first row is their names."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
