"""This run beside an earlier one: only as ratios to a peer of the same run, for machines differ and days do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOLERANCE = 1.25
"""A ratio that is worse by this factor has regressed: medians of three rounds on two shared cores are seen to move by
up to a fifth from run to run."""


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio then and now.

    Attributes:
        worse: by which factor it has become worse; below 1 it has become better.
    """

    row: str
    then: float
    now: float
    worse: float

    @property
    def has_regressed(self) -> bool:
        return self.worse > TOLERANCE


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Sequence[Change]:
    """Of two documents of runs: each goal that is a ratio, and that both have measured."""
    before = {_key(goal): goal["actual"] for goal in then["goals"] if goal["of"]}
    found = []
    for goal in now["goals"]:
        earlier, actual = before.get(_key(goal)), goal["actual"]
        if earlier and actual:
            worse = earlier / actual if goal["bound"] == "≥" else actual / earlier
            found.append(Change(f"{goal['row']}, to {goal['of']}", earlier, actual, worse))
    return found


def comparison(found: Sequence[Change]) -> str:
    """A line a ratio, worst first."""
    lines = [
        f"{'REGRESSED' if each.has_regressed else 'holds':9}  {each.then:.3g} → {each.now:.3g}  {each.row}"
        for each in sorted(found, key=lambda each: -each.worse)
    ]
    return "\n".join(lines or ["No ratio is in both runs."])


def _key(goal: Mapping[str, Any]) -> tuple[str, str]:
    return goal["figure"], goal["of"]
