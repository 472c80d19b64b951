"""Gates G6 and G7: no more sets than a muscle recovers from, no more than a session holds."""

from typing import Any

import pytest

from schemas.program import Item, Program
from schemas.request import Weekday
from tests.generation.validation.handwritten import (
    MINUTES,
    broken,
    cardio,
    changed_item,
    changed_session,
    lift,
    one_session,
    only,
    program,
    session,
    week,
)


def three_days(*items: tuple[Item, ...], **request: Any) -> Program:
    """A week with a session on each of Monday, Wednesday and Friday, with two hours for each."""
    days = (Weekday.MON, Weekday.WED, Weekday.FRI)
    sessions = [session(*found, weekday=day) for found, day in zip(items, days, strict=True)]
    return program(week(*sessions), **{"session_minutes": 120, **request})


def calves(sets: int) -> tuple[Item, ...]:
    return (lift("machine_calf_raise", sets=sets),)


@pytest.mark.parametrize(
    ("level", "most"), [("beginner", (4, 4, 4)), ("intermediate", (7, 7, 6)), ("advanced", (9, 8, 8))]
)
def test_a_muscle_has_a_weekly_cap(level: str, most: tuple[int, int, int]) -> None:
    """Twelve, twenty or twenty-five sets of a muscle by level are fine, one more is not."""
    first, *rest = most
    assert broken(three_days(*map(calves, most), fitness_level=level)) == {}
    [found] = only("G6", three_days(calves(first + 1), *map(calves, rest), fitness_level=level))
    assert (found.week, found.muscle, found.value) == (1, "calves", sum(most) + 1)
    assert found.bound == f"up to {sum(most)} sets"


def test_help_counts_half() -> None:
    """Pulldowns count for the biceps too, beside curls."""
    curls, pulls = (lift("cable_curl", sets=6),), (lift("lat_pulldown", sets=6), lift("cable_curl", sets=3))
    assert broken(three_days(curls, pulls, (lift("cable_curl", sets=5), lift("lat_pulldown", sets=6)))) == {}
    [found] = only("G6", three_days(curls, pulls, (lift("cable_curl", sets=5), lift("lat_pulldown", sets=7))))
    assert (found.muscle, found.value) == ("biceps", 20.5)


def test_parts_of_the_shoulder_are_counted_by_themselves() -> None:
    """Front, side and rear shoulder have a cap each, not one together."""
    shoulders = (
        lift("machine_shoulder_press", sets=4),
        lift("leaning_lateral_raise", sets=4),
        lift("machine_reverse_fly", sets=4),
    )
    assert broken(three_days(shoulders, shoulders, shoulders)) == {}


def test_muscles_that_steady_the_body_are_counted_where_they_lead() -> None:
    """Halves from everything that is done standing do not fill the cap of the trunk; exercises for it do."""
    hinges = (lift("dumbbell_romanian_deadlift", sets=5), lift("goblet_squat", sets=5), *_abs(4))
    assert broken(three_days(hinges, _abs(8), _abs(8))) == {}
    [found] = only("G6", three_days(hinges, _abs(8), _abs(9)))
    assert (found.muscle, found.value) == ("abs", 21)


def _abs(sets: int) -> tuple[Item, ...]:
    return (lift("dead_bug", sets=sets),)


def test_drills_and_warm_up_sets_tire_no_muscle() -> None:
    """Sets that train no muscle are not counted."""
    drills = (lift("weight_shift", sets=8), lift("machine_calf_raise", sets=4, set_type="warmup"), *calves(6))
    assert broken(three_days(drills, drills, drills)) == {}


