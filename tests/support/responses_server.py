"""A vendor of models on loopback: Responses and Chat Completions, streamed, over real HTTP, as it is scripted.

    async with responses_server() as vendor:
        vendor.script(Turned(429, headers={"retry-after": "0.01"}), Written('{"blocks": []}'))
        ...                              # the client under test, with ``vendor.base_url``
        assert vendor.received[0].body["store"] is False

Each request takes the next answer of the script, or what `brain` makes of the request; one that finds neither is a
fault of the test, and gets status 599. A schema that strict mode does not take gets status 400, whatever the script
says. The answers are in `tests.support.vendor_answers`: streams with every ending, statuses, silence. Gates in them
hold a stream where the test wants it; nothing here waits for a time, but for a `Pace`, which measurements have.
"""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import uvicorn
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from schemas.model import JsonObject
from tests.support.chat_frames import ChatStream
from tests.support.responses_frames import Frame, ResponsesStream
from tests.support.strict_schema import fault_of_request
from tests.support.vendor_answers import Answer, Ending, Gate, Silent, Turned, Written
from tests.support.waiting import wait_until

STREAMS: dict[str, Callable[[Written, JsonObject], ResponsesStream | ChatStream]] = {
    "/v1/responses": ResponsesStream,
    "/v1/chat/completions": ChatStream,
}
CHAT_END = b"data: [DONE]\n\n"


@dataclass(slots=True)
class Received:
    """A request, as it came.

    Attributes:
        written_chars: of the answer's text, that were sent.
        is_answered: all of the answer was sent, as the script has it.
        is_cut: the script had the connection broken.
        has_hung_up: the client went away before.
        hang_up: breaks the connection, from this side.
    """

    path: str
    headers: Headers
    body: JsonObject
    hang_up: Callable[[], None] = field(repr=False)
    written_chars: int = 0
    is_answered: bool = False
    is_cut: bool = False
    has_hung_up: bool = False
    gone: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def instructions(self) -> str:
        """What the model is told to do, whichever API says it."""
        return str(self.body["instructions"] if "instructions" in self.body else self.body["messages"][0]["content"])

    @property
    def input(self) -> str:
        """What it is to do it with."""
        return str(self.body["input"] if "input" in self.body else self.body["messages"][1]["content"])


