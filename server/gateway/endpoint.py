"""``GET /ws``: who may open a socket, and the connections that are open."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic

from starlette.types import Receive, Scope, Send

from schemas.close_codes import CloseCode
from schemas.codec import encode
from schemas.errors import ErrorCode
from schemas.server_frames import PROTOCOL
from server.access.addresses import caller_address, counted_as
from server.access.bearer import is_bearing
from server.access.callers import name_of
from server.access.identity import NOBODY, Identity
from server.access.origins import foreign
from server.gateway.connection import Connection
from server.gateway.counting import Turned
from server.gateway.house import Guest, House
from server.gateway.protocol import END, RECEIVE, SEND, WRITE
from server.gateway.refusing import error_frame, verdict
from server.gateway.writing import Wire
from server.jobs.refusal import Refused, draining
from server.problem_documents import problem
from server.push.reader import Reader
from server.storage.transaction import StorageUnavailable

TOO_MUCH = frozenset({CloseCode.RATE_LIMITED, CloseCode.PROTOCOL_ERROR, CloseCode.MESSAGE_TOO_BIG})
"""How sockets end of those who would go on with a new one: what each may send begins anew with it."""


class TurnedAway(Exception):
    """A handshake is answered as a request is refused."""

    def __init__(self, why: Turned, refused: Refused) -> None:
        super().__init__(why)
        self.why = why
        self.refused = refused


class Gateway:
    """An ASGI application for the one WebSocket path."""

    def __init__(
        self,
        house: House,
        new_reader: Callable[[], Reader],
        allowed_origins: frozenset[str],
    ) -> None:
        self._house = house
        self._new_reader = new_reader
        self._allowed_origins = allowed_origins
        self._is_draining = False
        self.connections: dict[str, Connection] = {}
        self._all_closed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket, from its handshake to its end."""
        await receive()  # websocket.connect
        counted = counted_as(scope)
        try:
            known = await self._admitted(counted, scope)
        except TurnedAway as turned:
            self._house.counts.turned(turned.why)
            await _turn_away(scope, receive, send, turned.refused)
            return
        begun_s = monotonic()
        try:
            await self._receive_guest(known, counted, scope, receive, send)
        finally:
            self._house.gatekeeper.haste.socket_ended(name_of(known, counted), monotonic() - begun_s)

    @property
    def queued_frames(self) -> int:
        """What waits to be written to all sockets."""
        return sum(connection.queued_frames for connection in self.connections.values())

    async def drain(self, reconnect_within_s: float) -> None:
        """Take no new socket; tell the open ones that the server is going down."""
        self._is_draining = True
        for connection in list(self.connections.values()):
            connection.announce_drain(reconnect_within_s)

    async def close_all(self, within_s: float) -> None:
        """Close every socket once its queue is written, spread out so that not all come back at once."""
        ids = list(self.connections)
        random.shuffle(ids)
        batch = max(1, len(ids) // 20)
        for start in range(0, len(ids), batch):
            for connection_id in ids[start : start + batch]:
                if connection_id in self.connections:
                    self.connections[connection_id].close(CloseCode.DRAINING, "the server is going down")
            await asyncio.sleep(min(0.02, within_s / 40))
        if self.connections:
            self._all_closed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(within_s / 2):
                    await self._all_closed.wait()

    async def _admitted(self, counted: str, scope: Scope) -> Identity | None:
        """For whom a handshake was counted; None: for its address.

        Raises:
            TurnedAway: it does not become a socket.
        """
        if reason := foreign(scope, self._allowed_origins):
            raise TurnedAway(Turned.ORIGIN, Refused(ErrorCode.FORBIDDEN, reason))
        try:
            known = await self._house.gatekeeper.handshake(counted, partial(self._shown, counted, scope))
        except Refused as refused:
            raise TurnedAway(Turned.RATE_LIMITED, refused) from None
        if self._is_draining:  # be it only since they wait
            raise TurnedAway(Turned.DRAINING, draining())
        return known

    async def _receive_guest(
        self, known: Identity | None, counted: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        offered = scope.get("subprotocols", [])
        if offered and PROTOCOL not in offered:
            self._house.counts.turned(Turned.SUBPROTOCOL)
            await send({"type": "websocket.accept"})
            await _close(send, CloseCode.UNSUPPORTED_PROTOCOL, f"offer {PROTOCOL}")
            return
        accept = {"type": "websocket.accept", "subprotocol": PROTOCOL if offered else None}
        try:
            place = await self._house.gatekeeper.socket_from(counted)
        except Refused as refused:
            self._house.counts.turned(Turned.TOO_MANY_CONNECTIONS)
            await send(accept)
            await send({"type": "websocket.send", "text": encode(error_frame(None, refused))})
            await _close(send, verdict(refused), refused.message)
            return
        guest = Guest(caller_address(scope), counted, scope["headers"])
        extensions = scope["extensions"]
        wire = Wire(
            extensions.get(RECEIVE, receive),
            extensions.get(SEND, send),
            extensions.get(END, _no_end),
            extensions.get(WRITE),
        )
        connection = Connection(wire, guest, self._new_reader(), self._house)
        del guest, extensions  # else they are kept as long as the socket
        try:
            await send(accept)
            self.connections[connection.id] = connection
            code = await connection.run()
        finally:
            place.leave()
            if self.connections.pop(connection.id, None) is not None and not self.connections:
                self._all_closed.set()
        if code in TOO_MUCH and not connection.was_turned_away:
            greeted = connection.caller.identity
            await self._house.gatekeeper.flooded(known if greeted is NOBODY else greeted, counted)

    async def _shown(self, counted: str, scope: Scope) -> Identity | None:
        """Whose a handshake is, by its headers alone; None: they show nothing that is good, and are not told why."""
        try:
            async with self._house.gatekeeper.login(counted, is_shown=is_bearing(scope["headers"])):
                return await self._house.greeter.identify(None, scope["headers"], caller_address(scope))
        except (Refused, StorageUnavailable):
            return None


def _no_end(code: int, reason: str) -> None:
    """Other servers than ours have no way to end a socket that is not read."""


async def _turn_away(scope: Scope, receive: Receive, send: Send, refused: Refused) -> None:
    """As a request is refused, where the server can say that in the place of a socket."""
    if "websocket.http.response" in scope.get("extensions", {}):
        await problem(refused)(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1008})


async def _close(send: Send, code: CloseCode, reason: str) -> None:
    await send({"type": "websocket.close", "code": int(code), "reason": reason})
