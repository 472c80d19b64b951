"""The Realtime API of the models' vendor on loopback, for an unpatched ``AsyncOpenAI(base_url=…)``.

    async with realtime_server(Script(Rule("hello", Say("Hello!")))) as vendor:
        client = AsyncOpenAI(base_url=vendor.base_url, api_key="none")
        async with client.realtime.connect(model="gpt-realtime-2") as connection:
            ...
        assert vendor.received("response.create")

What it holds to, as the real one does:

- Every frame it sends is one that the openai package's own models take; every frame it gets, too, or it answers with
  an ``error`` (`realtime_frames`). Its session, items, responses are in `realtime_session` and `realtime_response`.
- One response at a time: a second ``response.create`` meets ``conversation_already_has_active_response`` with the
  ``event_id`` of the frame. A cancellation of nothing meets ``response_cancel_not_active``, an output of an unknown
  call ``invalid_tool_call_id``, a truncation to more than was made, or to nothing, an error.
- Energy in the PCM that is appended begins and ends a user's turn, in the time of the audio (`realtime_vad`);
  ``create_response`` and ``interrupt_response`` are honoured. Speech carries its own words (`spoken_audio`).
- Audio comes faster than it plays, unless `pace` says otherwise. Text mode is there.
- The model is a `realtime_script.Script`.

What a test can do to it: ``latency_s`` delays each frame, either way; while ``may_tell`` is cleared, what it says stays
on the line; ``pace.may_end`` holds responses active;
`expire` ends all sessions as their cap does, `cut` breaks their sockets, ``is_refusing`` turns new ones away with 503,
``is_locked`` with 401; ``sessions[-1].respond({})`` begins a response that nobody asked for, ``.fail(code)`` fails one,
``.conflicts`` makes some meet another that is over.

`received` and `sent` are in the order in which the server handled them. No † of the design's notes was seen on the
real API: the codes of errors come from other projects' threads.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from schemas.model import JsonObject
from tests.support.realtime_response import Pace
from tests.support.realtime_script import Prompt, Reply
from tests.support.realtime_session import FakeSession, Model, Refused
from tests.support.spoken_audio import words

EXPIRED = "Your session hit the maximum duration of 60 minutes."


@dataclass(slots=True)
class RealtimeServer:
    """The vendor.

    Attributes:
        latency_s: of each frame, one way.
        transcribe: what it understands of a turn's audio.
        sessions: all there were, oldest first.
        models: the model that each was asked for.
        frames_received: of all sessions, as they were handled.
        frames_sent: likewise.
    """

    model: Model
    latency_s: float = 0.0
    pace: Pace = field(default_factory=Pace)
    transcribe: Callable[[bytes], str] = words
    port: int = 0
    may_tell: asyncio.Event = field(default_factory=asyncio.Event)
    is_refusing: bool = False
    is_locked: bool = False
    sessions: list[FakeSession] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    frames_received: list[JsonObject] = field(default_factory=list)
    frames_sent: list[JsonObject] = field(default_factory=list)
    sent_at_s: list[float] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    _open: "dict[ServerConnection, tuple[FakeSession, _Line]]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.may_tell.set()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def received(self, kind: str) -> list[JsonObject]:
        """All frames of a type that clients sent."""
        return [frame for frame in self.frames_received if frame["type"] == kind]

    def sent(self, kind: str) -> list[JsonObject]:
        """All frames of a type that clients were sent."""
        return [frame for frame in self.frames_sent if frame["type"] == kind]

    def timed(self, kind: str) -> list[tuple[float, JsonObject]]:
        """`sent`, each with its time by the loop's clock."""
        times = zip(self.sent_at_s, self.frames_sent, strict=True)
        return [(at_s, frame) for at_s, frame in times if frame["type"] == kind]

    def outputs(self) -> list[str]:
        """The call of each output that clients sent."""
        items = [frame["item"] for frame in self.received("conversation.item.create")]
        return [item["call_id"] for item in items if item["type"] == "function_call_output"]

    async def expire(self) -> None:
        """The sessions have lasted for too long: an error, then close code 1001."""
        for socket, (session, line) in list(self._open.items()):
            session.refuse(Refused("session_expired", EXPIRED))
            await line.delivered()
            await socket.close(1001, EXPIRED)

    def cut(self) -> None:
        """Break every connection, without a word."""
        for socket in self._open:
            socket.transport.abort()

    async def serve(self, socket: ServerConnection) -> None:
        """One connection."""
        assert socket.request is not None
        self.models += parse_qs(urlsplit(socket.request.path).query).get("model", [])

        def transmit(frame: JsonObject) -> None:
            self.frames_sent.append(frame)
            self.sent_at_s.append(asyncio.get_running_loop().time())
            down.put(json.dumps(frame))

        async def take(text: str) -> None:
            frame = json.loads(text)
            self.frames_received.append(frame)
            session.receive(frame)

        async def tell(text: str) -> None:
            await self.may_tell.wait()
            await socket.send(text)

        down, up = _Line(self, tell), _Line(self, take)
        session = FakeSession(self._think, self.pace, transmit, self.transcribe)
        self.sessions.append(session)
        self._open[socket] = (session, down)
        lines = [asyncio.create_task(line.run(), name="fake-line") for line in (down, up)]
        try:
            session.open()
            async for message in socket:
                up.put(message if isinstance(message, str) else message.decode())
        except ConnectionClosed:
            pass  # as clients do
        finally:
            del self._open[socket]
            for task in lines:
                task.cancel()
            ends = await asyncio.gather(*lines, session.close(), return_exceptions=True)
            self.faults += [end for end in ends if isinstance(end, AssertionError | LookupError | TypeError)]

    def _think(self, prompt: Prompt) -> Reply:
        return self.model(prompt)

    def admit(self, socket: ServerConnection, request: Request) -> Response | None:
        """Whoever has no key, or comes while the vendor refuses, gets no socket."""
        if self.is_refusing:
            return Response(503, "Service Unavailable", Headers())
        if self.is_locked or not request.headers.get("authorization", "").startswith("Bearer "):
            return Response(401, "Unauthorized", Headers())
        return None if urlsplit(request.path).path == "/v1/realtime" else Response(404, "Not Found", Headers())


class _Line:
    """Frames one way, each as late as the server's latency says, in order."""

    def __init__(self, server: RealtimeServer, deliver: Callable[[str], Awaitable[None]]) -> None:
        self._server = server
        self._deliver = deliver
        self._frames: asyncio.Queue[tuple[float, str]] = asyncio.Queue()

    def put(self, text: str) -> None:
        self._frames.put_nowait((asyncio.get_running_loop().time() + self._server.latency_s, text))

    async def run(self) -> None:
        while True:
            due_s, text = await self._frames.get()
            await asyncio.sleep(max(0.0, due_s - asyncio.get_running_loop().time()))
            await self._deliver(text)
            self._frames.task_done()

    async def delivered(self) -> None:
        await self._frames.join()


@contextlib.asynccontextmanager
async def realtime_server(
    model: Model, *, latency_s: float = 0.0, pace: Pace | None = None
) -> AsyncIterator[RealtimeServer]:
    """A vendor on a free port, until the block ends.

    Raises:
        AssertionError: the fake itself did what the API would not do.
    """
    vendor = RealtimeServer(model, latency_s, pace or Pace())
    async with serve(vendor.serve, "127.0.0.1", 0, process_request=vendor.admit, close_timeout=1) as listening:
        vendor.port = next(iter(listening.sockets)).getsockname()[1]
        yield vendor
    assert not vendor.faults, vendor.faults
