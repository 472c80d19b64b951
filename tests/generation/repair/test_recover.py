"""G8: a day to recover on in a week of seven."""

import pytest

from schemas.program import CardioItem, Item, Program, SessionType
from tests.generation.repair.mended import items_of, mended
from tests.generation.validation.handwritten import cardio, lift, program, session, week


def seven(*last: Item, kind: str, others: str = "resistance") -> Program:
    lifts = session(lift("leg_press", sets=2), type=others)
    return program(week(*[lifts] * 6, session(*last, type=kind)))


def test_an_endurance_session_becomes_the_one_to_recover_on() -> None:
    """Rather than a session of lifts, and with twenty easy minutes."""
    made = mended(seven(cardio(duration_min=40, rpe_max=8), kind="cardio"))
    day = made.weeks[0].sessions[6]
    [item] = day.items
    assert isinstance(item, CardioItem)
    assert (day.type, day.name, item.duration_min, item.rpe_max) == (SessionType.RECOVERY, "Recovery", 20, 5)
    assert [one.type for one in made.weeks[0].sessions[:6]] == ["resistance"] * 6


def test_what_is_called_recovery_becomes_it() -> None:
    """Its drills stay, and its sets go."""
    drill = lift("cat_cow", reps_min=None, reps_max=None, duration_s=60)
    made = mended(seven(drill, lift("machine_curl"), kind="recovery"))
    assert [item.exercise_id for item in items_of(made, 1, 7)][:1] == ["cat_cow"]
    assert [item.kind for item in items_of(made, 1, 7)] == ["strength", "cardio"]


def test_one_is_enough() -> None:
    """A week that has one to recover on keeps its others, whatever else is mended."""
    rest, lifts = session(cardio(), type="recovery"), session(lift("leg_press", sets=2), type="resistance")
    wrong = session(lift("machine_curl", rest_s=0), type="resistance")
    made = mended(program(week(lifts, rest, lifts, lifts, lifts, lifts, wrong)))
    assert [one.type for one in made.weeks[0].sessions] == ["resistance", "recovery", *["resistance"] * 5]


@pytest.mark.parametrize("minutes", [10, 60])
def test_of_equals_the_last_is_taken(minutes: int) -> None:
    """Seven sessions of lifts leave six."""
    lifts = session(lift("leg_press", sets=1, rest_s=30))
    made = mended(program(week(*[lifts] * 7), session_minutes=minutes))
    assert [one.type for one in made.weeks[0].sessions] == ["resistance"] * 6 + ["recovery"]
