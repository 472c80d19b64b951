"""Frequency: each muscle group twice a week."""

import pytest

from schemas.program import Program
from server.generation.exercises import catalogue
from tests.generation.validation.handwritten import lift, program, session, week
from tests.generation.validation.scored import all_items, earns_all, good, one, swapped


def test_a_group_that_is_trained_once_is_named() -> None:
    """Chest on one of three days costs a sixth of the points by half, in each week."""
    made = swapped(good(), "barbell_incline_press", "machine_shoulder_press")
    points, found = one("frequency", made)
    assert points == pytest.approx(10 / 6 / 2, abs=0.011)
    assert (found.week, found.muscle, found.value, found.bound) == (1, "chest", 1, ">= 2 sessions")


def test_one_week_is_one_of_many() -> None:
    """The same in one week of six costs a sixth of that."""
    made = all_items(good(), lambda item, week: _without_chest(item.exercise_id) if week.index == 4 else {})
    points, found = one("frequency", made)
    assert points == pytest.approx(10 / 6 / 6, abs=0.011)
    assert (found.week, found.value) == (4, 0)


def _without_chest(exercise_id: str) -> dict[str, object]:
    is_press = exercise_id in ("barbell_bench_press", "barbell_incline_press")
    return {"exercise_id": "machine_shoulder_press", "name": "Press"} if is_press else {}


def two_days(*exercises: str, sets: int = 2, **request: object) -> Program:
    """A week of two sessions with the same exercises."""
    sessions = [session(*(lift(id_, sets=sets) for id_ in exercises)) for _ in range(2)]
    return program(week(*sessions), **{"goal_category": "general_fitness", **request})


ALL = ("leg_press", "machine_leg_curl", "machine_chest_press", "machine_row")


def test_help_counts_half_a_set() -> None:
    """Two sets of presses and rows train the shoulder, one of each does as well; one press alone does not."""
    assert earns_all("frequency", two_days(*ALL))
    assert (
        one("frequency", two_days("leg_press", "machine_leg_curl", "machine_chest_press", "lat_pulldown", sets=1))[
            1
        ].muscle
        == "shoulders"
    )


def test_one_day_owes_no_second() -> None:
    """Who lifts once a week is asked for nothing here."""
    made = program(week(session(lift("leg_press"))), goal_category="general_fitness")
    assert earns_all("frequency", made)


def test_days_that_are_missing_are_no_excuse() -> None:
    """A plan of three days for strength that lifts on one of them is judged by the two that it owes."""
    stretch = lift("hamstring_stretch", reps_min=None, reps_max=None, duration_s=30)
    made = program(week(session(lift("leg_press")), session(stretch), session(stretch)), goal_category="strength")
    assert one("frequency", made)[0] > 5


def test_weeks_without_time_owe_once() -> None:
    """Two sessions of twenty minutes hold six exercises, which train everything once; of thirty, they hold eight."""
    sessions = (
        session(lift("leg_press"), lift("machine_chest_press"), lift("machine_row")),
        session(lift("machine_leg_curl"), lift("machine_chest_press"), lift("machine_row")),
    )
    made = [program(week(*sessions), goal_category="general_fitness", session_minutes=minutes) for minutes in (20, 30)]
    assert earns_all("frequency", made[0])
    assert one("frequency", made[1])[1].muscle == "quads"


def test_what_nobody_can_train_is_not_asked_for() -> None:
    """Where nothing that may be done leads with the chest, the chest is owed nothing."""
    leads = [exercise.id for exercise in catalogue().values() if "chest" in exercise.primary]
    made = two_days("leg_press", "machine_leg_curl", "machine_shoulder_press", "machine_row")
    assert one("frequency", made)[1].muscle == "chest"
    assert earns_all("frequency", made, leads)
