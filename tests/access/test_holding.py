"""Who is refused waits for being told, the longer the more of theirs do."""

import asyncio

import pytest

from server.access import holding
from server.access.holding import Holding


async def test_each_is_told_later_than_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """And others are not behind them."""
    monkeypatch.setattr(holding, "HOLD_S", 0)
    monkeypatch.setattr(holding, "NEXT_S", 3600)
    held = Holding()
    monkeypatch.setattr(holding, "LONGEST_S", 3600)
    first, second = (asyncio.create_task(held.hold("a")) for _ in range(2))
    await first
    await held.hold("b")
    assert (second.done(), held.held) == (False, 1)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    assert not held._held


async def test_nobody_is_held_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of theirs are."""
    monkeypatch.setattr(holding, "HOLD_S", 0)
    monkeypatch.setattr(holding, "NEXT_S", 3600)
    monkeypatch.setattr(holding, "LONGEST_S", 0)
    held = Holding()
    await asyncio.gather(*(held.hold("a") for _ in range(3)))


async def test_where_many_are_held_one_more_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would take more memory than the answer takes time."""
    monkeypatch.setattr(holding, "HELD_AT_ONCE", 0)
    monkeypatch.setattr(holding, "HOLD_S", 3600)
    await Holding().hold("a")
