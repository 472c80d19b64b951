"""Who comes too often goes on one at a time, and by turns."""

import asyncio

import pytest

from server.access import slow_lane
from server.access.slow_lane import LaneFull, SlowLane
from tests.support.waiting import wait_until


class Passing:
    """Callers who enter a lane; those who have passed are noted in their order."""

    def __init__(self) -> None:
        self.lane = SlowLane()
        self.passed: list[str] = []

    async def _pass(self, caller: str) -> None:
        await self.lane.turn(caller)
        self.passed.append(caller)

    async def enter(self, callers: str) -> list[asyncio.Task[None]]:
        """One after another, by letters."""
        tasks = [asyncio.create_task(self._pass(caller)) for caller in callers]
        await asyncio.sleep(0)  # each has its place
        return tasks


@pytest.fixture
def passing() -> Passing:
    return Passing()


@pytest.fixture
def for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause behind one who passed."""
    monkeypatch.setattr(slow_lane, "PAUSE_S", 3600)


async def test_callers_go_by_turns(passing: Passing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has one wish waits for one of those who have many."""
    monkeypatch.setattr(slow_lane, "PAUSE_S", 0)
    await asyncio.gather(*await passing.enter("aaab"))
    assert passing.passed == list("aaba")


@pytest.mark.usefixtures("for_ever")
async def test_there_is_a_pause_behind_each(passing: Passing) -> None:
    """The first one has none before them."""
    tasks = await passing.enter("ab")
    await tasks[0]
    assert (passing.passed, passing.lane.waiting) == (["a"], 1)
    tasks[1].cancel()


async def test_a_pause_ends(passing: Passing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether somebody waits or not."""
    monkeypatch.setattr(slow_lane, "PAUSE_S", 0.02)
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    await asyncio.gather(*await passing.enter("aaa"))
    assert loop.time() >= begun_s + 0.04
    await wait_until(lambda: not passing.lane._is_pausing, "the pause is over")
    await passing.lane.turn("a")


async def test_who_has_gone_is_no_turn(passing: Passing, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves room."""
    monkeypatch.setattr(slow_lane, "PAUSE_S", 0.01)
    _, gone, last = await passing.enter("abc")
    gone.cancel()
    await last
    assert passing.passed == ["a", "c"]
    assert not passing.lane._waiting


@pytest.mark.usefixtures("for_ever")
async def test_there_is_room_for_so_many(passing: Passing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one caller, and of all."""
    monkeypatch.setattr(slow_lane, "MOST_OF_ONE", 2)
    monkeypatch.setattr(slow_lane, "MOST", 3)
    tasks = await passing.enter("aaa")  # one has passed
    with pytest.raises(LaneFull) as full:
        await passing.lane.turn("a")
    assert full.value.wait_s == 2 * 3600
    tasks += await passing.enter("b")
    with pytest.raises(LaneFull):
        await passing.lane.turn("c")
    for task in tasks:
        task.cancel()