def deload(before: int, after: int, **changes: Any) -> Program:
    """A working week and a lighter one, of one exercise beside five for other muscles."""
    others = ("leg_press", "machine_chest_press", "machine_pulldown", "machine_lateral_raise", "cable_pushdown")

    def days(calf_sets: int, other_sets: int) -> list[Item]:
        return [lift("machine_calf_raise", sets=calf_sets), *(lift(other, sets=other_sets) for other in others)]

    return program(
        week(session(*days(before, 4))), week(session(*days(after, 2)), is_deload=True), session_minutes=90, **changes
    )


@pytest.mark.parametrize(("before", "most"), [(8, 5), (5, 4), (3, 2), (1, 1)])
def test_a_lighter_week_spares_each_muscle(before: int, most: int) -> None:
    """Of each muscle three fifths of the sets are left, and up to one more."""
    assert broken(deload(before, most)) == {}
    [found] = only("G6", deload(before, most + 1))
    assert (found.week, found.muscle, found.value) == (2, "calves", most + 1)


def test_a_lighter_week_is_lighter_altogether() -> None:
    """All sets of a deload together are at most three fifths of those of the week before."""
    names = ("leg_press", "machine_chest_press", "machine_pulldown", "machine_lateral_raise", "machine_calf_raise")
    before = week(session(*(lift(name, sets=3) for name in names)))
    good = program(
        before,
        week(
            session(*(lift(name, sets=sets) for name, sets in zip(names, (2, 2, 2, 2, 1), strict=True))), is_deload=True
        ),
    )
    assert broken(good) == {}
    [found] = only("G6", changed_item(good, 2, 1, 5, sets=2))
    assert (found.week, found.muscle, found.value, found.bound) == (2, None, 10, "up to 9 sets")


def test_an_exercise_of_one_set_stays() -> None:
    """Where each exercise has one set, a deload cannot have fewer."""
    once = session(lift("leg_press", sets=1), lift("machine_chest_press", sets=1))
    assert broken(program(week(once), week(once, is_deload=True))) == {}


def test_a_session_has_up_to_thirty_sets() -> None:
    """Thirty work sets are fine, thirty-one are not."""
    names = ("leg_press", "machine_chest_press", "machine_pulldown", "machine_lateral_raise", "machine_calf_raise")
    good = one_session(*(lift(name, sets=6, rest_s=30) for name in names), session_minutes=120)
    assert broken(good) == {}
    [found] = only("G7", changed_item(good, 1, 1, 4, sets=7))
    assert (found.week, found.day, found.value, found.bound) == (1, 1, 31, "up to 30 sets")


def test_a_session_has_up_to_ten_sets_in_which_a_muscle_leads() -> None:
    """Ten direct sets of a muscle are fine, eleven are not; halves are not direct."""
    good = one_session(lift("machine_curl", sets=5), lift("cable_curl", sets=5), lift("lat_pulldown", sets=4))
    assert broken(good) == {}
    [found] = only("G7", changed_item(good, 1, 1, 2, sets=6))
    assert (found.week, found.day, found.muscle, found.value) == (1, 1, "biceps", 11)
    assert found.bound == "up to 10 sets"


def test_a_session_takes_up_to_115_percent_of_the_time() -> None:
    """Of sixty minutes, sixty-nine are fine and seventy are not."""
    good = one_session(cardio(duration_min=64))
    assert broken(good) == {}
    [found] = only("G7", changed_item(good, 1, 1, 1, duration_min=65))
    assert (found.week, found.day, found.value, found.bound) == (1, 1, 70, "up to 69 minutes")


def test_a_session_says_what_it_takes() -> None:
    """A session that says too little is found, whether it fits or not; so is one that says too much to fit."""
    good = one_session(cardio(duration_min=40))
    assert broken(changed_session(good, 1, 1, est_minutes=43)) == {}
    [short] = only("G7", changed_session(good, 1, 1, est_minutes=42))
    assert (short.value, short.bound) == (42, "about 45 minutes")
    [long] = only("G7", changed_session(good, 1, 1, est_minutes=MINUTES * 2))
    assert (long.value, long.bound) == (120, "up to 69 minutes")
