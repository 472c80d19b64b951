"""Places are shared between users, and none is lost."""

import asyncio
from collections.abc import Iterable

import pytest

from server.waiting_room import WaitingRoom

SOON_S = 0.01
NEVER_S = 3600.0


def in_s(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def full_room() -> WaitingRoom:
    """Of one place, which is taken."""
    room = WaitingRoom(1)
    assert await room.enter("a", in_s(NEVER_S))
    return room


async def waiting(room: WaitingRoom, users: Iterable[str]) -> list[asyncio.Task[bool]]:
    """They wait, or are let in."""
    tasks = [asyncio.create_task(room.enter(user, in_s(NEVER_S))) for user in users]
    await at_rest()
    return tasks


async def at_rest() -> None:
    """Whoever can be let in has been."""
    for _ in range(3):  # to begin, to be let in, to end
        await asyncio.sleep(0)


async def end(tasks: Iterable[asyncio.Task[bool]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_user_has_half_of_what_is_free() -> None:
    """So that there is a place for the next one, at once."""
    room = WaitingRoom(8)
    many = await waiting(room, "aaaaaaaa")
    assert [task.done() for task in many] == [True] * 4 + [False] * 4
    others = await waiting(room, "bcd")
    assert all(task.done() for task in others)
    await end(many)


async def test_users_go_by_turns() -> None:
    """Whoever waits for one place waits for one of those who want many."""
    room = await full_room()
    first, second, other = await waiting(room, "aab")
    served = []
    for leaving in "aab":
        room.leave(leaving)
        await at_rest()
        served.append([task.done() for task in (first, other, second)])
    assert served == [[True, False, False], [True, True, False], [True, True, True]]


@pytest.mark.parametrize("seconds", [-1.0, 0.0, SOON_S])
async def test_who_has_none_in_time_waits_no_longer(seconds: float) -> None:
    """And what is free later is for others."""
    room = await full_room()
    assert not await room.enter("b", in_s(seconds))
    room.leave("a")
    assert await room.enter("c", in_s(NEVER_S))


async def test_a_deadline_that_has_passed_has_no_place() -> None:
    """Whatever is free."""
    assert not await WaitingRoom(1).enter("a", in_s(-1))


@pytest.mark.parametrize("is_late", [False, True], ids=["before it comes", "as it comes"])
async def test_who_goes_away_loses_no_place(is_late: bool) -> None:
    """Whether they are still waiting, or have been let in without having noticed."""
    room = await full_room()
    gone, next_one = await waiting(room, "bc")
    if is_late:
        room.leave("a")
    gone.cancel()
    if not is_late:
        room.leave("a")
    with pytest.raises(asyncio.CancelledError):
        await gone
    await at_rest()
    assert next_one.done()
    await end([next_one])
