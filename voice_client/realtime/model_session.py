"""One socket to the model: configured, read in order, written without anybody waiting for it."""

import asyncio
import base64
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from schemas.model import JsonObject
from voice_client.realtime.audio.port import Hearing
from voice_client.realtime.errors import ModelRefused
from voice_client.realtime.options import Options, session_of
from voice_client.realtime.rules import FAULTS, Reaction

OPEN_TIMEOUT_S = 15.0
MAX_BLOCKS_WAITING = 100
"""2 to 4 s of audio: a socket that is further behind gets no more of it until it has caught up."""
NOT_ALLOWED = frozenset({401, 403})


class ModelSession:
    """The frames of one session, out and in."""

    def __init__(self, connection: AsyncRealtimeConnection) -> None:
        self._connection = connection
        self._waiting: deque[JsonObject] = deque()
        self._blocks = 0
        self._news = asyncio.Event()
        self._items: set[str] = set()

    def send(self, kind: str, **fields: object) -> None:
        """A frame goes out, behind those before it."""
        self._waiting.append({"type": kind, **fields})
        self._news.set()

    def hear(self, pcm: bytes) -> None:
        """What the microphone has heard goes out."""
        if self._blocks < MAX_BLOCKS_WAITING:
            self._blocks += 1
            self.send("input_audio_buffer.append", audio=base64.b64encode(pcm).decode())

    def knows(self, item_id: str) -> bool:
        """The item is in the conversation of this session, not of an earlier one."""
        return item_id in self._items

    async def run(self, receive: Callable[[Any], None]) -> None:
        """Hand over each event, until the socket closes. ``receive`` must not wait: the socket's pings would.

        Raises:
            ConnectionClosed: always, at the end.
        """
        writer = asyncio.create_task(self._write(), name="model-writer")
        try:
            while True:
                event = await self._connection.recv()
                if event.type == "conversation.item.added" and event.item.id is not None:
                    self._items.add(event.item.id)
                receive(event)
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def close(self) -> None:
        """Leave in order."""
        await self._connection.close()

    async def _write(self) -> None:
        while True:
            while self._waiting:
                frame = self._waiting.popleft()
                self._blocks -= frame["type"] == "input_audio_buffer.append"
                await self._connection.send(cast("Any", frame))
            self._news.clear()
            await self._news.wait()


@contextlib.asynccontextmanager
async def open_session(client: AsyncOpenAI, options: Options, hearing: Hearing | None) -> AsyncIterator[ModelSession]:
    """A session, configured, until the block ends. It does not connect again: a new one knows nothing.

    Raises:
        ModelRefused: no further try can help.
        OSError, TimeoutError, WebSocketException: another try may.
    """
    try:
        async with client.realtime.connect(model=options.model) as connection:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                await _expect(connection, "session.created")
                await connection.session.update(session=cast("Any", session_of(options, hearing)))
                await _expect(connection, "session.updated")
            yield ModelSession(connection)
    except InvalidStatus as refused:
        status = refused.response.status_code
        if status in NOT_ALLOWED:
            raise ModelRefused("invalid_api_key", f"the API answers {status}") from None
        raise
    except ConnectionClosed as closed:
        # The API closes with 3000 and a reason such as "invalid_request_error.invalid_api_key".
        reason = closed.rcvd.reason if closed.rcvd is not None else ""
        code = reason.rpartition(".")[2]
        if FAULTS.get(code) is Reaction.STOP:
            raise ModelRefused(code, reason) from None
        raise


async def _expect(connection: AsyncRealtimeConnection, kind: str) -> None:
    while True:
        event: Any = await connection.recv()
        if event.type == kind:
            return
        if event.type == "error" and event.error.type == "invalid_request_error":
            raise ModelRefused(event.error.code or event.error.type, event.error.message)
        if event.type == "error":
            raise ConnectionError(event.error.message)
