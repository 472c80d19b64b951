"""Refuses what pages of other origins send: a browser speaks to loopback for any page, without asking first."""

from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.errors import ErrorCode
from server.access.addresses import caller_address
from server.access.identity import is_loopback
from server.access.origins import is_allowed, is_own_host
from server.api.problems import problem
from server.jobs.refusal import Refused


class OriginGuard:
    """ASGI middleware for HTTP; the gateway looks at the origins of sockets itself."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
            port = scope["server"][1] if scope.get("server") else None
            if any(not is_allowed(origin, self._allowed, port) for origin in origins):
                refusal = Refused(ErrorCode.FORBIDDEN, "Pages of this origin are not served here.")
                await problem(refusal)(scope, receive, send)
                return
            if not self._is_meant(scope):
                refusal = Refused(ErrorCode.FORBIDDEN, "This server is not known by that name.")
                await problem(refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_meant(self, scope: Scope) -> bool:
        """Who comes from this machine is trusted, so what brought them here must be one of its names."""
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        return not is_loopback(caller_address(scope)) or all(is_own_host(host, self._allowed) for host in hosts)
