"""Which web pages may connect. A browser speaks to loopback for any page, so this is checked there too."""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from server.access.addresses import Scope, caller_address
from server.access.identity import is_loopback

KEPT = 1024
"""Names of hosts of which it is remembered whether they are ours."""
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def own_origins(port: int) -> frozenset[str]:
    """The origins under which this server itself serves its page on loopback.

    Not taken from the ``Host`` header: a name of somebody else's may be made to point here (DNS rebinding).
    """
    return frozenset(f"http://{name}:{port}" for name in LOOPBACK_NAMES)


@lru_cache(maxsize=KEPT)  # each handshake from this machine asks
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


def is_allowed(origins: Sequence[str], allowed: frozenset[str], port: int | None) -> bool:
    """Whether a request with these ``Origin`` headers is served: without one it is from no browser, none has two."""
    if not origins:
        return True
    return len(origins) == 1 and (origins[0] in allowed or (port is not None and origins[0] in own_origins(port)))


def foreign(scope: Scope, allowed: frozenset[str]) -> str | None:
    """Why a request or a handshake, by its ASGI scope, is not for this server; None: it is."""
    port = scope["server"][1] if scope.get("server") else None
    if not is_allowed(_values(scope, b"origin"), allowed, port):
        return "Pages of this origin are not served here."
    # Who comes from this machine is trusted, so what brought them here must be one of its names.
    if is_loopback(caller_address(scope)) and not all(is_own_host(host, allowed) for host in _values(scope, b"host")):
        return "This server is not known by that name."
    return None


def _values(scope: Scope, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]
