"""Work that must not grow out of bounds, held to a bound."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TooMuchWork(Exception):
    """Raised in the middle of it."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """So much of this process's own CPU time, whatever else the machine does.

    Raises:
        TooMuchWork: amid the block.
    """

    def stop(*_: object) -> None:
        raise TooMuchWork

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
