"""Lines of standard input, read beside the loop by a thread that nobody waits for."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import BoundedSemaphore, Thread
from typing import TextIO

MAX_WAITING = 64
"""Lines that are read ahead of the socket."""


async def lines_of(source: TextIO) -> AsyncIterator[str]:
    """The lines that are not empty. A read that waits for more holds up neither the loop nor the end of the process."""
    loop = asyncio.get_running_loop()
    # As long as the semaphore has it: a thread cannot wait for a queue of the loop.
    lines: asyncio.Queue[str | None] = asyncio.Queue(MAX_WAITING + 1)
    room = BoundedSemaphore(MAX_WAITING)

    def read() -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            try:
                for line in _own(source):
                    if text := line.strip("\r\n"):
                        room.acquire()
                        loop.call_soon_threadsafe(lines.put_nowait, text)
            finally:
                loop.call_soon_threadsafe(lines.put_nowait, None)

    Thread(target=read, name="input-lines", daemon=True).start()
    while (line := await lines.get()) is not None:
        room.release()
        yield line


def _own(source: TextIO) -> TextIO:
    """The same input through a buffer of its own: a thread in the middle of a read holds the buffer's lock.

    The interpreter wants the lock of `sys.stdin` when it ends, and dies where it does not get it.
    """
    try:
        file = os.dup(source.fileno())
    except OSError:  # there is no file behind it
        return source
    return open(file, encoding="utf-8", errors="replace")  # noqa: PTH123 - it is read to its end, or to ours
