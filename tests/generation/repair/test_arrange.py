"""G1: numbers, days, and sessions that are missing."""

import pytest

from schemas.request import Weekday
from server.generation.repair.draft import Move
from server.generation.repair.repair import BeyondRepair, repair
from tests.generation.repair.mended import good, mended, repaired, sets_of
from tests.generation.validation.handwritten import changed_item, changed_session, changed_week, person_of


def test_numbers_are_put_in_order() -> None:
    """Weeks, days and items that are numbered wrongly are numbered anew, and nothing else changes."""
    wrong = changed_item(good(), 1, 1, 2, order=9)
    wrong = changed_session(changed_week(wrong, 3, index=7), 2, 2, day_index=5)
    assert mended(wrong).weeks == good().weeks


def test_what_is_too_much_is_left_out() -> None:
    """Weeks and sessions beyond those that were asked for go."""
    weeks, sessions = good().weeks, good().weeks[1].sessions
    assert mended(good().model_copy(update={"weeks": (*weeks, weeks[0])})).weeks == weeks
    assert mended(changed_week(good(), 2, sessions=(*sessions, sessions[0]))).weeks == weeks


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_session_that_is_missing_comes_from_another_week(*, is_empty: bool) -> None:
    """A session that is not there, or has nothing in it, is that of the nearest week of its block."""
    sessions = good().weeks[2].sessions
    wrong = changed_session(good(), 3, 4, items=()) if is_empty else changed_week(good(), 3, sessions=sessions[:3])
    found = repaired(wrong)
    assert sets_of(found.program, 3, 4).keys() == sets_of(good(), 3, 4).keys()
    assert found.changes[0].move is Move.ARRANGE


@pytest.mark.parametrize(("index", "source"), [(7, 8), (6, 12)])
def test_it_comes_from_a_week_of_its_kind(index: int, source: int) -> None:
    """The first week of a block takes it from its own block, a lighter week from another lighter week."""
    made = mended(changed_session(good(), index, 4, items=()))
    assert good().weeks[5].is_deload
    assert sets_of(made, index, 4) == sets_of(good(), source, 4) != sets_of(good(), index - 1, 4)


def test_a_session_moves_to_a_free_day() -> None:
    """Of two sessions on one day the second finds another that is free."""
    wrong = changed_session(good(), 2, 2, weekday=Weekday.MON)
    weekdays = [one.weekday for one in mended(wrong).weeks[1].sessions]
    assert weekdays[0] is Weekday.MON
    assert len({*weekdays}) == 4


def test_weeks_that_are_missing_are_beyond_repair() -> None:
    """Nobody knows what stood in weeks that are not there."""
    with pytest.raises(BeyondRepair, match=r"^G1: The weeks of the program are not the 12") as caught:
        repair(good().model_copy(update={"weeks": good().weeks[:5]}), person_of(good()))
    assert [gate.id for gate in caught.value.gates] == ["G1"]
