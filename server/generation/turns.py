"""Work that takes milliseconds lets the rest of the process have its turn in between."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

Made = TypeVar("Made")

_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, deque[asyncio.Future[None]]] = WeakKeyDictionary()
"""Who waits for a turn, by the loop that they work on."""


async def let_others_work() -> None:
    """Give the event loop a turn: sockets are served and heartbeats go out, however long a program is.

    Of all that wait here one goes on each time the loop comes round, so that many programs at once hold up whoever is
    on a socket no longer than one does.
    """
    loop = asyncio.get_running_loop()
    queue = _queues.setdefault(loop, deque())
    mine = loop.create_future()
    queue.append(mine)
    if len(queue) == 1:
        loop.call_soon(_let_one_go_on, loop, queue)
    await mine


def _let_one_go_on(loop: asyncio.AbstractEventLoop, queue: deque[asyncio.Future[None]]) -> None:
    while queue and queue[0].done():  # it was cancelled
        queue.popleft()
    if queue:
        queue[0].set_result(None)
        queue.popleft()
    if queue:
        loop.call_soon(_let_one_go_on, loop, queue)


async def aside(work: Callable[[], Made]) -> Made:
    """Do it in a thread of its own: the event loop has its turns all the while."""
    return await asyncio.to_thread(work)
