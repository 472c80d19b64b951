"""The id of each request, one line at the end of it, and the answer to one whose handler crashed."""

from time import monotonic
from typing import Final

import structlog
from asgi_correlation_id import CorrelationIdMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.errors import ErrorCode
from server.jobs.refusal import Refused
from server.problem_documents import problem
from server.request_ids import is_sane

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_BAD_STATUS: Final = 400

CRASHED: Final = Refused(ErrorCode.INTERNAL, "The server failed at this.")


class RequestIds(CorrelationIdMiddleware):
    """ASGI middleware: a request has the id that it came with, if that may stand in a log, or one of ours."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, validator=is_sane)

    def __post_init__(self) -> None:
        """Without what the package would import of Sentry's and tell it, where that is installed."""
        self.sentry_extension = _to_nobody


def _to_nobody(_request_id: str) -> None:
    pass


class RequestLog:
    """ASGI middleware: what changes something and what goes wrong is told, what only reads is told at debug.

    Addresses are told as their routes: who asks may have put anything into them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = structlog.get_logger("repcast.api")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun_s = monotonic()
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:  # noqa: BLE001 - one request's failure is logged and answered; the server goes on
            self._log.exception("request_crashed", method=scope["method"], route=route_of(scope))
            if not status:  # else the answer has begun, and its end is missing: the connection is cut
                await problem(CRASHED)(scope, receive, noting)
        is_worth_it = scope["method"] not in READING or status >= FIRST_BAD_STATUS
        say = self._log.info if is_worth_it else self._log.debug
        seconds = round(monotonic() - begun_s, 3)
        say("request_ended", method=scope["method"], route=route_of(scope), status=status, seconds=seconds)


def route_of(scope: Scope) -> str | None:
    """The address as its route has it, without what was put into it; None: it leads nowhere, or to a file."""
    route: str | None = getattr(scope.get("route"), "path", None)
    return route
