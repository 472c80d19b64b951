"""Who waits before something is looked up, and who never does."""

import asyncio

import pytest

from server.access import haste, slow_lane
from server.access.haste import Haste
from server.access.identity import Identity, Scope
from server.access.slow_lane import LaneFull
from server.turnstile import Pace, Step

ADDRESS = "192.0.2.1"
USER, OTHER = (Identity(Scope.USER, user_id=name) for name in ("u1", "u2"))
AGENT = Identity(Scope.AGENT, key_id="k")


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> Haste:
    """Two of each are free, and the slow lane is full."""
    monkeypatch.setattr(slow_lane, "MOST_OF_ONE", 0)
    monkeypatch.setattr(haste, "LOOKS", Pace(Step(1)))
    return Haste(brief_sockets_per_minute=2, looks_per_minute=2, visits_per_minute=2)


@pytest.mark.parametrize("who", [USER, None])
async def test_whoever_looks_often_waits(two_at_once: Haste, who: Identity | None) -> None:
    """Each for themselves, and who has not said who they are for their address."""
    for _ in range(2):
        await two_at_once.look(who, ADDRESS)
    with pytest.raises(LaneFull):
        await two_at_once.look(who, ADDRESS)
    await two_at_once.look(OTHER, ADDRESS)
    await two_at_once.look(None, "192.0.2.2")


async def test_who_acts_for_many_waits_for_nothing(two_at_once: Haste) -> None:
    """Many users are behind them."""
    for _ in range(10):
        await two_at_once.look(AGENT, ADDRESS)


async def test_one_users_looks_are_one_behind_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that are free; others' are not behind them."""
    monkeypatch.setattr(haste, "LOOKS", Pace(Step(1, pause_s=3600)))
    some = Haste(brief_sockets_per_minute=100, looks_per_minute=100, visits_per_minute=100)
    await some.look(USER, ADDRESS)
    second = asyncio.create_task(some.look(USER, ADDRESS))
    await some.look(OTHER, ADDRESS)
    assert not second.done()
    second.cancel()
