"""Gate G8: a muscle that worked hard rests a day, and seven sessions have one to recover on."""

import pytest

from schemas.program import CardioItem, Program, Session, StrengthItem
from tests.generation.validation.handwritten import (
    broken,
    cardio,
    changed_item,
    changed_session,
    lift,
    only,
    program,
    session,
    week,
)


def legs(sets: int = 6, weekday: str | None = None) -> Session:
    return session(lift("leg_press", sets=sets), weekday=weekday)


def arms(weekday: str | None = None) -> Session:
    return session(lift("cable_curl", sets=6), weekday=weekday)


def test_hard_days_for_one_muscle_do_not_follow_each_other() -> None:
    """Six sets today and six tomorrow are too much for a muscle; five are not, and a day between is enough."""
    good = program(week(legs(6, "mon"), legs(5, "tue"), legs(6, "wed")))
    assert broken(good) == {}
    found = only("G8", changed_item(good, 1, 2, 1, sets=6))
    assert [(one.week, one.day, one.muscle, one.value) for one in found] == [
        (1, 2, "quads", 6),
        (1, 2, "glutes", 6),
        (1, 3, "quads", 6),
        (1, 3, "glutes", 6),
    ]
    assert {one.bound for one in found} == {"fewer than 6 sets on one of two days in a row"}


@pytest.mark.parametrize(("first", "second", "is_fine"), [("mon", "thu", True), ("wed", "thu", False)])
def test_days_are_those_of_the_calendar(first: str, second: str, *, is_fine: bool) -> None:
    """What counts is the day of the week, not the number of the session."""
    made = program(week(legs(6, first), legs(6, second)))
    assert (broken(made) == {}) is is_fine


def test_without_a_calendar_sessions_are_on_the_day_with_their_number() -> None:
    """The first and the second session follow each other; the first and the third do not."""
    assert broken(program(week(legs(), arms(), legs()))) == {}
    assert {(one.week, one.day) for one in only("G8", program(week(legs(), legs(), arms())))} == {(1, 2)}


def test_a_session_without_a_day_can_be_anywhere() -> None:
    """Of a program that says some days, sessions without one are left out."""
    assert broken(program(week(legs(6, "mon"), legs(6)))) == {}


def test_sunday_is_followed_by_monday() -> None:
    """The last day of a week and the first of the next are two days in a row."""
    seven = week(legs(6, "mon"), arms("thu"), legs(6, "sun"))
    assert broken(program(seven)) == {}
    found = only("G8", program(seven, seven))
    assert {(one.week, one.day) for one in found} == {(2, 1)}
    assert "the last day of the week before" in found[0].message


def seven_days(*, last: Session) -> Program:
    easy = session(cardio(), type="cardio")
    return program(week(legs(), easy, easy, legs(), easy, easy, last))


REST = session(cardio("easy_walk"), lift("childs_pose", reps_min=None, reps_max=None, duration_s=60), type="recovery")


def test_seven_days_need_one_to_recover_on() -> None:
    """A week of seven sessions has one of recovery; a week of six has the seventh day."""
    assert broken(seven_days(last=REST)) == {}
    [found] = only("G8", seven_days(last=session(cardio(), type="cardio")))
    assert (found.week, found.value, found.bound) == (1, 0, "at least 1 easy session of type recovery")
    six = seven_days(last=REST).weeks[0].sessions[:6]
    assert broken(program(week(*six))) == {}


@pytest.mark.parametrize("hard", [cardio(rpe_max=7), lift("leg_press", sets=1)])
def test_recovery_is_more_than_a_word(hard: CardioItem | StrengthItem) -> None:
    """A session that is called recovery is easy, and has no sets that train muscles."""
    good = seven_days(last=REST)
    [found] = only("G8", changed_session(good, 1, 7, items=(hard,)))
    assert found.week == 1


def test_saturday_is_not_followed_by_monday() -> None:
    """The last session of a week and the first of the next may have a day between them."""
    days = week(legs(6, "mon"), legs(6, "sat"))
    assert broken(program(days, days)) == {}
