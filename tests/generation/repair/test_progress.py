"""G9: weeks that have far less than their neighbours are filled, loads and sets that jump are held back."""

from typing import Any

import pytest

from schemas.program import Program, StrengthItem, Week
from server.generation.counting import muscle_sets
from server.generation.repair.draft import Move
from tests.generation.repair.mended import good, lift_of, mended, repaired, sets_of
from tests.generation.validation.handwritten import (
    changed_item,
    changed_session,
    changed_week,
    lift,
    pct,
    program,
    session,
    week,
)


def weeks(*made: Week) -> Program:
    return program(*made, session_minutes=120)


def squats(sets: int, **changes: Any) -> Week:
    return week(session(lift("leg_press", sets=sets, **changes), lift("machine_curl", sets=3)))


def test_sets_that_jump_are_held_back() -> None:
    """A week with far more than the last loses what it has more, and nothing beside it."""
    made = mended(weeks(squats(4), squats(8), squats(8)))
    assert [sets_of(made, index) for index in (1, 2, 3)] == [
        {"leg_press": 4, "machine_curl": 3},
        {"leg_press": 6, "machine_curl": 3},
        {"leg_press": 8, "machine_curl": 3},
    ]


def test_a_week_that_lost_its_sets_repeats_the_one_before() -> None:
    """A week with far fewer sets than its neighbours is an accident: it is filled, and the next stay as they are."""
    sessions = tuple(
        one.model_copy(update={"items": tuple(_with_one_set(item) for item in one.items)})
        for one in good().weeks[3].sessions
    )
    found = repaired(changed_week(good(), 4, sessions=sessions))
    assert [one.items for one in found.program.weeks[3].sessions] == [one.items for one in good().weeks[2].sessions]
    assert found.program.weeks[4:] == good().weeks[4:]
    assert Move.ADD in [change.move for change in found.changes]


def _with_one_set(item: Any) -> Any:
    return item.model_copy(update={"sets": 1}) if isinstance(item, StrengthItem) else item


def test_a_session_that_lost_its_exercises_gets_them_back() -> None:
    """Where a muscle alone has far less than in the weeks around it, the week repeats the one before."""
    made = mended(changed_session(good(), 4, 2, items=good().weeks[3].sessions[1].items[-1:]))
    assert sets_of(made, 4, 2) == sets_of(good(), 3, 2)
    assert made.weeks[4:] == good().weeks[4:]


def test_a_muscle_that_lost_its_few_sets_gets_them_back() -> None:
    """Also where all sets together hardly tell."""
    usual = week(session(lift("leg_press", sets=8), lift("machine_curl", sets=6)))
    fewer = week(session(lift("leg_press", sets=8), lift("machine_curl", sets=2)))
    assert sets_of(mended(weeks(usual, fewer, usual)), 2) == {"leg_press": 8, "machine_curl": 6}


def test_a_first_week_that_lost_its_sets_is_the_second() -> None:
    """There is none before it to repeat."""
    made = mended(weeks(squats(1), squats(8), squats(8)))
    assert [sets_of(made, index)["leg_press"] for index in (1, 2, 3)] == [8, 8, 8]


@pytest.mark.parametrize("load", [pct(72, 82), {"type": "kg", "min": 100, "max": 120}])
def test_a_load_that_jumps_is_the_one_that_was_lifted_last(load: dict[str, Any]) -> None:
    """A load that is too much more is repeated, with its repetitions and its reserve."""
    before = pct(65, 75) if load["type"] == "pct_1rm" else {"type": "kg", "min": 80, "max": 90}
    bench = lift("barbell_bench_press", load=before)
    heavy = lift("barbell_bench_press", load=load, reps_min=5, reps_max=6)
    made = mended(weeks(week(session(bench)), week(session(heavy))))
    assert lift_of(made, 2).load == bench.load
    assert (lift_of(made, 2).reps_min, lift_of(made, 2).reps_max) == (8, 12)


def test_a_load_that_dips_is_the_one_before() -> None:
    """A week with far less on the bar than those around it is an accident; the next stays as it is."""
    kilograms = [{"type": "kg", "min": amount} for amount in (100, 60, 105)]
    made = mended(weeks(*(week(session(lift("barbell_bench_press", load=load))) for load in kilograms)))
    assert [lift_of(made, index).load.min for index in (1, 2, 3)] == [100, 100, 105]


def test_a_load_that_fell_to_stay_down_is_not_raised() -> None:
    """What falls and stays down was meant."""
    kilograms = [{"type": "kg", "min": amount} for amount in (100, 60, 80, 80)]
    made = mended(weeks(*(week(session(lift("barbell_bench_press", load=load))) for load in kilograms)))
    assert [lift_of(made, index).load.min for index in (1, 2, 3, 4)] == [100, 100, 80, 80]


def test_the_rest_of_a_program_stays() -> None:
    """A load that jumps in one week changes no other."""
    heavy = pct(80, 95)
    wrong = changed_item(good(), 5, 1, 1, load=heavy)
    made = mended(wrong)
    assert [one.index for one, other in zip(made.weeks, good().weeks, strict=True) if one != other] in ([], [5])
    assert muscle_sets(made.weeks[4].sessions) == muscle_sets(good().weeks[4].sessions)
