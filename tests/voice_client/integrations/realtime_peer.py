"""The far end of a realtime session, on loopback: it keeps the conversation, and answers as a test has it.

As much of the Realtime API as the adapter and its framework use: items, one response at a time, what the server hears
of the user. Each ``response.create`` is answered by `brain`; so is a user who stops speaking. An answer begins while
`begins` is set, and goes on while `goes_on` is.
"""

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from websockets.asyncio.server import ServerConnection, serve

from schemas.model import JsonObject


@dataclass(frozen=True, slots=True)
class Call:
    """An answer that calls a tool."""

    name: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words, with so much sound (PCM)."""

    text: str
    sound: bytes = b""


Answer = Call | Said
Brain = Callable[[list[JsonObject], JsonObject], Answer]
"""From the items of the conversation and the ``response`` of the request."""


@dataclass(slots=True)
class RealtimePeer:
    """One session.

    Attributes:
        items: of the conversation, as they came.
        asked: the ``response`` of each request for one; empty for an answer to speech.
        answers: what was answered to its end.
        overlaps: requests that came while an answer was under way.
        has_begun: the answer that was asked for last.
    """

    brain: Brain
    port: int = 0
    items: list[JsonObject] = field(default_factory=list)
    asked: list[JsonObject] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    overlaps: int = 0
    cancelled: int = 0
    has_begun: bool = False
    begins: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    _peer: ServerConnection | None = None
    _answering: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v1/realtime"

    async def hear_the_user(self) -> None:
        """They begin to speak, over whatever is answered."""
        await self._send("input_audio_buffer.speech_started", audio_start_ms=0, item_id="speech")
        if self._is_answering and self.has_begun and self._answering is not None:
            self._answering.cancel()

    async def hear_silence(self) -> None:
        """They stop, and are answered."""
        await self._send("input_audio_buffer.speech_stopped", audio_end_ms=0, item_id="speech")
        self.items.append({"type": "message", "role": "user", "content": [{"type": "input_audio"}]})
        self._answer({})

    async def round_trip(self) -> None:
        """What the other end was about to send is here."""
        assert self._peer is not None
        await (await self._peer.ping())

    async def hang_up(self) -> None:
        """The session is over."""
        assert self._peer is not None
        await self._peer.close()

    async def serve(self, peer: ServerConnection) -> None:
        self._peer = peer
        async for message in peer:
            frame = json.loads(message)
            match frame["type"]:
                case "conversation.item.create":
                    self.items.append(frame["item"])
                case "response.create" if self._is_answering:
                    self.overlaps += 1
                case "response.create":
                    self._answer(frame.get("response") or {})
                case "response.cancel" if self._answering is not None:
                    self.cancelled += 1
                    self._answering.cancel()

    async def close(self) -> None:
        if self._answering is not None:
            self._answering.cancel()
            await asyncio.wait([self._answering])

    @property
    def _is_answering(self) -> bool:
        return self._answering is not None and not self._answering.done()

    def _answer(self, asked: JsonObject) -> None:
        self.asked.append(asked)
        self.has_begun = False
        self._answering = asyncio.create_task(self._respond(f"answer_{len(self.asked)}", asked), name="answer")

    async def _respond(self, name: str, asked: JsonObject) -> None:
        status = "cancelled"
        await self.begins.wait()
        self.has_begun = True
        await self._send("response.created", response=_response(name, "in_progress"))
        try:
            await self.goes_on.wait()
            answer = self.brain(self.items, asked)
            await self._give(name, answer)
            status = "completed"
            self.answers.append(answer)
        finally:
            await self._send("response.done", response=_response(name, status))

    async def _give(self, name: str, answer: Answer) -> None:
        place = {"response_id": name, "item_id": f"item_of_{name}", "output_index": 0, "content_index": 0}
        match answer:
            case Call(tool, arguments):
                item = {
                    "id": place["item_id"],
                    "type": "function_call",
                    "status": "completed",
                    "call_id": f"call_of_{name}",
                    "name": tool,
                    "arguments": json.dumps(arguments),
                }
                self.items.append(item)
                await self._send("response.output_item.done", response_id=name, output_index=0, item=item)
            case Said(text, sound):
                if sound:
                    await self._send("response.output_audio.delta", **place, delta=base64.b64encode(sound).decode())
                await self._send("response.output_text.delta", **place, delta=text)
                self.items.append({"type": "message", "role": "assistant", "content": [{"text": text}]})

    async def _send(self, kind: str, **fields: object) -> None:
        assert self._peer is not None
        await self._peer.send(json.dumps({"type": kind, "event_id": "event", **fields}))


def _response(name: str, status: str) -> JsonObject:
    return {"object": "realtime.response", "id": name, "status": status, "output": []}


@contextlib.asynccontextmanager
async def realtime_peer(brain: Brain) -> AsyncIterator[RealtimePeer]:
    """A peer on a free port, until the block ends."""
    peer = RealtimePeer(brain)
    peer.begins.set()
    peer.goes_on.set()
    async with serve(peer.serve, "127.0.0.1", 0) as server:
        peer.port = next(iter(server.sockets)).getsockname()[1]
        try:
            yield peer
        finally:
            await peer.close()
