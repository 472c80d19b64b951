"""When Python looks for objects that only refer to one another: seldom, since it holds up every socket meanwhile."""

import gc
from typing import Final

THRESHOLDS: Final = (2_000, 2_500, 100)
"""Objects that are new since the last look at new ones (1 ms); looks at those until what survived them is looked at.

By default (700, 10, 10) it looks through all that a server with thousands of sockets holds again and again while they
come: pauses of up to half a second, and a quarter of the CPU of a connect. What is not in a circle is freed at once, as
ever; and what a socket takes is in none when it has ended (`tests.gateway.test_garbage`).
"""


def spare_collector() -> None:
    """From now on. What is there by now, modules above all, stays until the end, and is passed over."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
