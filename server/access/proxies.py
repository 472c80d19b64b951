"""Believes ``X-Forwarded-For`` of the proxies that the operator named, and of nobody else."""

from collections.abc import Awaitable
from typing import cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server.access.addresses import parsed

TOLD_BY_PROXIES = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})


class TrustedProxies:
    """ASGI middleware, for HTTP and for sockets: ``scope["client"]`` is the client that a trusted proxy names.

    Of several hops it is the last one that is not trusted itself. uvicorn's own, which does the reading, is switched
    off where it serves: it would believe before this one is asked.

    Args:
        trusted: addresses and networks, comma-separated; ``*`` for any, which lets every client claim any address.
    """

    def __init__(self, app: ASGIApp, trusted: str) -> None:
        self._believing = cast("ASGIApp", ProxyHeadersMiddleware(app, trusted))  # type: ignore[arg-type]  # its own names of ASGI's types

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        client = scope.get("client")
        if client and (address := parsed(client[0])) is not None:
            scope["client"] = (str(address), client[1])  # a mapped address is none of the networks that were named
        return self._believing(scope, receive, send)


def is_forwarded(scope: Scope) -> bool:
    """Whether `TrustedProxies` could change anything about a request: a proxy tells of it, or its address is mapped."""
    client = scope.get("client")
    return (client is not None and ":" in client[0]) or any(name in TOLD_BY_PROXIES for name, _ in scope["headers"])
