"""``GET /ws``: who may open a socket, and the connections that are open."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

from starlette.types import Receive, Scope, Send

from schemas.close_codes import CloseCode
from schemas.server_frames import PROTOCOL
from server.access.addresses import caller_address, counted_as
from server.access.limits import ConnectionCount
from server.access.origins import is_allowed
from server.gateway.connection import Connection, House, Wire
from server.gateway.counting import Turned
from server.gateway.protocol import END
from server.push.reader import Reader


class Gateway:
    """An ASGI application for the one WebSocket path."""

    def __init__(
        self,
        house: House,
        new_reader: Callable[[], Reader],
        allowed_origins: frozenset[str],
        count: ConnectionCount,
    ) -> None:
        self._house = house
        self._new_reader = new_reader
        self._allowed_origins = allowed_origins
        self._count = count
        self._is_draining = False
        self.connections: dict[str, Connection] = {}
        self._all_closed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket, from its handshake to its end."""
        await receive()  # websocket.connect
        counted = counted_as(scope)
        if not self._is_served(scope):
            self._house.counts.turned(Turned.ORIGIN)
            await _reject(scope, send, 403)
        elif self._is_draining:
            self._house.counts.turned(Turned.DRAINING)
            await _reject(scope, send, 503)
        elif (offered := scope.get("subprotocols", [])) and PROTOCOL not in offered:
            self._house.counts.turned(Turned.SUBPROTOCOL)
            await send({"type": "websocket.accept"})
            await _close(send, CloseCode.UNSUPPORTED_PROTOCOL, f"offer {PROTOCOL}")
        elif not self._count.enter(counted):
            self._house.counts.turned(Turned.TOO_MANY_CONNECTIONS)
            await send({"type": "websocket.accept", "subprotocol": PROTOCOL if offered else None})
            await _close(send, CloseCode.TOO_MANY_CONNECTIONS, "too many connections from this address")
        else:
            try:
                await send({"type": "websocket.accept", "subprotocol": PROTOCOL if offered else None})
                end = scope["extensions"].get(END, _no_end)
                await self._serve(Wire(receive, send, end, caller_address(scope), scope["headers"]))
            finally:
                self._count.leave(counted)

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

    async def _serve(self, wire: Wire) -> None:
        connection = Connection(wire, self._new_reader(), self._house)
        self.connections[connection.id] = connection
        try:
            await connection.run()
        finally:
            del self.connections[connection.id]
            if not self.connections:
                self._all_closed.set()

    def _is_served(self, scope: Scope) -> bool:
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        port = scope["server"][1] if scope.get("server") else None
        if not origins:
            return True
        return len(origins) == 1 and is_allowed(origins[0], self._allowed_origins, port)


def _no_end(code: int, reason: str) -> None:
    """Other servers than ours have no way to end a socket that is not read."""


async def _reject(scope: Scope, send: Send, status: int) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "websocket.http.response.start", "status": status, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b""})


async def _close(send: Send, code: CloseCode, reason: str) -> None:
    await send({"type": "websocket.close", "code": int(code), "reason": reason})
