"""Gates G1 and G3: whole programs, clear items."""

from typing import Any

import pytest

from schemas.program import Program
from schemas.request import Weekday
from tests.generation.validation.handwritten import (
    broken,
    cardio,
    changed_item,
    changed_session,
    changed_week,
    lift,
    one_session,
    only,
    program,
    session,
    week,
)

TWO_DAYS = week(session(lift("leg_press"), lift("machine_calf_raise")), session(lift("machine_chest_press"), cardio()))
GOOD = program(TWO_DAYS, TWO_DAYS, unavailable_days=["sun"])


def test_a_whole_program_passes() -> None:
    """Weeks, sessions and items that are all there break no gate."""
    assert broken(GOOD) == {}


def test_missing_weeks_are_found() -> None:
    """A program with fewer weeks than were asked for says how many there are."""
    [found] = only("G1", GOOD.model_copy(update={"weeks": GOOD.weeks[:1]}))
    assert (found.value, found.bound) == ("1", "1 to 2")


def test_weeks_in_a_wrong_order_are_found() -> None:
    """Weeks stand in their order."""
    [found] = only("G1", GOOD.model_copy(update={"weeks": GOOD.weeks[::-1]}))
    assert (found.value, found.bound) == ("2, 1", "1 to 2")


def test_missing_sessions_are_found() -> None:
    """A week with fewer sessions than days were asked for is named."""
    [found] = only("G1", changed_week(GOOD, 2, sessions=GOOD.weeks[1].sessions[:1]))
    assert (found.week, found.value, found.bound) == (2, "1", "1 to 2")


def test_days_are_numbered() -> None:
    """Two sessions do not have one number: findings point with it."""
    [found] = only("G1", changed_session(GOOD, 2, 2, day_index=1))
    assert (found.week, found.value, found.bound) == (2, "1, 1", "1 to 2")


def test_an_empty_session_is_found() -> None:
    """A session without items is named by week and day."""
    [found] = only("G1", changed_session(GOOD, 2, 1, items=()))
    assert (found.week, found.day, found.value) == (2, 1, 0)


def test_items_are_numbered() -> None:
    """Two items do not have one number: findings point with it."""
    [found] = only("G1", changed_item(GOOD, 1, 2, 2, order=1))
    assert (found.week, found.day, found.value) == (1, 2, "1, 1")


@pytest.mark.parametrize(("first", "second", "day"), [("tue", "tue", 2), ("sun", "mon", 1)])
def test_sessions_are_on_free_days(first: str, second: str, day: int) -> None:
    """No two sessions of a week are on one day, and none is on a day that was ruled out."""
    assert broken(_dated("mon", "fri")) == {}
    [found] = only("G1", _dated(first, second))
    assert (found.week, found.day, found.value, found.bound) == (1, day, first, "a free day")
    assert ("no time" in found.message) is (first == "sun")


def _dated(first: str, second: str) -> Program:
    return changed_session(changed_session(GOOD, 1, 1, weekday=Weekday(first)), 1, 2, weekday=Weekday(second))


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"sets": 11, "exercise_id": "single_leg_stand", "name": "Single-leg stand"}, 11),
        ({"reps_min": None, "reps_max": None}, None),
        ({"reps_min": None, "reps_max": None, "duration_s": 0}, None),
        ({"reps_min": 12, "reps_max": 8}, "12 to 8"),
        ({"reps_min": 0, "reps_max": 8}, "0 to 8"),
        ({"reps_max": 101}, "8 to 101"),
        ({"reps_max": None}, "8 to none"),
        ({"duration_s": 601}, 601),
        ({"distance_m": 2001}, 2001),
        ({"rir_min": 4}, "4 to 3"),
        ({"rir_max": None}, "2 to none"),
        ({"load": {"type": "kg"}}, "kg none to none"),
        ({"load": {"type": "pct_1rm"}}, "pct_1rm none to none"),
        ({"load": {"type": "kg", "min": 40, "max": 30}}, "kg 40 to 30"),
        ({"load": {"type": "kg", "min": -5, "max": 30}}, "kg -5 to 30"),
        ({"load": {"type": "kg", "min": 0, "max": 0}}, "kg 0 to 0"),
        ({"load": {"type": "pct_1rm", "min": 70, "max": 101}, "rir_min": None, "rir_max": None}, "pct_1rm 70 to 101"),
        ({"rir_min": None, "rir_max": None}, None),
        ({"rest_s": 0}, 0),
        ({"rest_s": 601}, 601),
    ],
)
def test_lifts_say_how_much_and_how_hard(changes: dict[str, Any], value: float | str | None) -> None:
    """Each thing that is missing from a lift, or makes no sense, is found at its place."""
    good = one_session(lift("machine_chest_press"), lift("leg_press"))
    assert broken(good) == {}
    [found] = only("G3", changed_item(good, 1, 1, 2, **changes))
    assert (found.week, found.day, found.order, found.value) == (1, 1, 2, value)
    assert found.bound


