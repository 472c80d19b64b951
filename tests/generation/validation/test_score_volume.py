"""Volume: the sets of each muscle group, and what is owed instead where they are not what counts."""

import pytest

from schemas.program import Program
from server.generation.validation.asked import asked_of
from tests.generation.validation.handwritten import cardio, lift, person_of, program, session, week
from tests.generation.validation.scored import all_items, earns_all, good, ids_of, one, only, reports, sets_of

GROUP_POINTS = 15 / 6
PRESSES = {"barbell_bench_press": 2, "barbell_incline_press": 2}


def test_too_few_sets_of_a_group_cost_in_proportion() -> None:
    """Chest with four sets of the five that it needs loses a fifth of a sixth of the points."""
    points, found = only("volume", sets_of(good(), PRESSES))
    assert points == pytest.approx(GROUP_POINTS / 5, abs=0.011)
    assert (found.muscle, found.value, found.bound, found.week) == ("chest", 4, ">= 5.0 sets a week", None)


def test_the_ends_of_the_band_are_inside() -> None:
    """Chest with exactly the five sets that it needs, and lats with exactly the twelve that help, lose nothing."""
    assert earns_all("volume", sets_of(good(), {**PRESSES, "barbell_bench_press": 3}))
    assert earns_all("volume", sets_of(good(), {"seated_cable_row": 4, "lat_pulldown": 4}))


def test_too_many_sets_of_a_muscle_cost_in_proportion() -> None:
    """Lats with fifteen sets of the twelve that help lose a quarter of a sixth."""
    points, found = only("volume", sets_of(good(), {"seated_cable_row": 5, "lat_pulldown": 5}))
    assert points == pytest.approx(GROUP_POINTS / 4, abs=0.011)
    assert (found.muscle, found.value, found.bound) == ("lats", 15, "<= 12 sets a week")


def test_parts_of_the_shoulder_have_the_upper_end_each() -> None:
    """Front, side and rear shoulder may have more than twelve sets together, not one of them alone."""
    assert earns_all("volume", sets_of(good(), {"cable_lateral_raise": 4, "face_pull": 4}))
    assert one("volume", sets_of(good(), {"cable_lateral_raise": 6}))[1].muscle == "side_delts"


def test_a_row_is_one_set_for_the_back() -> None:
    """It leads with lats and upper back, and counts once for the floor of the two."""
    rows = program(week(*(session(lift("machine_row", sets=2)) for _ in range(2))), goal_category="general_fitness")
    findings = reports(rows)["volume"].findings or ()
    assert [finding.value for finding in findings if finding.muscle == "back"] == [4]


def test_sets_are_the_mean_of_the_working_weeks() -> None:
    """One lean week among full ones is made up for by them; deloads do not count."""
    lean = all_items(good(), lambda item, week: {"sets": 1} if week.index == 2 and "press" in item.exercise_id else {})
    assert earns_all("volume", lean)


@pytest.mark.parametrize(
    ("request_", "days", "floor"),
    [
        ({"goal_category": "hypertrophy", "session_minutes": 60}, 4, 17 * 4 / 8),
        ({"goal_category": "hypertrophy", "session_minutes": 120}, 4, 10),
        ({"goal_category": "strength", "session_minutes": 60}, 3, 12 * 3 / 8),
        ({"goal_category": "power", "session_minutes": 30}, 3, 5 * 3 / 8),
        ({"goal_category": "hypertrophy", "session_minutes": 10}, 4, 0),
        ({"goal_category": "hypertrophy", "session_minutes": 180}, 1, 30 / 8),
        ({"goal_category": "hypertrophy", "session_minutes": 120, "age": 70}, 4, 4),
        ({"goal_category": "hypertrophy", "session_minutes": 120, "age": 16}, 4, 4),
    ],
)
def test_the_floor_fits_the_time(request_: dict[str, object], days: int, floor: float) -> None:
    """It is the lower end of the band, or an eighth of what the sessions hold; the least useful dose for the spared."""
    made = program(week(session(lift())), days_per_week=days, **request_)
    assert asked_of(person_of(made)).floor_sets(days) == pytest.approx(floor)


