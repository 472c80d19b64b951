"""From the rounds to medians, and from these to verdicts. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from tests.load.measuring import Goal, Round

MOST_CLIENT_SHARE = 0.85
"""Of a core. A load client that takes more was the bottleneck, as far as anybody can tell."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over all rounds."""

    median: float
    least: float
    most: float


class Verdict(StrEnum):
    """What became of a goal."""

    MET = "met"
    MISSED = "missed"
    NOT_BELIEVED = "not believed: the load client was the bottleneck"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Judged:
    """A goal, and what was measured: ``actual`` is in the unit of the goal's value; None where it was not measured."""

    goal: Goal
    actual: float | None
    verdict: Verdict


def spreads(rounds: Iterable[Round]) -> dict[str, Spread]:
    """Each figure over the rounds that have it."""
    gathered: defaultdict[str, list[float]] = defaultdict(list)
    for each in rounds:
        for name, value in each.figures.items():
            gathered[name].append(value)
    return {name: Spread(median(values), min(values), max(values)) for name, values in gathered.items()}


def client_shares(rounds: Iterable[Round]) -> dict[str, float]:
    """The largest share that the load client took, by prefix."""
    shares: dict[str, float] = {}
    for each in rounds:
        for prefix, share in each.client_share.items():
            shares[prefix] = max(share, shares.get(prefix, 0.0))
    return shares


def judge(goals: Sequence[Goal], figures: Mapping[str, Spread], shares: Mapping[str, float]) -> list[Judged]:
    """Each goal against the medians."""
    return [_judged(goal, figures, shares) for goal in goals]


def _judged(goal: Goal, figures: Mapping[str, Spread], shares: Mapping[str, float]) -> Judged:
    actual = figures.get(goal.figure)
    beside = figures.get(goal.of) if goal.of else Spread(1.0, 1.0, 1.0)
    if actual is None or beside is None or not beside.median:
        return Judged(goal, None, Verdict.NOT_MEASURED)
    value = actual.median / beside.median
    is_met = value >= goal.value if goal.bound == "≥" else value <= goal.value
    # A client that was the bottleneck makes a server look worse than it is, and its peer likewise.
    if any(_is_bound(name, shares) for name in (goal.figure, goal.of) if name):
        return Judged(goal, value, Verdict.NOT_BELIEVED)
    return Judged(goal, value, Verdict.MET if is_met else Verdict.MISSED)


def _is_bound(figure: str, shares: Mapping[str, float]) -> bool:
    return any(figure.startswith(f"{prefix}/") and share >= MOST_CLIENT_SHARE for prefix, share in shares.items())
