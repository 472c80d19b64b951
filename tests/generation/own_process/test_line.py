"""Who waits for the one process is served user by user."""

import asyncio

from server.generation.own_process.line import Line


async def test_users_go_by_turns() -> None:
    """Whoever has one wish waits for one of those who have many, and each one's wishes keep their order."""
    line: Line[str] = Line()
    for wish in ("a1", "a2", "a3"):
        line.join("a", wish)
    line.join("b", "b1")
    served = [await line.next()]
    line.join("c", "c1")
    line.join("b", "b2")
    served += [await line.next() for _ in range(5)]
    assert served == ["a1", "b1", "a2", "c1", "b2", "a3"]


async def test_whoever_is_not_there_yet_is_waited_for() -> None:
    """Also after somebody was served."""
    line: Line[str] = Line()
    line.join("a", "a1")
    assert await line.next() == "a1"
    waiting = asyncio.create_task(line.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    line.join("b", "b1")
    assert await waiting == "b1"


async def test_all_leave_at_once() -> None:
    """And nobody is left."""
    line: Line[str] = Line()
    for user in "ab":
        line.join(user, f"{user}1")
    assert line.leave() == ["a1", "b1"]
    assert line.leave() == []
