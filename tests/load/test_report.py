import json

import pytest

from tests.load.measuring import Goal, Round
from tests.load.report import document, figures_table, goals_table, number
from tests.load.verdicts import Spread, judge, spreads

ROUNDS = [Round({"1-1/Repcast/per_s": 65_000.0}, {"1-1/Repcast": 0.5}), Round({"1-1/Repcast/per_s": 60_000.0}, {})]
GOALS = [
    Goal("deliveries", "1-1/Repcast/per_s", "≥", 50_000),
    Goal("late", "p50", "≤", 1.2, of="1-1/Repcast/per_s"),
]
JUDGED = judge(GOALS, spreads(ROUNDS), {})


@pytest.mark.parametrize(
    ("value", "text"), [(0.01234, "0.0123"), (3.0, "3"), (999.4, "999"), (1000, "1,000"), (62_499.6, "62,500")]
)
def test_a_number_has_digits_that_say_something(value: float, text: str) -> None:
    """Three of them, or all of a large one."""
    assert number(value) == text


def test_every_figure_has_its_line() -> None:
    """In columns."""
    assert figures_table({"a": Spread(2, 1, 3), "longer": Spread(20, 10, 30)}).splitlines() == [
        "figure  median  least  most",
        "------  ------  -----  ----",
        "a       2       1      3",
        "longer  20      10     30",
    ]


def test_every_goal_has_its_line_and_its_verdict() -> None:
    """Also what was not measured."""
    met, lacking = [line.split("  ") for line in goals_table(JUDGED).splitlines()[2:]]
    assert [cell.strip() for cell in met if cell] == ["yes", "deliveries", "≥ 50,000", "62,500"]
    assert [cell.strip() for cell in lacking if cell] == ["-", "late", "≤ 1.2 × 1-1/Repcast/per_s", "not measured"]


def test_all_of_a_run_can_be_written_as_json() -> None:
    """With each round, each verdict in words, and what was left out."""
    told = document({"cores": 2}, {"pushing": ROUNDS}, spreads(ROUNDS), JUDGED, {"peer": "is not there"})
    again = json.loads(json.dumps(told))
    assert [goal["verdict"] for goal in again["goals"]] == ["met", "not measured"]
    assert again["figures"]["1-1/Repcast/per_s"] == {"median": 62_500, "least": 60_000, "most": 65_000}
    assert len(again["rounds"]["pushing"]) == 2
    assert again["left_out"] == {"peer": "is not there"}
