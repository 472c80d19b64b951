"""Work that takes milliseconds lets the rest of the process have its turn in between."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


async def let_others_work() -> None:
    """Give the event loop a turn: sockets are served and heartbeats go out, however long a program is."""
    await asyncio.sleep(0)


async def aside(work: Callable[[], Made]) -> Made:
    """Do it in a thread of its own: the event loop has its turns all the while."""
    return await asyncio.to_thread(work)
