"""Who waits for the one process is served user by user."""

import asyncio

from server.generation.own_process.line import Line


async def test_users_go_by_turns() -> None:
    """Whoever has one wish waits for one of those who have many."""
    line: Line[str] = Line()
    for wish in ("a1", "a2"):
        line.join("a", wish)
    line.join("b", "b1")
    assert [await line.next() for _ in range(3)] == ["a1", "b1", "a2"]


async def test_whoever_is_not_there_yet_is_waited_for() -> None:
    """Also after somebody was served, and when all have left."""
    line: Line[str] = Line()
    line.join("a", "a1")
    assert await line.next() == "a1"
    line.join("a", "a2")
    assert line.leave() == ["a2"]
    waiting = asyncio.create_task(line.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    line.join("b", "b1")
    assert await waiting == "b1"
