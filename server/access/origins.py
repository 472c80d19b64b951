"""Which web pages may connect. A browser speaks to loopback for any page, so this is checked there too."""

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def own_origins(port: int) -> frozenset[str]:
    """The origins under which this server itself serves its page on loopback.

    Not taken from the ``Host`` header: a name of somebody else's may be made to point here (DNS rebinding).
    """
    return frozenset(f"http://{name}:{port}" for name in LOOPBACK_NAMES)


def is_allowed(origin: str | None, allowed: frozenset[str], port: int | None) -> bool:
    """Whether a request with this ``Origin`` header is served; without one it is from no browser."""
    if origin is None:
        return True
    return origin in allowed or (port is not None and origin in own_origins(port))
