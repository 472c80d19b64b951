"""Intensity: repetitions, seconds, load and effort of each item; easy and hard endurance work."""

import pytest

from schemas.model import JsonObject
from schemas.program import Program
from tests.generation.validation.handwritten import cardio, changed_item, lift, one_session, pct, program, session, week
from tests.generation.validation.scored import earns_all, good, one, only

SETS = 5 * 54 + 27
"""Of the good program."""
SQUAT, BENCH, CURL = 1, 2, 6
"""Orders in the first session: a main lift, one with a load in percent, an accessory."""


@pytest.mark.parametrize(
    ("order", "change", "value", "inside"),
    [
        (SQUAT, {"reps_min": 7, "reps_max": 9}, "7 to 9 repetitions", 2 / 3),
        (SQUAT, {"reps_min": 11, "reps_max": 14}, "11 to 14 repetitions", 1 / 2),
        (SQUAT, {"reps_min": 3, "reps_max": 5}, "3 to 5 repetitions", 0),
        (SQUAT, {"reps_min": None, "reps_max": None}, "none", 0),
        (SQUAT, {"reps_min": None, "reps_max": 10}, "none", 0),
        (SQUAT, {"rir_min": None, "rir_max": 3}, "nothing said", 0),
        (CURL, {"reps_min": 14, "reps_max": 17}, "14 to 17 repetitions", 1 / 2),
        (BENCH, {"load": pct(46, 60)}, "46 to 60 %", 0),
        (BENCH, {"load": pct(84, 88)}, "84 to 88 %", 0),
        (SQUAT, {"rir_min": 1, "rir_max": 2}, "1 to 2 in reserve", 0),
        (SQUAT, {"rir_min": 5, "rir_max": 5}, "5 to 5 in reserve", 0),
        (SQUAT, {"rir_min": 3, "rir_max": 6}, "3 to 6 in reserve", 0),
        (SQUAT, {"rir_min": None, "rir_max": None}, "nothing said", 0),
    ],
)
def test_what_is_outside_the_band_costs_its_sets(order: int, change: JsonObject, value: str, inside: float) -> None:
    """Three sets of all are lost, but for the part of a range of repetitions that is inside."""
    points, found = only("intensity", changed_item(good(), 2, 1, order, **change))
    assert points == pytest.approx(12 * 3 / SETS * (1 - inside), abs=0.011)
    assert (found.week, found.day, found.order, found.value) == (2, 1, order, value)


@pytest.mark.parametrize(
    ("order", "change"),
    [
        (SQUAT, {"reps_min": 8, "reps_max": 12}),
        (CURL, {"reps_min": 13, "reps_max": 15}),
        (BENCH, {"load": pct(52, 58)}),
        (BENCH, {"load": pct(84, 86)}),
        (SQUAT, {"rir_min": 2, "rir_max": 2}),
        (SQUAT, {"rir_min": 4, "rir_max": 5}),
        (BENCH, {"rir_min": None, "rir_max": None}),
        (BENCH, {"load": {"type": "pct_1rm", "max": 99}}),
    ],
)
def test_the_ends_of_the_band_are_inside(order: int, change: JsonObject) -> None:
    """Also the middle of a guessed load that is five points outside, and a load that says how hard it is."""
    assert earns_all("intensity", changed_item(good(), 2, 1, order, **change))


def test_a_deload_is_right_with_much_in_reserve() -> None:
    """Four and more in reserve, and less load, are right in a deload alone; three are not."""
    assert earns_all("intensity", changed_item(good(), 6, 1, SQUAT, rir_min=6, rir_max=6))
    assert earns_all("intensity", changed_item(good(), 6, 1, BENCH, load=pct(44, 48)))
    assert one("intensity", changed_item(good(), 6, 1, SQUAT, rir_min=3, rir_max=4))[1].bound == "4 to 10"


def judged(exercise_id: str, request: JsonObject, **changes: object) -> str | None:
    """What is wrong with one exercise for somebody, as the bound that it breaks; None where nothing is."""
    made = one_session(lift(exercise_id, **changes), **request)
    return None if earns_all("intensity", made) else one("intensity", made)[1].bound


STRENGTH: JsonObject = {"goal_category": "strength", "fitness_level": "intermediate"}
GENERAL: JsonObject = {"goal_category": "general_fitness"}
POWER: JsonObject = {"goal_category": "power", "fitness_level": "intermediate"}


