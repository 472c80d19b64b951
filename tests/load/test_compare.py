from collections.abc import Sequence
from typing import Any

import pytest

from tests.load.compare import TOLERANCE, changes, comparison


def _run(
    actual: float | None, bound: str = "≥", of: str | None = "peer", rounds: Sequence[float] | None = None
) -> dict[str, Any]:
    taken = rounds or [actual or 0]
    return {
        "goals": [{"row": "pushed", "figure": "own", "bound": bound, "value": 1, "of": of, "actual": actual}],
        "rounds": {
            "ours": [{"figures": {"own": 7 * each, "other": 7 * each}} for each in taken],
            "theirs": [{"figures": {"peer": 7}} for _ in taken],
        },
    }


@pytest.mark.parametrize(
    ("bound", "then", "now", "has_regressed"),
    [
        ("≥", 10, 10, False),
        ("≥", 10, 10 / TOLERANCE, False),
        ("≥", 10, 9.9 / TOLERANCE, True),
        ("≥", 10, 100, False),
        ("≤", 10, 10 * TOLERANCE, False),
        ("≤", 10, 10.1 * TOLERANCE, True),
        ("≤", 10, 1, False),
    ],
)
def test_a_ratio_that_is_worse_by_more_than_the_tolerance_has_regressed(
    bound: str, then: float, now: float, has_regressed: bool
) -> None:
    """Lower where it is to be high, higher where it is to be low; a better one never has."""
    (change,) = changes(_run(then, bound), _run(now, bound))
    assert change.has_regressed is has_regressed


@pytest.mark.parametrize(
    ("bound", "then", "now", "has_regressed"),
    [
        ("≥", (9, 10, 11), (4, 5, 8), True),
        ("≥", (9, 10, 11), (4, 5, 9), False),
        ("≤", (9, 10, 11), (12, 20, 25), True),
        ("≤", (9, 10, 11), (11, 20, 25), False),
    ],
)
def test_a_ratio_has_regressed_where_every_round_shows_it(
    bound: str, then: Sequence[float], now: Sequence[float], has_regressed: bool
) -> None:
    """A round that is as good as one was then says that the machine was busy."""
    (change,) = changes(_run(then[1], bound, rounds=then), _run(now[1], bound, rounds=now))
    assert change.has_regressed is has_regressed


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (_run(10, of=None), _run(1, of=None)),
        (_run(None), _run(1)),
        (_run(10), _run(None)),
        (_run(10, of="another peer"), _run(1)),
        ({"goals": []}, _run(1)),
    ],
)
def test_only_ratios_that_both_runs_have_are_compared(then: dict[str, Any], now: dict[str, Any]) -> None:
    """Absolute figures are the machine's, and the day's."""
    assert changes(then, now) == []
    assert comparison([]) == "No ratio is in both runs."


def test_the_worst_is_told_first() -> None:
    """With what it was and what it is."""
    then, now = _run(10), _run(5)
    then["goals"] += [{**then["goals"][0], "figure": "other", "row": "kept"}]
    now["goals"] = [{**now["goals"][0], "figure": "other", "row": "kept", "actual": 11}, *now["goals"]]
    assert [line.split() for line in comparison(changes(then, now)).splitlines()] == [
        ["REGRESSED", "10", "→", "5", "pushed,", "to", "peer"],
        ["holds", "10", "→", "11", "kept,", "to", "peer"],
    ]
