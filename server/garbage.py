"""When Python looks for objects that only refer to one another: seldom, since it holds up every socket meanwhile."""

import gc
from typing import Final

THRESHOLDS: Final = (10_000, 10, 100)
"""Of the three generations. By default (700, 10, 10) it looks through everything that a server with thousands of
sockets holds again and again while they come: pauses of up to half a second, and a quarter of the CPU of a connect.

What is not in a cycle is freed at once, as ever. So this only puts off what cycles hold: at most some millions of
objects.
"""


def spare_collector() -> None:
    """From now on. What is there by now, modules above all, stays until the end, and is passed over."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
