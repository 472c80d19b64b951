"""G3: numbers that are missing or make no sense."""

from typing import Any

import pytest

from schemas.program import CardioItem, Intervals
from tests.generation.repair.mended import items_of, lift_of, mended, repaired
from tests.generation.validation.handwritten import cardio, changed_item, lift, one_session

PRESS = one_session(lift("leg_press"), lift("machine_chest_press"))


@pytest.mark.parametrize(
    ("changes", "clear"),
    [
        ({"reps_min": 12, "reps_max": 8}, {"reps_min": 8, "reps_max": 12}),
        ({"reps_max": None}, {"reps_min": 8, "reps_max": 8}),
        ({"reps_min": 0}, {"reps_min": 12, "reps_max": 12}),
        ({"reps_max": 120}, {"reps_min": 8, "reps_max": 100}),
        ({"reps_min": None, "reps_max": None}, {"reps_min": 6, "reps_max": 10}),
        ({"duration_s": 4000}, {"duration_s": 600}),
        ({"distance_m": 9000}, {"distance_m": 2000}),
        ({"rir_min": 4}, {"rir_min": 3, "rir_max": 4}),
        ({"rir_max": None}, {"rir_min": 2, "rir_max": 2}),
        ({"rir_min": None, "rir_max": None}, {"rir_min": 2, "rir_max": 3}),
        ({"rest_s": 0}, {"rest_s": 90}),
        ({"rest_s": 2000}, {"rest_s": 600}),
    ],
)
def test_an_item_says_how_much_and_how_hard(changes: dict[str, Any], clear: dict[str, Any]) -> None:
    """Numbers are put in order and within bounds, and what is missing comes from the band; the rest stays."""
    wrong = changed_item(PRESS, 1, 1, 1, **changes)
    kept = {**dict(lift_of(wrong)), **clear, "substitutes": lift_of(mended(wrong)).substitutes}
    assert dict(lift_of(mended(wrong))) == kept


@pytest.mark.parametrize(
    ("load", "clear"),
    [
        ({"type": "kg", "min": 40, "max": 30}, ("kg", 30, 40)),
        ({"type": "kg"}, ("rir", None, None)),
        ({"type": "kg", "min": -5, "max": 30}, ("rir", None, None)),
        ({"type": "pct_1rm", "min": 70, "max": 120}, ("rir", None, None)),
        ({"type": "assisted_kg", "min": 30, "max": 20}, ("rir", None, None)),
    ],
)
def test_a_load_is_a_number_or_left_to_the_reserve(load: dict[str, Any], clear: tuple[str, Any, Any]) -> None:
    """Numbers that were exchanged are put right; a load that is no number is not invented."""
    found = lift_of(mended(changed_item(PRESS, 1, 1, 1, load=load))).load
    assert (found.type, found.min, found.max) == clear


def test_endurance_work_says_how_hard() -> None:
    """Effort and heart rate go from low to high, and intervals are as many as fit."""
    wrong = one_session(
        cardio(rpe_min=5, rpe_max=3, hrr_pct=(59, 40), intervals={"reps": 30, "work_s": 60, "recover_s": 60})
    )
    [item] = items_of(mended(wrong))
    assert isinstance(item, CardioItem)
    assert (item.rpe_min, item.rpe_max, item.hrr_pct) == (3, 5, (40, 59))
    assert item.intervals == Intervals(reps=10, work_s=60, recover_s=60)


def test_effort_that_is_none_is_easy() -> None:
    """An effort of nothing is one at which one can talk."""
    [item] = items_of(mended(one_session(cardio(rpe_min=0, rpe_max=0, hrr_pct=(-10, 40)))))
    assert isinstance(item, CardioItem)
    assert (item.rpe_min, item.rpe_max, item.hrr_pct) == (3, 5, None)


def test_it_is_told() -> None:
    """What was made clear is named."""
    changes = repaired(changed_item(PRESS, 1, 1, 2, rest_s=0)).changes
    assert "Machine chest press says how much and how hard." in [change.says for change in changes]
