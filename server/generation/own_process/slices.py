"""Work in slices of a millisecond, between which whoever else wants the core has it.

The kernel takes a core from a process by its tick, 4 ms apart on many machines, however nice that process is. A server
that is woken within has to wait for the tick: for a commit, that is as long as the commit takes.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

SLICE_S = 0.001
PAUSE_S = 0.000_001
"""What is asked for; the kernel makes 0.06 ms of it (prctl(2), PR_SET_TIMERSLACK), a twentieth of the slice."""


@contextmanager
def in_slices() -> Iterator[None]:
    """What is done in the block is, on the main thread of a process which has no other use for SIGALRM."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGALRM, lambda *_: time.sleep(PAUSE_S))
    signal.setitimer(signal.ITIMER_REAL, SLICE_S, SLICE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