class ResponsesServer:
    """The vendor under script.

    Attributes:
        received: all requests, in order of arrival.
        most_at_once: requests that were being answered at the same time.
        brain: answers requests that the script does not.
    """

    def __init__(self) -> None:
        self.port = 0
        self.received: list[Received] = []
        self.most_at_once = 0
        self.brain: Callable[[Received], Answer | None] = lambda _: None
        self._script: deque[Answer] = deque()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def open(self) -> int:
        """Requests that are being answered."""
        return sum(not (each.is_answered or each.gone.is_set()) for each in self.received)

    def script(self, *answers: Answer) -> None:
        """Answer the next requests so, in this order."""
        self._script.extend(answers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        request = Received(scope["path"], Headers(scope=scope), json.loads(body), scope["state"]["hang_up"])
        self.received.append(request)
        self.most_at_once = max(self.most_at_once, self.open)
        answer = self._script.popleft() if self._script else self.brain(request)
        if answer is None or request.path not in STREAMS:
            answer = Turned(599, message=f"the script has no answer for {request.path}")
        watch = asyncio.create_task(_watch(request, receive), name="client-watch")
        try:
            await self._answer(self._checked(answer, request), request, send)
        finally:
            watch.cancel()
            request.has_hung_up = request.gone.is_set() and not request.is_answered and not request.is_cut
            request.gone.set()

    def _checked(self, answer: Answer, request: Received) -> Answer:
        """A schema that is not strict is turned away, as the real API does."""
        fault = fault_of_request(request.body)
        if fault is None or not isinstance(answer, Written):
            return answer
        return Turned(400, code="invalid_json_schema", message=fault, param="text.format.schema")

    async def _answer(self, answer: Answer, request: Received, send: Send) -> None:
        match answer:
            case Written():
                await _stream(answer, request, send)
            case Turned():
                await _turn_away(answer, send)
                request.is_answered = True
            case Silent(is_cut=True):
                await _cut(request)
            case Silent():
                await request.gone.wait()


def obeying(command: str, obey: Callable[[Received], str], otherwise: Answer) -> Callable[[Received], Answer]:
    """A `brain` that falls for an instruction among what a user said: it writes whatever ``obey`` makes of it."""
    return lambda request: Written(obey(request)) if command in request.input else otherwise


async def _body(receive: Receive) -> bytes:
    body, is_more = b"", True
    while is_more:
        message = await receive()
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
    return body


async def _watch(request: Received, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    request.gone.set()


async def _stream(answer: Written, request: Received, send: Send) -> None:
    begun_s = asyncio.get_running_loop().time()
    await send(_start(200, {"content-type": "text/event-stream", "x-request-id": "req_1"}))
    for frame in STREAMS[request.path](answer, request.body).frames():
        if frame.span is not None and frame.span[0] in answer.gates:
            await _pass(answer.gates[frame.span[0]], request)
        if frame.span is not None and answer.pace is not None:
            await _wait(begun_s + answer.pace.due_s(frame.span[1]), request)
        if request.gone.is_set():
            return
        await send(_piece(_sse(frame)))
        if frame.span is not None:
            request.written_chars = frame.span[1]
    await _end(answer, request, send)


async def _end(answer: Written, request: Received, send: Send) -> None:
    last = CHAT_END if request.path == "/v1/chat/completions" else b""
    match answer:
        case Written(ending=Ending.CUT) | Written(breaks_after=True):
            return await _cut(request)
        case Written(ending=Ending.STALLED) | Written(stalls_after=True):
            await request.gone.wait()
            return None
        case Written(ending=Ending.GARBLED):
            last = f"data: {answer.garbage}\n\n".encode()
        case Written(ending=Ending.UNFINISHED):
            last = b""
    request.is_answered = True
    await send({"type": "http.response.body", "body": last, "more_body": False})
    return None


async def _cut(request: Received) -> None:
    request.is_cut = True
    request.hang_up()
    await request.gone.wait()


async def _pass(gate: Gate, request: Received) -> None:
    gate.reached.set()
    waits = [asyncio.create_task(gate.opened.wait()), asyncio.create_task(request.gone.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _wait(until_s: float, request: Received) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(until_s):
            await request.gone.wait()


async def _turn_away(answer: Turned, send: Send) -> None:
    error = {"message": answer.message, "type": answer.kind, "param": answer.param, "code": answer.code}
    body = json.dumps({"error": error}).encode() if answer.body is None else answer.body
    await send(_start(answer.status, {"content-type": "application/json", **answer.headers}))
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _start(status: int, headers: dict[str, str]) -> Message:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": pairs}


def _piece(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}


def _sse(frame: Frame) -> bytes:
    name = f"event: {frame.event['type']}\n" if "type" in frame.event else ""
    return f"{name}data: {json.dumps(frame.event)}\n\n".encode()


class _Http(HttpToolsProtocol):
    """Uvicorn's own, with a way for the application to break the connection behind what it has sent."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["hang_up"] = self.transport.close


@contextlib.asynccontextmanager
async def responses_server() -> AsyncIterator[ResponsesServer]:
    """A vendor on a free port, until the block ends."""
    vendor = ResponsesServer()
    config = uvicorn.Config(vendor, log_config=None, lifespan="off", proxy_headers=False)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    # Not by `uvicorn.Server`, which looks ten times a second whether it is to end: a test would last that long.
    listening = await loop.create_server(lambda: _Http(config, state, {}), "127.0.0.1", 0)
    vendor.port = listening.sockets[0].getsockname()[1]
    try:
        yield vendor
    finally:
        listening.close()
        for request in vendor.received:
            request.gone.set()
        await asyncio.gather(*state.tasks)
        for connection in list(state.connections):
            connection.shutdown()
        await wait_until(lambda: not state.connections, "the vendor's connections are closed")
