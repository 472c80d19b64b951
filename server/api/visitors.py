"""Who comes by HTTP: found out once for each request, and let on in turn where they come too often."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from server.access.addresses import caller_address, counted_as
from server.access.bearer import bearer_of
from server.access.doorkeeper import Doorkeeper
from server.access.identity import Identity
from server.access.quotas import Gatekeeper
from server.jobs.refusal import Refused
from server.problem_documents import problem
from server.storage.transaction import StorageUnavailable

KNOWN: Final = "repcast.known"
"""In the scope of a request: the `Identity` of who comes; None: they show nothing that is good."""


class Visitors:
    """ASGI middleware. Where it costs something to be wrong, and why one is refused, the routes say."""

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper, gatekeeper: Gatekeeper) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._gatekeeper = gatekeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            known = scope[KNOWN] = await self._known(scope)
            try:
                await self._gatekeeper.look(known, counted_as(scope))
            except Refused as refused:
                await problem(refused)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _known(self, scope: Scope) -> Identity | None:
        try:
            return await self._doorkeeper.identify(bearer_of(scope["headers"]), caller_address(scope))
        except (Refused, StorageUnavailable):
            return None
