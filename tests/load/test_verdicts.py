from collections.abc import Mapping

import pytest

from tests.load.measuring import Goal, Round
from tests.load.verdicts import Spread, Verdict, client_shares, judge, spreads

FIGURES = {
    "1-1/Repcast/per_s": Spread(100, 90, 110),
    "1-1/peer/per_s": Spread(40, 39, 41),
    "none/per_s": Spread(0, 0, 0),
}


def test_a_spread_is_over_the_rounds_that_have_the_figure() -> None:
    """Be they all of them, or one."""
    rounds = [Round({"a": 3}, {}), Round({"a": 1, "b": 7}, {}), Round({"a": 10}, {})]
    assert spreads(rounds) == {"a": Spread(3, 1, 10), "b": Spread(7, 7, 7)}


def test_a_client_is_known_by_its_busiest_round() -> None:
    """A bottleneck in one round is one."""
    rounds = [Round({}, {"1-1/a": 0.2}), Round({}, {"1-1/a": 0.9, "1-1/b": 0.1}), Round({}, {"1-1/a": 0.3})]
    assert client_shares(rounds) == {"1-1/a": 0.9, "1-1/b": 0.1}


@pytest.mark.parametrize(
    ("goal", "actual", "verdict"),
    [
        (Goal("", "1-1/Repcast/per_s", "≥", 100), 100, Verdict.MET),
        (Goal("", "1-1/Repcast/per_s", "≥", 101), 100, Verdict.MISSED),
        (Goal("", "1-1/Repcast/per_s", "≤", 100), 100, Verdict.MET),
        (Goal("", "1-1/Repcast/per_s", "≤", 99), 100, Verdict.MISSED),
        (Goal("", "1-1/Repcast/per_s", "≥", 2.5, of="1-1/peer/per_s"), 2.5, Verdict.MET),
        (Goal("", "1-1/Repcast/per_s", "≥", 2.6, of="1-1/peer/per_s"), 2.5, Verdict.MISSED),
        (Goal("", "1-500/Repcast/per_s", "≥", 1), None, Verdict.NOT_MEASURED),
        (Goal("", "1-1/Repcast/per_s", "≥", 1, of="1-1/absent/per_s"), None, Verdict.NOT_MEASURED),
        (Goal("", "1-1/Repcast/per_s", "≥", 1, of="none/per_s"), None, Verdict.NOT_MEASURED),
    ],
)
def test_a_goal_is_met_or_missed_by_the_median(goal: Goal, actual: float | None, verdict: Verdict) -> None:
    """Of another figure's median, where it is a ratio; what is lacking is neither met nor missed."""
    (judged,) = judge([goal], FIGURES, {})
    assert (judged.actual, judged.verdict) == (actual, verdict)


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        ({"1-1/Repcast": 0.84}, Verdict.MET),
        ({"1-1/Repcast": 0.85}, Verdict.NOT_BELIEVED),
        ({"1-1/peer": 0.85}, Verdict.NOT_BELIEVED),
        ({"1-1/Rep": 1.0}, Verdict.MET),
    ],
)
def test_no_figure_is_believed_whose_client_was_busy(shares: Mapping[str, float], verdict: Verdict) -> None:
    """Nor one beside it; a prefix is whole parts of a name."""
    goal = Goal("", "1-1/Repcast/per_s", "≥", 2, of="1-1/peer/per_s")
    assert [each.verdict for each in judge([goal], FIGURES, shares)] == [verdict]