@pytest.mark.parametrize(
    "changes",
    [
        {"reps_min": 1, "reps_max": 1},
        {"reps_min": 8, "reps_max": 100, "sets": 1},
        {"duration_s": 600, "sets": 1},
        {"distance_m": 2000},
        {"rest_s": 600, "sets": 2},
        {"rest_s": 1},
        {"rir_min": 0, "rir_max": 0},
        {"load": {"type": "assisted_kg", "min": 0, "max": 0}},
        {"load": {"type": "kg", "min": 0, "max": 1}},
        {"load": {"type": "pct_1rm", "min": 100, "max": 100}, "reps_min": 1, "reps_max": 1, "rir_min": 0, "rir_max": 0},
        {"reps_min": None, "reps_max": None, "duration_s": 1},
        {"reps_min": None, "reps_max": None, "distance_m": 1},
        {"set_type": "amrap", "reps_max": None},
        {"load": {"type": "kg", "min": 40}, "rir_min": None, "rir_max": None},
        {"load": {"type": "pct_1rm", "min": 70, "max": 75}, "rir_min": None, "rir_max": None},
        {"reps_min": None, "reps_max": None, "duration_s": 30},
        {"reps_min": None, "reps_max": None, "distance_m": 40},
        {"rest_s": 0, "sets": 1},
        {"rest_s": 0, "superset_group": "A"},
        {"set_type": "warmup", "rir_min": None, "rir_max": None},
        {"exercise_id": "single_leg_stand", "name": "Single-leg stand", "rir_min": None, "rir_max": None, "rest_s": 0},
    ],
)
def test_there_is_more_than_one_way_to_be_clear(changes: dict[str, Any]) -> None:
    """Effort may be a reserve or a load, length may be time or distance, drills need neither effort nor rest.

    What is just within a bound is within.
    """
    assert broken(changed_item(one_session(lift("leg_press")), 1, 1, 1, **changes)) == {}


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"rpe_min": 0}, "0 to 5"),
        ({"rpe_min": 6}, "6 to 5"),
        ({"hrr_pct": (60, 40)}, "60 to 40"),
        ({"hrr_pct": (60, 110)}, "60 to 110"),
        ({"intervals": {"reps": 11, "work_s": 60, "recover_s": 60}}, 21),
    ],
)
def test_endurance_work_says_how_long_and_how_hard(changes: dict[str, Any], value: float | str) -> None:
    """Effort goes from low to high, and intervals fit into the minutes."""
    good = one_session(cardio(intervals={"reps": 10, "work_s": 60, "recover_s": 60}, hrr_pct=(40, 59)))
    assert broken(good) == {}
    [found] = only("G3", changed_item(good, 1, 1, 1, **changes))
    assert (found.week, found.day, found.order, found.value) == (1, 1, 1, value)


@pytest.mark.parametrize(
    "changes",
    [
        {"rpe_min": 1, "rpe_max": 1},
        {"duration_min": 0.5},
        {"hrr_pct": (0, 0)},
        {"hrr_pct": (100, 100)},
        {"intervals": {"reps": 10, "work_s": 90, "recover_s": 30}, "duration_min": 19.5},
    ],
)
def test_endurance_work_may_be_at_its_bounds(changes: dict[str, Any]) -> None:
    """One effort or share alone is in order, and nobody recovers behind the last interval."""
    assert broken(one_session(cardio(**changes))) == {}


def test_a_fault_that_repeats_is_found_at_each_place() -> None:
    """The same item is at fault in each week that has it."""
    faulty = week(session(lift("machine_chest_press"), lift("leg_press", rest_s=0)))
    found = only("G3", program(faulty, faulty))
    assert [(one.week, one.day, one.order) for one in found] == [(1, 1, 2), (2, 1, 2)]
    assert found[0].message == "Week 1, day 1: Leg press has no rest between its sets."
