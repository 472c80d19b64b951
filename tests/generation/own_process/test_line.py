"""Who waits for the one process is served user by user."""

import asyncio

import pytest

from server.generation.own_process import line as line_module
from server.generation.own_process.line import Line


def many_of_one() -> Line[str]:
    """Who rests for ever."""
    line: Line[str] = Line(rest_s=3600, longest_rest_s=3600)
    for wish in ("a1", "a2"):
        line.join("a", wish)
    return line


async def test_users_go_by_turns() -> None:
    """Whoever has one wish waits for one of those who have many."""
    line = many_of_one()
    line.join("b", "b1")
    assert [await line.next() for _ in range(3)] == [("a", "a1"), ("b", "b1"), ("a", "a2")]


async def test_whoever_is_not_there_yet_is_waited_for() -> None:
    """Also after somebody was served, and when all have left."""
    line = many_of_one()
    assert await line.next() == ("a", "a1")
    assert line.leave() == ["a2"]
    waiting = asyncio.create_task(line.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    line.join("b", "b1")
    assert await waiting == ("b", "b1")


async def test_who_had_a_turn_rests() -> None:
    """Others have theirs meanwhile, also those who come while nobody is served."""
    line = many_of_one()
    await line.next()
    line.rest("a")
    waiting = asyncio.create_task(line.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    line.join("b", "b1")
    assert await waiting == ("b", "b1")


async def test_a_rest_ends() -> None:
    """Then the next wish has its turn, whether somebody comes or not."""
    line: Line[str] = Line(rest_s=0.02, longest_rest_s=0.02)
    loop = asyncio.get_running_loop()
    for wish in ("a1", "a2", "a3"):
        line.join("a", wish)
    begun_s = loop.time()
    for number in range(3):
        assert await line.next() == ("a", f"a{number + 1}")
        assert loop.time() >= begun_s + number * 0.02
        line.rest("a")


def rested(line: Line[str], turns: int) -> list[float]:
    """How long "a" rests behind each of so many turns."""
    lengths_s = []
    for _ in range(turns):
        line.rest("a")
        lengths_s.append(line._rests["a"].length_s)
    return lengths_s


async def test_who_has_turn_after_turn_rests_longer() -> None:
    """Up to a bound, and others do not."""
    line: Line[str] = Line(rest_s=1, longest_rest_s=3)
    assert rested(line, 5) == [1, 2, 3, 3, 3]
    line.rest("b")
    assert line._rests["b"].length_s == 1


async def test_who_did_not_come_for_a_while_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their rests are forgotten, and take no memory."""
    monkeypatch.setattr(line_module, "FORGOTTEN_S", -10)
    line: Line[str] = Line(rest_s=1, longest_rest_s=3)
    assert rested(line, 2) == [1, 1]
    line.rest("b")
    assert list(line._rests) == ["b"]