@pytest.mark.parametrize(
    ("exercise_id", "request_", "changes", "bound"),
    [
        ("push_up", GENERAL, {"reps_min": 20, "reps_max": 30}, None),
        ("push_up", GENERAL, {"reps_min": 20, "reps_max": 31}, "5 to 30"),
        ("band_row", GENERAL, {"reps_min": 15, "reps_max": 25}, None),
        ("machine_row", GENERAL, {"reps_min": 15, "reps_max": 25}, "8 to 12"),
        ("plank", GENERAL, {"reps_min": None, "reps_max": None, "duration_s": 40}, None),
        ("plank", GENERAL, {"reps_min": None, "reps_max": None, "duration_s": 20}, None),
        ("plank", GENERAL, {"reps_min": None, "reps_max": None, "duration_s": 60}, None),
        ("plank", GENERAL, {"reps_min": None, "reps_max": None, "duration_s": 19}, "20 to 60 s"),
        ("plank", GENERAL, {"reps_min": None, "reps_max": None, "duration_s": 61}, "20 to 60 s"),
        ("squat_jump", GENERAL, {"reps_min": 3, "reps_max": 5, "rir_min": 5, "rir_max": 6}, None),
        ("squat_jump", GENERAL, {"reps_min": 8, "reps_max": 12, "rir_min": 5, "rir_max": 6}, "2 to 8"),
        ("squat_jump", GENERAL, {"reps_min": 3, "reps_max": 5, "rir_min": 2, "rir_max": 3}, "3 to 6"),
        ("hamstring_stretch", GENERAL, {"reps_min": None, "reps_max": None, "duration_s": 500}, None),
        ("dumbbell_curl", STRENGTH, {"role": "accessory", "reps_min": 6, "reps_max": 12}, None),
        ("leg_press", STRENGTH, {"reps_min": 5, "reps_max": 9}, None),
        ("barbell_back_squat", STRENGTH, {"reps_min": 5, "reps_max": 9}, "3 to 8"),
        ("barbell_back_squat", STRENGTH | {"age": 70}, {"reps_min": 8, "reps_max": 15}, None),
        ("barbell_back_squat", STRENGTH | {"age": 70}, {"reps_min": 6, "reps_max": 8, "load": pct(50, 60)}, None),
        ("barbell_back_squat", STRENGTH, {"reps_min": 6, "reps_max": 8, "load": pct(50, 60)}, "70 to 85 % of 1RM"),
        ("barbell_back_squat", STRENGTH | {"age": 16}, {"reps_min": 6, "reps_max": 8, "rir_min": 1}, "2 to 4"),
        ("barbell_back_squat", STRENGTH, {"reps_min": 6, "reps_max": 8, "rir_min": 1}, None),
        ("barbell_back_squat", POWER, {"reps_min": 6, "reps_max": 8, "rir_min": 3}, None),
        ("barbell_back_squat", POWER, {"reps_min": 7, "reps_max": 9, "rir_min": 3}, "2 to 8"),
    ],
)
def test_what_cannot_be_chosen_has_a_wider_range(
    exercise_id: str, request_: JsonObject, changes: JsonObject, bound: str | None
) -> None:
    """Body weight, bands, holds, fast exercises and those of a narrow range of their own; the spared, and power."""
    assert judged(exercise_id, request_, **changes) == bound


def test_strength_in_blocks_is_built_from_lighter_loads() -> None:
    """Ten repetitions at two thirds, and few at nineteen twentieths, belong to blocks, and not to a linear plan."""
    for changes in (
        {"reps_min": 8, "reps_max": 10, "load": pct(63, 67)},
        {"reps_min": 3, "reps_max": 4, "load": pct(92, 96)},
    ):
        linear = one_session(lift("barbell_back_squat", **changes), **STRENGTH)
        assert not earns_all("intensity", linear)
        assert earns_all("intensity", linear.model_copy(update={"periodization": "block"}))


def cycling(*efforts: tuple[float, float], **request: object) -> Program:
    """A week of days on the bicycle, each with an effort."""
    days = [session(cardio(rpe_min=low, rpe_max=high), type="cardio") for low, high in efforts]
    return program(week(*days), **{"goal_category": "cardio_endurance", "fitness_level": "beginner", **request})


EASY, HARD = (3, 5), (6, 8)


@pytest.mark.parametrize(
    ("efforts", "level", "day"),
    [
        ([EASY, EASY, EASY], "beginner", None),
        ([HARD, EASY, EASY], "beginner", None),
        ([HARD, EASY, HARD], "beginner", 3),
        ([HARD, EASY, HARD], "advanced", None),
        ([HARD, HARD, EASY], "advanced", 2),
        ([HARD, EASY, HARD, EASY, HARD], "advanced", 5),
        ([(2, 6), EASY], "beginner", None),
        ([(1, 2), EASY], "beginner", 1),
        ([(2, 6.5), EASY], "beginner", 1),
        ([(5, 7), EASY, (5, 7)], "beginner", 3),
        ([(7, 9), EASY], "advanced", None),
        ([(7, 9.5), EASY], "advanced", 1),
    ],
)
def test_endurance_work_is_easy_but_for_one_or_two_days(
    efforts: list[tuple[float, float]], level: str, day: int | None
) -> None:
    """One hard session of beginners, two of others, a day between them, none maximal, and none too easy to count."""
    made = cycling(*efforts, fitness_level=level)
    if day is None:
        assert earns_all("intensity", made)
    else:
        points, found = one("intensity", made)
        assert found.day == day
        assert points == pytest.approx(12 / len(efforts), abs=0.011)


def test_ten_minutes_of_endurance_work_count_as_a_set() -> None:
    """Beside three sets that are right, half an hour that is too easy costs half."""
    made = one_session(lift(), cardio(duration_min=30, rpe_min=1, rpe_max=1), goal_category="general_fitness")
    assert one("intensity", made)[0] == 6