def test_the_first_week_of_a_beginner_owes_two_thirds() -> None:
    """Two sets where others have three; from the second week on, and for others from the first, all are owed."""
    exercises = ("leg_press", "machine_leg_curl", "machine_hip_thrust", "machine_chest_press", "machine_row")
    small = ("machine_shoulder_press",)
    days = [session(*(lift(id_, sets=2) for id_ in exercises + small)) for _ in range(2)]
    asked = {"goal_category": "general_fitness", "session_minutes": 180}
    assert earns_all("volume", program(week(*days), fitness_level="beginner", **asked))
    assert one("volume", program(week(*days), fitness_level="intermediate", **asked))[1].bound == ">= 5.0 sets a week"
    assert one("volume", program(week(*days), week(*days), fitness_level="beginner", **asked))[1].value == 4


SHORT = ("goblet_squat", "push_up", "machine_row")


@pytest.mark.parametrize(("left_out", "bound"), [(0, "a squat or a hinge"), (1, "a push"), (2, "a pull")])
def test_one_short_day_owes_a_squat_or_hinge_a_push_and_a_pull(left_out: int, bound: str) -> None:
    """In a single session of up to 45 minutes these three are enough, and each that is missing costs a third."""
    assert earns_all("volume", _one_day(*SHORT))
    points, found = one("volume", _one_day(*SHORT[:left_out], *SHORT[left_out + 1 :]))
    assert points == pytest.approx(5, abs=0.011)
    assert (found.week, found.bound) == (1, bound)


def test_one_long_day_owes_sets() -> None:
    """A single session of more than 45 minutes is judged by its sets."""
    assert one("volume", _one_day(*SHORT, session_minutes=46))[1].muscle is not None


def test_ten_minutes_hold_two_of_the_three() -> None:
    """Where the time holds two exercises, two are enough."""
    assert earns_all("volume", _one_day(*SHORT[:2], session_minutes=10))
    assert one("volume", _one_day(*SHORT[:1], session_minutes=10))[0] == 7.5


def test_a_short_day_owes_no_pull_to_who_cannot_pull() -> None:
    """What joints and equipment leave nobody to do is not missing."""
    assert earns_all("volume", _one_day(*SHORT[:2]), ids_of("horizontal_pull", "vertical_pull"))


def _one_day(*exercises: str, **request: object) -> Program:
    asked = {"goal_category": "general_fitness", "session_minutes": 45, **request}
    return program(week(session(*map(lift, exercises))), **asked)


def test_other_goals_owe_neither_minutes_nor_drills() -> None:
    """Who wants to be fit has seven days, lifts on three, and loses nothing for what the others are for."""
    assert earns_all("volume", good(days_per_week=7))


def test_goals_without_lifting_owe_no_sets() -> None:
    """One day a week for endurance is a day of endurance, and loses nothing for what it rightly has not."""
    made = program(week(session(cardio(duration_min=40), type="cardio")), goal_category="cardio_endurance")
    assert earns_all("volume", made)


EACH_GROUP = ("leg_press", "machine_leg_curl", "machine_chest_press", "machine_row", "machine_shoulder_press")


@pytest.mark.parametrize(("goal", "points"), [("fat_loss", 7.5), ("cardio_endurance", 10.5), ("mobility", 10.5)])
def test_sets_are_a_part_of_the_points_where_something_else_counts_too(goal: str, points: float) -> None:
    """Half for fat loss, three tenths for endurance and for mobility; minutes or drills are the rest."""
    lifting = [session(*(lift(id_, sets=2) for id_ in EACH_GROUP)) for _ in range(2)]
    riding = session(cardio(duration_min=55), type="cardio")
    nothing = session(lift("march_in_place", reps_min=None, reps_max=None, duration_s=30), type="recovery")
    asked = {"goal_category": goal, "fitness_level": "beginner"}
    assert one("volume", program(week(*lifting, nothing, nothing), **asked))[0] == points
    assert goal == "mobility" or earns_all("volume", program(week(*lifting, riding, riding), **asked))


def test_lifting_is_judged_by_the_fullest_week() -> None:
    """Who owes no lifting, and lifts in one of two weeks, is asked for the sets of its days."""
    nothing = session(cardio(), type="cardio")
    weeks = week(session(lift()), session(lift())), week(nothing, nothing)
    muscles = {
        finding.muscle for finding in reports(program(*weeks, goal_category="mobility"))["volume"].findings or ()
    }
    assert "chest" in muscles
