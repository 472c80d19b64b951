"""Believes ``X-Forwarded-For`` of the proxies that the operator named, and of nobody else."""

from typing import cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server.access.addresses import parsed


class TrustedProxies:
    """ASGI middleware, for HTTP and for sockets: ``scope["client"]`` is the client that a trusted proxy names.

    Of several hops it is the last one that is not trusted itself. uvicorn's own, which does the reading, is switched
    off where it serves: it would believe before this one is asked.

    Args:
        trusted: addresses and networks, comma-separated; ``*`` for any, which lets every client claim any address.
    """

    def __init__(self, app: ASGIApp, trusted: str) -> None:
        self._believing = cast("ASGIApp", ProxyHeadersMiddleware(app, trusted))  # type: ignore[arg-type]  # its own names of ASGI's types

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        if client and (address := parsed(client[0])) is not None:
            scope["client"] = (str(address), client[1])  # a mapped address is none of the networks that were named
        await self._believing(scope, receive, send)
