"""Work that takes milliseconds lets the rest of the process have its turn in between."""

import asyncio


async def let_others_work() -> None:
    """Give the event loop a turn: sockets are served and heartbeats go out, however long a program is."""
    await asyncio.sleep(0)
