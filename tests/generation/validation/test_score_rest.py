"""Rest: the bands of main lifts and of the others, and who may rest less."""

import pytest

from schemas.program import Program
from tests.generation.validation.handwritten import changed_item, lift, one_session
from tests.generation.validation.scored import earns_all, good, one, only

MAIN, SMALL = 1, 5
"""The order of a main lift and of an accessory in the first session."""


@pytest.mark.parametrize(
    ("order", "rest_s", "bound"),
    [(MAIN, 55, "60 to 150 s"), (MAIN, 155, "60 to 150 s"), (SMALL, 40, "45 to 150 s"), (SMALL, 155, "45 to 150 s")],
)
def test_rests_outside_the_band_cost_their_sets(order: int, rest_s: int, bound: str) -> None:
    """A rest just outside costs three of all sets, too short or too long; main lifts have a band of their own."""
    points, found = only("rest", changed_item(good(), 1, 1, order, rest_s=rest_s))
    assert points == pytest.approx(6 * 3 / (5 * 54 + 27), abs=0.011)
    assert (found.week, found.day, found.order, found.value, found.bound) == (1, 1, order, rest_s, bound)


@pytest.mark.parametrize(("order", "rest_s"), [(MAIN, 60), (MAIN, 150), (SMALL, 45), (SMALL, 150)])
def test_the_ends_of_the_band_are_inside(order: int, rest_s: int) -> None:
    """From and to are both right."""
    assert earns_all("rest", changed_item(good(), 1, 1, order, rest_s=rest_s))


def strength(rest_s: int, **changes: object) -> Program:
    """One heavy lift, of somebody who wants to be stronger."""
    return one_session(
        lift("barbell_back_squat", reps_min=3, reps_max=6, rest_s=rest_s),
        **{"goal_category": "strength", **changes},
    )


def test_short_sessions_may_rest_half_as_long() -> None:
    """In less than half an hour, half of the least rest is enough; in half an hour it is not."""
    assert earns_all("rest", strength(90, session_minutes=29))
    assert one("rest", strength(89, session_minutes=29))[1].bound == "90 to 300 s"
    assert one("rest", strength(90, session_minutes=30))[1].bound == "180 to 300 s"


def test_in_a_superset_the_other_exercise_is_the_rest() -> None:
    """No least rest is asked of what is done in turns; the most still is."""
    assert earns_all("rest", changed_item(good(), 1, 1, MAIN, rest_s=0, superset_group="A"))
    assert one("rest", changed_item(good(), 1, 1, MAIN, rest_s=160, superset_group="A"))[1].bound == "0 to 150 s"


def test_what_is_fast_rests_as_power_does() -> None:
    """A jump within a strength program need not rest three minutes."""
    jumps = lift("squat_jump", reps_min=3, reps_max=5, rest_s=120)
    assert earns_all("rest", one_session(jumps, goal_category="strength"))
    assert one("rest", one_session(jumps.model_copy(update={"rest_s": 50}), goal_category="strength"))[1].value == 50


def test_drills_need_no_rest() -> None:
    """Stretches follow each other."""
    assert earns_all(
        "rest", one_session(lift("hamstring_stretch", reps_min=None, reps_max=None, duration_s=30, rest_s=0))
    )
