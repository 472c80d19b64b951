"""Balance: pushing and pulling, front and back of the thigh, every base movement each week."""

import pytest

from schemas.program import Program
from tests.generation.validation.handwritten import cardio, changed_session, lift, program, session, week
from tests.generation.validation.scored import earns_all, good, ids_of, one, only, scored, sets_of, swapped

RATIO_POINTS = 3


@pytest.mark.parametrize(
    ("sets", "ratio", "share"),
    [
        ({"barbell_bench_press": 5, "barbell_incline_press": 5}, 13 / 9, 1.2 / (13 / 9)),
        ({"seated_cable_row": 4, "lat_pulldown": 4, "barbell_overhead_press": 2}, 8 / 12, 1),
        ({"seated_cable_row": 4, "lat_pulldown": 4, "barbell_overhead_press": 1}, 7 / 12, 1),
        ({"leg_extension": 6, "machine_leg_curl": 1}, 12 / 7, 1.5 / (12 / 7)),
        ({"leg_extension": 1, "machine_leg_curl": 6}, 7 / 12, (7 / 12) / 0.6),
    ],
)
def test_a_ratio_outside_loses_in_proportion(sets: dict[str, int], ratio: float, share: float) -> None:
    """Pushing against pulling, and the front of the thigh against its back, are each worth three points."""
    made = sets_of(good(), sets)
    if share == 1:
        assert earns_all("balance", made)
        return
    points, found = only("balance", made)
    assert points == pytest.approx(RATIO_POINTS * (1 - share), abs=0.011)
    assert (found.week, found.value) == (None, round(ratio, 2))


def test_too_much_pulling_is_no_balance_either() -> None:
    """Twice as many pulls as pushes are the end of it."""
    sets = {"barbell_bench_press": 2, "barbell_incline_press": 2, "barbell_overhead_press": 1}
    points, found = one("balance", sets_of(good(), {**sets, "seated_cable_row": 4, "lat_pulldown": 4}))
    assert (points, found.value, found.bound) == (0.5, 0.42, "0.5 to 1.2")


@pytest.mark.parametrize(
    ("old", "new", "pattern"),
    [
        ("lat_pulldown", "machine_row", "vertical_pull"),
        ("barbell_overhead_press", "machine_chest_press", "vertical_push"),
        ("barbell_romanian_deadlift", "machine_hip_thrust", "hinge"),
    ],
)
def test_each_base_movement_is_done_each_week(old: str, new: str, pattern: str) -> None:
    """One of six that is missing costs a sixth of four points."""
    points, found = one("balance", swapped(good(), old, new))
    assert points == pytest.approx(4 / 6, abs=0.011)
    assert (found.week, found.value, found.bound) == (1, 0, f">= 1 {pattern} exercise")


def test_a_week_is_judged_by_itself() -> None:
    """What other weeks have does not help the week that lacks it."""
    middle = good().weeks[2].sessions[1].items
    kept = tuple(item for item in middle if item.exercise_id != "lat_pulldown")
    found = one("balance", changed_session(good(), 3, 2, items=kept))[1]
    assert (found.week, found.bound) == (3, ">= 1 vertical_pull exercise")


def test_what_nobody_can_do_is_stood_in_for() -> None:
    """Without any hinge to do a hip thrust counts as one, and without both nothing is asked for."""
    made = swapped(good(), "barbell_romanian_deadlift", "machine_hip_thrust")
    assert not earns_all("balance", made)
    assert earns_all("balance", made, ids_of("hinge"))
    bare = swapped(swapped(made, "machine_hip_thrust", "leg_extension"), "barbell_hip_thrust", "leg_extension")
    gone = ids_of("hinge", "bridge", "knee_flexion")
    assert earns_all("balance", swapped(bare, "machine_leg_curl", "leg_extension"), gone)


def test_nobody_pulls_who_cannot() -> None:
    """Where no pull is possible the ratio is not asked for."""
    made = program(week(session(lift("push_up"))), goal_category="general_fitness", session_minutes=30)
    assert one("balance", made)[0] == 10
    assert earns_all("balance", made, ids_of("horizontal_pull", "vertical_pull"))


def days(*exercises: tuple[str, ...], **request: object) -> Program:
    """A week of sessions with three sets of each exercise."""
    sessions = [session(*map(lift, ids)) for ids in exercises]
    return scored(week(*sessions), **{"goal_category": "general_fitness", **request})


LEGS_PUSH_PULL = ("goblet_squat", "push_up", "machine_row")
HINGE_PUSH_PULL = ("kettlebell_deadlift", "push_up", "machine_row")


def test_without_time_a_week_owes_fewer_movements() -> None:
    """Two sessions of twenty minutes hold four sets each, too few for six movements; of thirty they hold enough."""
    assert earns_all("balance", days(LEGS_PUSH_PULL, HINGE_PUSH_PULL, session_minutes=20))
    assert one("balance", days(LEGS_PUSH_PULL, HINGE_PUSH_PULL, session_minutes=30))[1].week == 1


def test_two_days_owe_a_hinge_for_each_squat() -> None:
    """Two days without anything for the back of the thigh lose one of the two ratios that are asked of them."""
    assert one("balance", days(LEGS_PUSH_PULL, LEGS_PUSH_PULL, session_minutes=20))[0] == 5


def test_one_day_owes_a_push_for_each_pull_alone() -> None:
    """Who lifts once a week owes neither all movements nor a hinge for each squat; in ten minutes nothing."""
    assert earns_all("balance", days(LEGS_PUSH_PULL))
    assert one("balance", days(("goblet_squat", "push_up")))[0] == 10
    assert one("balance", days(("goblet_squat", "push_up"), session_minutes=20))[0] == 10
    assert earns_all("balance", days(("goblet_squat", "push_up"), session_minutes=10))


def test_the_fullest_week_says_what_is_owed() -> None:
    """Who owes no lifting, and lifts in one of two weeks, is asked for a pull with the push."""
    lifting, resting = week(session(lift("push_up"))), week(session(cardio(), type="cardio"))
    assert one("balance", program(lifting, resting, goal_category="mobility"))[0] == 10


def test_power_is_trained_with_something_fast() -> None:
    """A program for power has a jump, a throw or a fast lift each week, for whoever can do one and has time for it."""
    lifts, fast = (days(ids, goal_category="power") for ids in (LEGS_PUSH_PULL, ("squat_jump", *LEGS_PUSH_PULL)))
    assert one("balance", lifts)[1].bound == ">= 1 power exercise"
    assert earns_all("balance", fast)
    assert earns_all("balance", lifts, ids_of("power"))
    assert earns_all("balance", days(LEGS_PUSH_PULL, goal_category="power", session_minutes=20))
