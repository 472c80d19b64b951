"""Which web pages may connect. A browser speaks to loopback for any page, so this is checked there too."""

from urllib.parse import urlsplit

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def own_origins(port: int) -> frozenset[str]:
    """The origins under which this server itself serves its page on loopback.

    Not taken from the ``Host`` header: a name of somebody else's may be made to point here (DNS rebinding).
    """
    return frozenset(f"http://{name}:{port}" for name in LOOPBACK_NAMES)


def is_own_host(host: str, allowed: frozenset[str]) -> bool:
    """Whether a request to ``host`` (a ``Host`` header) is meant for this server.

    A page may have its own name made to point to this machine; what it then gets without asking has no ``Origin``.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    own = {urlsplit(f"//{name}").hostname for name in LOOPBACK_NAMES}
    return name in own or name in {urlsplit(origin).hostname for origin in allowed}


def is_allowed(origin: str | None, allowed: frozenset[str], port: int | None) -> bool:
    """Whether a request with this ``Origin`` header is served; without one it is from no browser."""
    if origin is None:
        return True
    return origin in allowed or (port is not None and origin in own_origins(port))
