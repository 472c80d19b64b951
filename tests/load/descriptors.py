"""How many files, and so sockets, a process may have open."""

import resource


def raise_limit() -> int:
    """As many as it may allow itself; processes that it begins inherit that. Returns how many these are."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most
