"""Waiting for a condition, never for a time."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE_S = 20.0
LOOK_AGAIN_S = 0.01


async def wait_until(
    condition: Callable[[], bool | Awaitable[bool]], description: str, patience_s: float = PATIENCE_S
) -> None:
    """Return once ``condition`` holds.

    Raises:
        AssertionError: it does not, for far longer than it should take.
    """
    try:
        async with asyncio.timeout(patience_s):
            while True:
                holds = condition()
                if holds if isinstance(holds, bool) else await holds:
                    return
                await asyncio.sleep(LOOK_AGAIN_S)
    except TimeoutError:
        raise AssertionError(f"still not so after {patience_s:g} s: {description}") from None
