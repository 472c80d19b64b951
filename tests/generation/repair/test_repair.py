"""Whole programs, and the weeks that are finished so far."""

import pytest

from schemas.program import Week
from server.generation.repair.repair import BeyondRepair, repair, repair_weeks
from server.generation.validation.validator import validate
from tests.generation.repair.mended import good, sets_of
from tests.generation.validation.handwritten import broken, changed_item, changed_session, changed_week, person_of

BLOCK = good().weeks[6:12]
EARLIER = good().weeks[:6]


def test_a_program_that_passes_is_given_back() -> None:
    """Nothing is touched where nothing is wrong: it is the very same program."""
    found = repair(good(), person_of(good()))
    assert found.program is good()
    assert (found.passes, found.changes) == (0, ())
    assert found.validation == validate(good(), person_of(good()))


def test_the_same_program_is_mended_in_the_same_way() -> None:
    """There is no chance in it."""
    wrong = changed_item(good(), 4, 1, 1, exercise_id="moon_walk", name="Moon walk", sets=9)
    assert repair(wrong, person_of(wrong)) == repair(wrong, person_of(wrong))


def test_what_was_mended_is_not_mended_again() -> None:
    """The second time nothing is wrong."""
    once = repair(changed_item(good(), 4, 1, 1, sets=20), person_of(good())).program
    assert repair(once, person_of(good())).program is once


def test_what_fails_is_named() -> None:
    """The error names each gate that still fails, and its first place."""
    with pytest.raises(BeyondRepair) as caught:
        repair(changed_week(good(), 12, index=3).model_copy(update={"weeks": good().weeks[:2]}), person_of(good()))
    assert str(caught.value) == "G1: The weeks of the program are not the 12 that were asked for."


def in_block(wrong: tuple[Week, ...]) -> tuple[Week, ...]:
    """The weeks of the second block, mended behind the first."""
    return repair_weeks(wrong, EARLIER, person_of(good())).weeks


def test_weeks_that_pass_are_given_back() -> None:
    """A block that passes, alone or behind others, is the very same."""
    assert in_block(BLOCK) is BLOCK
    assert repair_weeks(EARLIER, (), person_of(good())).weeks is EARLIER


def test_a_block_is_mended_before_the_rest_exists() -> None:
    """The first weeks need no others."""
    wrong = changed_item(good(), 2, 1, 1, sets=20).weeks[:6]
    found = repair_weeks(wrong, (), person_of(good()))
    assert found.passes == 1
    assert [one.index for one in found.weeks] == [1, 2, 3, 4, 5, 6]
    assert sets_of(good().model_copy(update={"weeks": found.weeks}), 2)["barbell_bench_press"] < 10


def test_a_block_follows_what_is_given_away_already() -> None:
    """A block that jumps from the last working week is held back; the weeks before it are left alone."""
    heavier = changed_item(good(), 7, 1, 1, sets=9)
    mended = in_block(heavier.weeks[6:])
    whole = good().model_copy(update={"weeks": (*EARLIER, *mended)})
    assert broken(whole) == {}
    assert mended[0] != heavier.weeks[6]
    assert mended[1:] == BLOCK[1:]


def test_a_block_is_numbered_behind_the_weeks_before_it() -> None:
    """Whatever numbers its weeks came with."""
    wrong = tuple(one.model_copy(update={"index": place}) for place, one in enumerate(BLOCK, start=1))
    assert in_block(wrong) == BLOCK


def test_weeks_beyond_those_that_were_asked_for_are_left_out() -> None:
    """The last block is as long as the program."""
    assert in_block((*BLOCK, BLOCK[0])) == BLOCK


def test_a_missing_session_comes_from_the_weeks_before() -> None:
    """A block without one takes it from an earlier week."""
    wrong = good()
    for index in range(7, 13):
        wrong = changed_session(wrong, index, 4, items=())
    mended = in_block(wrong.weeks[6:])
    assert all(one.sessions[3].items for one in mended)


def test_weeks_that_are_given_away_and_fail_are_beyond_repair() -> None:
    """What is given away cannot be mended any more."""
    wrong = changed_item(good(), 2, 1, 1, sets=20).weeks[:6]
    with pytest.raises(BeyondRepair, match="G7"):
        repair_weeks(BLOCK, wrong, person_of(good()))
