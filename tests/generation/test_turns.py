"""Many programs at once hold up whoever is on a socket no longer than one does."""

import asyncio
from collections import Counter

from server.generation.turns import let_others_work

WORKERS = 20
PIECES = 5


async def test_one_piece_of_work_a_turn_of_the_loop() -> None:
    """However many want to go on."""
    loop, turn = asyncio.get_running_loop(), 0
    worked: Counter[int] = Counter()

    def count() -> None:
        nonlocal turn
        turn += 1
        loop.call_soon(count)

    async def work() -> None:
        for _ in range(PIECES):
            await let_others_work()
            worked[turn] += 1

    loop.call_soon(count)
    await asyncio.gather(*(work() for _ in range(WORKERS)))
    assert sum(worked.values()) == WORKERS * PIECES
    assert set(worked.values()) == {1}


async def test_who_gives_up_holds_up_nobody() -> None:
    """Neither at the head of the queue nor behind it."""
    tasks = [asyncio.create_task(let_others_work()) for _ in range(5)]
    await asyncio.sleep(0)
    for gone in (tasks[0], tasks[2], tasks[4]):
        gone.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await let_others_work()
    assert [task.cancelled() for task in tasks] == [True, False, True, False, True]
