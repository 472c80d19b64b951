"""G6, G7 and G8: sets, items and minutes off."""

from collections import Counter

import pytest

from schemas.model import JsonObject
from schemas.program import CardioItem, Item, Program, Session
from schemas.request import Weekday
from server.generation.anatomy import Muscle
from server.generation.counting import muscle_sets
from server.generation.repair.draft import Move
from tests.generation.repair.mended import good, items_of, mended, repaired, sets_of
from tests.generation.validation.handwritten import (
    cardio,
    changed_item,
    changed_session,
    lift,
    one_session,
    program,
    session,
    week,
)

SPREAD = ("leg_press", "machine_chest_press", "machine_pulldown", "machine_lateral_raise", "machine_calf_raise")


def test_an_accident_of_twenty_sets_is_mended_where_it_happened() -> None:
    """One item that got twenty sets loses those that are too much, and no other week is touched."""
    made = mended(changed_item(good(), 4, 1, 1, sets=20))
    assert [one.index for one, other in zip(made.weeks, good().weeks, strict=True) if one != other] == [4]


def test_a_session_loses_its_least_important_sets_first() -> None:
    """Beyond thirty sets, accessories lose theirs before main lifts do."""
    lifts = [lift(name, sets=7, rest_s=30, role="main" if name == "leg_press" else "accessory") for name in SPREAD]
    made = mended(one_session(*lifts, session_minutes=120))
    assert sum(sets_of(made).values()) == 30
    assert sets_of(made)["leg_press"] == 7


def test_a_muscle_loses_sets_in_which_it_leads() -> None:
    """Beyond ten direct sets, those of other muscles stay."""
    made = mended(one_session(lift("machine_curl", sets=6), lift("cable_curl", sets=6), lift("leg_press", sets=3)))
    assert sets_of(made)["leg_press"] == 3
    assert sets_of(made)["machine_curl"] + sets_of(made)["cable_curl"] == 10


def test_a_session_that_takes_too_long_is_cut_to_its_time() -> None:
    """Lifts that take two hours of one lose sets, then whole exercises, until they fit."""
    lifts = [lift(name, sets=5, rest_s=240) for name in SPREAD]
    made = mended(one_session(*lifts))
    assert 40 <= made.weeks[0].sessions[0].est_minutes <= 63
    assert set(sets_of(made)) <= set(SPREAD)


def test_of_a_session_that_is_far_too_long_one_exercise_is_left() -> None:
    """The most important one, for one set at least."""
    slow: JsonObject = {"sets": 5, "reps_min": 40, "reps_max": 60}
    lifts = [lift(name, role="accessory", **slow) for name in SPREAD[1:]]
    assert sets_of(mended(one_session(*lifts, lift("leg_press", **slow), session_minutes=10))) == {"leg_press": 1}


def test_what_stands_in_a_session_twice_goes_first() -> None:
    """A session that came with its exercises several times has each once, in their order."""
    lifts = [lift(name, sets=3) for name in SPREAD]
    assert sets_of(mended(one_session(*lifts * 3))) == dict.fromkeys(SPREAD, 3)


def test_much_endurance_work_leaves_the_first() -> None:
    """Of three hours of it, what is beyond the time is left out, the last first."""
    ways = (cardio("stationary_bike", duration_min=50), cardio("elliptical", duration_min=90), cardio("easy_walk"))
    made = mended(program(week(session(*ways, type="cardio"))))
    assert [(item.exercise_id, item.model_dump()["duration_min"]) for item in items_of(made)] == [
        ("stationary_bike", 50),
        ("elliptical", 8),
    ]


@pytest.mark.parametrize(("kind", "is_kept"), [("resistance", True), ("cardio", False)])
def test_beside_lifts_endurance_work_is_cut_first(kind: str, *, is_kept: bool) -> None:
    """A session for lifts keeps them and ends its endurance work sooner; one for endurance does the other thing."""
    made = mended(program(week(session(lift("leg_press"), cardio(duration_min=80), type=kind))))
    assert (sets_of(made) == {"leg_press": 3}) is is_kept
    ride = items_of(made)[-1]
    assert isinstance(ride, CardioItem)
    assert ride.duration_min < 80


def test_a_hold_is_shortened_where_nothing_else_can_go() -> None:
    """The one item of a session stays, and takes less."""
    hold = lift("side_plank", reps_min=None, reps_max=None, duration_s=600, sets=1, per_side=True)
    [item] = items_of(mended(one_session(hold, session_minutes=15)))
    assert item.model_dump()["duration_s"] == 30


def three_days(*sets: int) -> Program:
    days = (Weekday.MON, Weekday.WED, Weekday.FRI)
    made = [
        session(lift("machine_calf_raise", sets=count), lift("machine_curl"), weekday=day)
        for count, day in zip(sets, days, strict=True)
    ]
    return program(week(*made), session_minutes=120, fitness_level="beginner")


def test_a_week_loses_sets_of_a_muscle_down_to_its_cap() -> None:
    """A beginner's thirteenth set goes, and nothing beside it."""
    made = mended(three_days(5, 4, 4))
    assert muscle_sets(made.weeks[0].sessions)[Muscle.CALVES] == 12
    assert muscle_sets(made.weeks[0].sessions)[Muscle.BICEPS] == 9


def test_the_later_of_two_hard_days_gets_easier() -> None:
    """A muscle that worked hard today works less tomorrow."""
    day = session(lift("leg_press", sets=6), lift("machine_curl"))
    made = mended(program(week(day, day)))
    assert (sets_of(made, day=1)["leg_press"], sets_of(made, day=2)["leg_press"]) == (6, 5)
    assert sets_of(made, day=2)["machine_curl"] == 3


def test_monday_after_a_hard_sunday_gets_easier() -> None:
    """From the second week on, the first day follows the last of the week before."""
    days = week(
        session(lift("leg_press", sets=6), weekday=Weekday.MON), session(lift("leg_press", sets=6), weekday=Weekday.SUN)
    )
    made = mended(program(days, days))
    assert [sets_of(made, index, 1)["leg_press"] for index in (1, 2)] == [6, 5]


def test_a_deload_is_made_lighter() -> None:
    """A lighter week with all the sets of a working week keeps three fifths of them, and all its exercises."""
    items: list[Item] = [lift(name, sets=4) for name in SPREAD]
    day: Session = session(*items)
    made = mended(program(week(day), week(day, is_deload=True), session_minutes=90))
    assert sum(sets_of(made, 2).values()) <= 12
    assert sets_of(made, 2).keys() == sets_of(made, 1).keys()
    assert (
        Counter(
            change.move
            for change in repaired(program(week(day), week(day, is_deload=True), session_minutes=90)).changes
        )[Move.TRIM]
        >= 4
    )


def test_minutes_that_were_said_wrongly_are_computed_anew() -> None:
    """A session says what it takes."""
    made = mended(changed_session(good(), 2, 2, est_minutes=400))
    assert made.weeks == good().weeks
