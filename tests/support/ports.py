"""Ports of this machine that nobody uses."""

import contextlib
import random
import socket
from itertools import count

FIRST, LAST = 15_000, 32_000
"""Below those that a kernel gives away itself: while a server is down, nobody gets its port by chance."""

_SPAN = LAST - FIRST
_numbers = count(random.SystemRandom().randrange(_SPAN))  # whoever else runs tests on this machine begins elsewhere


def free_ports_in_a_row(count: int) -> int:
    """The first of ``count`` free ports that follow each other."""
    while True:
        first, *others = (free_port() for _ in range(count))
        if others == list(range(first + 1, first + count)):
            return first


def free_port() -> int:
    """A port of loopback that was free a moment ago; each call gives another one."""
    while True:
        port = FIRST + next(_numbers) % _SPAN
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
