"""The same trouble is told a few times, then counted."""

from server.repetition import MOST_KNOWN, LeftOut, Repetition


def test_the_same_is_said_so_often_and_then_counted() -> None:
    """Within a time from its first; afterwards what was left out is told, once, and it may be said again."""
    same: Repetition[str] = Repetition(most=2, within_s=10)
    assert [same.may_say("away", now_s) for now_s in (0, 1, 2, 9.9)] == [True, True, False, False]
    assert same.over(9.9) == []
    assert same.over(10) == [LeftOut("away", 2)]
    assert same.over(10) == []
    assert same.may_say("away", 10)


def test_what_was_said_often_enough_leaves_nothing_out() -> None:
    """There is nothing to tell then."""
    same: Repetition[str] = Repetition(most=2, within_s=10)
    same.may_say("away", 0)
    assert same.over(11) == []


def test_one_trouble_does_not_hide_another() -> None:
    """Each is counted for itself."""
    same: Repetition[str] = Repetition(most=1, within_s=10)
    assert same.may_say("away", 0)
    assert not same.may_say("away", 0)
    assert same.may_say("full", 0)


def test_it_does_not_grow() -> None:
    """Of more troubles than it keeps the oldest is told early."""
    same: Repetition[int] = Repetition(most=1, within_s=10)
    for number in range(MOST_KNOWN + 1):
        same.may_say(number, 0)
        same.may_say(number, 0)
    assert same.over(0) == [LeftOut(0, 1)]
