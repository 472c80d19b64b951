"""Which cores processes may use."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil


@contextmanager
def pinned(cores: Sequence[int]) -> Iterator[None]:
    """This thread, and processes that it begins within the block, on these cores; where the system lets us choose."""
    own = psutil.Process()
    if not hasattr(own, "cpu_affinity"):  # macOS
        yield
        return
    before = own.cpu_affinity()
    own.cpu_affinity(list(cores))
    try:
        yield
    finally:
        own.cpu_affinity(before)
