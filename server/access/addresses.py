"""Whose address a request has: what it is counted under, and whether it is this machine's own. Pure."""

import ipaddress
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from typing import Any

LOCAL = "local"
"""What peers without an address (Unix sockets, calls in process) are counted under."""
UNREADABLE = "unreadable"
"""What peers are counted under whose proxy tells something that is no address: all of them together."""
BEHIND_A_PROXY = "behind a proxy"
"""The address of a caller for whom a proxy speaks that is at this machine: whose it is, nobody can tell."""
KEPT = 1024
"""Addresses that are remembered as they are meant."""
SITE_BITS = 64
"""Of an IPv6 address: a subscriber is given at least so large a network (RFC 6177), and may use all of it."""
PROXY_HEADERS = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via"})

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Scope = MutableMapping[str, Any]


@lru_cache(maxsize=KEPT)  # a handshake asks five times
def parsed(address: str) -> IpAddress | None:
    """An address as it is meant: a socket that listens on IPv6 shows IPv4 peers as ::ffff:192.0.2.1."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def counted_as(scope: Scope) -> str:
    """The name under which the limits of an address count a request."""
    address = _peer(scope)
    if address is None:
        return LOCAL
    found = parsed(address)
    if found is None:
        return UNREADABLE
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(found) >> SITE_BITS << SITE_BITS, SITE_BITS)))
    return str(found)


def caller_address(scope: Scope) -> str | None:
    """The address by which `server.access.identity` decides whether somebody is at this machine.

    Whoever comes through a proxy is not, whatever the proxy tells: many pass on what the client claims.
    """
    address = _peer(scope)
    at_this_machine = address is None or ((found := parsed(address)) is not None and found.is_loopback)
    return BEHIND_A_PROXY if at_this_machine and _came_by_proxy(scope["headers"]) else address


def _peer(scope: Scope) -> str | None:
    client = scope.get("client")
    return str(client[0]) if client else None


def _came_by_proxy(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name in PROXY_HEADERS for name, _ in headers)
