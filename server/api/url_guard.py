"""Refuses credentials in addresses: histories keep those, logs of proxies, and the ``Referer`` that pages send."""

import re
from typing import Final
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.errors import ErrorCode
from server.jobs.refusal import Refused
from server.problem_documents import problem
from server.redaction import is_credential

CREDENTIAL_NAME: Final = re.compile(
    r"(?i)^(\w*[_-])?(token|api[_-]?key|key|auth|authorization|bearer|jwt|secret|password)$"
)
WHERE: Final = {
    "http": "Send it as the header Authorization: Bearer …",
    "websocket": "Say it in hello.token, or send it as the header Authorization: Bearer …",
}


class UrlGuard:
    """ASGI middleware for requests and handshakes: a secret that came in an address is answered with why it may not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in WHERE or not (scope["query_string"] and _has_credential(scope["query_string"])):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await receive()  # websocket.connect
        why = "Credentials do not belong in an address: logs and histories keep those."
        sentence = f"{why} {WHERE[scope['type']]}"
        await problem(Refused(ErrorCode.BAD_FRAME, sentence))(scope, receive, send)


def _has_credential(query: bytes) -> bool:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return any(CREDENTIAL_NAME.match(name) or is_credential(value) for name, value in pairs)
