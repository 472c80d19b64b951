"""Refuses what pages of other origins send: a browser speaks to loopback for any page, without asking first."""

from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.errors import ErrorCode
from server.access.origins import foreign
from server.jobs.refusal import Refused
from server.problem_documents import problem


class OriginGuard:
    """ASGI middleware for HTTP; the gateway looks at the origins of sockets itself."""

    def __init__(self, app: ASGIApp, allowed: frozenset[str]) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (reason := foreign(scope, self._allowed)):
            await problem(Refused(ErrorCode.FORBIDDEN, reason))(scope, receive, send)
            return
        await self._app(scope, receive, send)
