"""Who waits is served user by user."""

from server.by_turns import ByTurns


def several() -> ByTurns[str]:
    waiting: ByTurns[str] = ByTurns()
    for wish in ("a1", "a2", "a3"):
        waiting.join("a", wish)
    waiting.join("b", "b1")
    return waiting


def test_users_go_by_turns() -> None:
    """Whoever has one wish waits for one of those who have many, and each one's wishes keep their order."""
    waiting = several()
    served = [waiting.take()]
    waiting.join("c", "c1")
    waiting.join("b", "b2")
    served += [waiting.take() for _ in range(5)]
    assert served == [("a", "a1"), ("b", "b1"), ("a", "a2"), ("c", "c1"), ("b", "b2"), ("a", "a3")]
    assert not waiting
    assert waiting.take() is None


def test_who_may_not_yet_keeps_their_turn() -> None:
    """And holds up nobody."""
    waiting = several()
    assert waiting.take(lambda user: user != "a") == ("b", "b1")
    assert waiting.take(lambda user: user != "a") is None
    assert waiting
    waiting.join("b", "b2")
    assert waiting.take() == ("a", "a1")


def test_all_leave_at_once() -> None:
    """And nobody is left."""
    waiting = several()
    assert waiting.leave() == ["a1", "a2", "a3", "b1"]
    assert not waiting
    assert waiting.leave() == []
