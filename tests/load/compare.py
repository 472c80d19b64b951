"""This run beside an earlier one: only as ratios to a peer of the same run, for machines differ and days do. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOLERANCE = 1.25
"""A ratio that is worse by this factor, in each round, has regressed: medians of three rounds on two shared cores are
seen to move by up to a fifth from run to run, and those of latencies by more."""


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio then and now.

    Attributes:
        worse: by which factor it has become worse; below 1 it has become better.
        is_apart: whether each of its rounds now is worse than each was then.
    """

    row: str
    then: float
    now: float
    worse: float
    is_apart: bool

    @property
    def has_regressed(self) -> bool:
        return self.worse > TOLERANCE and self.is_apart


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Sequence[Change]:
    """Of two documents of runs: each goal that is a ratio, and that both have measured."""
    before = {_key(goal): goal["actual"] for goal in then["goals"] if goal["of"]}
    found = []
    for goal in now["goals"]:
        earlier, actual = before.get(_key(goal)), goal["actual"]
        if earlier and actual:
            is_more_better = goal["bound"] == "≥"
            rounds_then, rounds_now = _ratios(then, goal), _ratios(now, goal)
            is_apart = max(rounds_now) < min(rounds_then) if is_more_better else min(rounds_now) > max(rounds_then)
            worse = earlier / actual if is_more_better else actual / earlier
            found.append(Change(f"{goal['row']}, to {goal['of']}", earlier, actual, worse, is_apart))
    return found


def comparison(found: Sequence[Change]) -> str:
    """A line a ratio, worst first."""
    lines = [
        f"{'REGRESSED' if each.has_regressed else 'holds':9}  {each.then:.3g} → {each.now:.3g}  {each.row}"
        for each in sorted(found, key=lambda each: (not each.has_regressed, -each.worse))
    ]
    return "\n".join(lines or ["No ratio is in both runs."])


def _ratios(run: Mapping[str, Any], goal: Mapping[str, Any]) -> Sequence[float]:
    """Of each round: measurements are taken by turns, so those of one round saw the same machine."""
    return [own / other for own, other in zip(_rounds(run, goal["figure"]), _rounds(run, goal["of"]), strict=False)]


def _rounds(run: Mapping[str, Any], figure: str) -> Sequence[float]:
    return [each["figures"][figure] for taken in run["rounds"].values() for each in taken if figure in each["figures"]]


def _key(goal: Mapping[str, Any]) -> tuple[str, str]:
    return goal["figure"], goal["of"]
