"""The short way to the socket: nothing that lies around answers to HTTP requests stays around a socket for its life.

Through the application a handshake passes fourteen layers, of which each leaves a coroutine in every open socket (a
quarter of the CPU of a connect, and 7 KiB). What three of them do for a handshake is done here, once.
"""

from collections.abc import Awaitable
from typing import Final
from uuid import uuid4

from asgi_correlation_id import correlation_id
from starlette.types import ASGIApp, Receive, Scope, Send

from server.access.proxies import TrustedProxies, is_forwarded
from server.request_ids import is_sane

REQUEST_ID: Final = b"x-request-id"


class SocketDoor:
    """ASGI application in front of another one: handshakes for ``path`` go straight to the gateway.

    What the other one would look at more closely, it is given: an address with a query may hold a credential.

    Args:
        trusted: as for `TrustedProxies`.

    Attributes:
        app: has all the rest, and a route of its own to the gateway.
    """

    def __init__(self, app: ASGIApp, gateway: ASGIApp, path: str, trusted: str) -> None:
        self.app = app
        self._gateway = gateway
        self._path = path
        self._behind_proxies = TrustedProxies(self._enter, trusted)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """No coroutine of its own."""
        if scope["type"] != "websocket" or scope["path"] != self._path or scope["query_string"]:
            return self.app(scope, receive, send)
        if is_forwarded(scope):
            return self._behind_proxies(scope, receive, send)
        return self._enter(scope, receive, send)

    def _enter(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        correlation_id.set(_request_id(scope))  # in the task of this socket
        return self._gateway(scope, receive, send)


def _request_id(scope: Scope) -> str:
    """As `server.api.request_log.RequestIds` has it."""
    for name, value in scope["headers"]:
        if name == REQUEST_ID and is_sane(shown := value.decode("latin-1")):
            return str(shown)
    return uuid4().hex
