"""How many new connections are heard in one turn of the loop."""

import asyncio

from server.turnstile import AT_ONCE, Turnstile


async def test_a_crowd_comes_in_by_and_by_in_its_order() -> None:
    """A few in each turn of the loop; whoever comes meanwhile comes behind those who wait."""
    loop, turnstile = asyncio.get_running_loop(), Turnstile()
    let_in: list[int] = []

    def come(number: int) -> bool:
        return turnstile.enter(lambda: let_in.append(number), loop)

    assert [come(number) for number in range(3 * AT_ONCE)] == [True] * AT_ONCE + [False] * 2 * AT_ONCE
    for turn in range(1, 4):
        assert let_in == list(range(turn * AT_ONCE))
        await asyncio.sleep(0)
        come(100)
    await asyncio.sleep(0)
    assert let_in == [*range(3 * AT_ONCE), 100, 100, 100]


async def test_who_comes_alone_never_waits() -> None:
    """However often."""
    loop, turnstile = asyncio.get_running_loop(), Turnstile()
    for _ in range(3 * AT_ONCE):
        assert turnstile.enter(lambda: None, loop)
        await asyncio.sleep(0)
