"""One command in a loop of its own, to its end or to whoever ends it."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from threading import current_thread, main_thread
from typing import Any


class Terminated(Exception):
    """SIGTERM came; what the command had begun is undone."""


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a command.

    Raises:
        Terminated: SIGTERM ended it.
        KeyboardInterrupt: Ctrl-C did.
    """
    asyncio.run(_until_terminated(work))


async def _until_terminated(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    if current_thread() is not main_thread():  # signals are another's
        await task
        return
    is_terminated = False

    def terminate() -> None:
        nonlocal is_terminated
        is_terminated = True
        task.cancel()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, terminate)
    try:
        await task
    except asyncio.CancelledError:
        if is_terminated:
            raise Terminated from None
        raise
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def let_go_of_output() -> None:
    """Nobody reads standard output any more: what is in its buffer goes nowhere, and the interpreter ends quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
