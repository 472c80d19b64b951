"""Gate G5: repetitions, effort and load say the same."""

from typing import Any

import pytest

from server.generation.validation.gate_intensity import pct_1rm
from tests.generation.validation.handwritten import (
    broken,
    changed_item,
    changed_week,
    lift,
    one_session,
    only,
    pct,
    program,
    session,
    week,
)

BENCH = lift("barbell_bench_press", load=pct(65, 75))


def test_epley_says_what_is_heavy() -> None:
    """What can be lifted ten times is three quarters of what can be lifted once."""
    assert pct_1rm(8, 2) == 75
    assert pct_1rm(0, 0) == 100


@pytest.mark.parametrize(
    ("load", "value", "bound"),
    [(pct(56, 75), 56, "57 to 85 %"), (pct(65, 86), 86, "57 to 85 %"), (pct(40, 45), 40, "57 to 85 %")],
)
def test_a_load_that_its_repetitions_do_not_mean_is_found(load: dict[str, Any], value: float, bound: str) -> None:
    """Ten points beside what Epley says is as far as it goes, at either end."""
    good = one_session(lift("leg_press"), BENCH)
    assert broken(good) == {}
    [found] = only("G5", changed_item(good, 1, 1, 2, load=load))
    assert (found.week, found.day, found.order, found.value, found.bound) == (1, 1, 2, value, bound)


def test_both_ends_of_a_load_may_be_wrong() -> None:
    """A load that goes from far too light to far too heavy is found twice."""
    found = only("G5", one_session(lift("barbell_bench_press", load=pct(20, 95))))
    assert [one.value for one in found] == [20, 95]


@pytest.mark.parametrize("load", [pct(58, 84), {"type": "pct_1rm", "min": 70}, {"type": "kg", "min": 20, "max": 20}])
def test_loads_within_ten_points_pass(load: dict[str, Any]) -> None:
    """People differ, so ten points are allowed, and kilograms are theirs to know."""
    assert broken(one_session(lift("barbell_bench_press", load=load))) == {}


@pytest.mark.parametrize("load", [pct(65, 85), pct(40, 75)])
def test_exactly_ten_points_pass(load: dict[str, Any]) -> None:
    """What can be lifted ten times is 75 %, so 85 % pass; thirty times is 50 %, so 40 % do."""
    bench = lift("barbell_bench_press", load=load, reps_min=8, reps_max=28, rir_min=2, rir_max=2)
    assert broken(one_session(bench)) == {}


LIGHT = lift("barbell_bench_press", load=pct(30, 45))


def test_power_is_light_on_purpose() -> None:
    """Who trains for power moves light loads fast, and what is done fast is light for anybody."""
    assert set(broken(one_session(LIGHT))) == {"G5"}
    assert broken(one_session(LIGHT, goal_category="power")) == {}
    assert broken(one_session(lift("dumbbell_push_press", load=pct(30, 45)))) == {}


def test_warm_up_sets_are_light_on_purpose() -> None:
    """A warm-up set is no measure of anything."""
    assert broken(changed_item(one_session(LIGHT), 1, 1, 1, set_type="warmup")) == {}


def test_deloads_are_light_on_purpose() -> None:
    """A lighter week has light loads, for fewer sets."""
    made = program(week(session(BENCH)), week(session(LIGHT.model_copy(update={"sets": 1}))))
    assert [found.week for found in only("G5", made)] == [2]
    assert broken(changed_week(made, 2, is_deload=True)) == {}
