"""A client that hides nothing: it sends what it is told, and keeps every frame that comes, checked by the document."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from schemas.model import JsonObject
from tests.support.asyncapi_schema import check_client_frame, check_server_frame

PATIENCE_S = 60.0


class RawClient:
    """One socket. Requests are numbered; frames are kept in ``frames`` in the order in which they came."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[JsonObject] = []
        self._logs: dict[str, list[JsonObject]] = {}
        self._count = 0

    async def send(self, type_: str, **fields: Any) -> str:
        """Send a valid request; returns its id."""
        self._count += 1
        frame = {"type": type_, "id": f"r{self._count}", **fields}
        check_client_frame(frame)
        await self.socket.send(json.dumps(frame))
        return str(frame["id"])

    async def send_text(self, text: str | bytes) -> None:
        """Send anything at all."""
        await self.socket.send(text)

    async def next(self) -> JsonObject:
        """The next frame."""
        async with asyncio.timeout(PATIENCE_S):
            text = await self.socket.recv()
        frame: JsonObject = json.loads(text)
        check_server_frame(frame)
        self.frames.append(frame)
        if "job_id" in frame and "attempt" in frame:
            self._logs.setdefault(frame["job_id"], []).append(frame)
        return frame

    async def until(self, type_: str, **fields: Any) -> JsonObject:
        """The next frame of a type with these fields; others before it are passed over, but kept."""
        while True:
            frame = await self.next()
            if frame["type"] == type_ and all(frame.get(name) == value for name, value in fields.items()):
                return frame

    async def ask(self, type_: str, **fields: Any) -> JsonObject:
        """Send a request; returns its reply."""
        request_id = await self.send(type_, **fields)
        while True:
            frame = await self.next()
            if frame.get("id") == request_id:
                return frame

    async def to_the_end_of(self, job_id: str) -> list[JsonObject]:
        """All frames of a job that came on this socket, once its last one has."""
        final = {"job.completed", "job.failed", "job.cancelled"}
        while True:
            mine = self.log_of(job_id)
            if mine and mine[-1]["type"] in final:
                return mine
            await self.next()

    def log_of(self, job_id: str) -> list[JsonObject]:
        """The numbered frames of a job that have come."""
        return self._logs.get(job_id, [])

    async def closed(self) -> int:
        """The code that the server closes this socket with."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.next()
        assert self.socket.close_code is not None
        return self.socket.close_code


@contextlib.asynccontextmanager
async def raw_client(url: str, *, hello: bool = True, **options: Any) -> AsyncIterator[RawClient]:
    """A socket to ``url``, greeted unless ``hello`` is false."""
    fields = options.pop("greeting", {})
    # Without a bound on what waits unread here, a client that a test leaves alone does not stall its server.
    bounds = {"compression": None, "max_size": None, "max_queue": None}
    settings = {"subprotocols": [Subprotocol("repcast.v1")], **bounds, **options}
    async with connect(url, **settings) as socket:
        client = RawClient(socket)
        if hello:
            welcome = await client.ask("hello", **fields)
            assert welcome["type"] == "welcome", welcome
        yield client
