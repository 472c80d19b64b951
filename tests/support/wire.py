"""A socket without a network: the server's `Connection` at one end, a client's session at the other.

Frames from the server pass only when the client reads them, and what is on its way when the wire is cut is lost. So
slow readers and cuts are exact: a test says when.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from schemas.client_frames import ClientFrame
from schemas.codec import decode_server_frame, encode
from schemas.server_frames import FINAL_TYPES, JobAccepted, JobEvent, JobSubscribed, JobsWatched, ServerFrame, Welcome
from server.app import Server
from server.gateway.connection import Connection
from server.gateway.house import Guest
from server.gateway.writing import Message, Wire
from voice_client.effects import Ask, AskLater, Delivered, Effect, JobFrame
from voice_client.place import Place
from voice_client.session import ClientSession

WINDOW_FRAMES = 3
"""Frames that are on their way before the writer waits, as a kernel's buffer has it."""


class Pipe:
    """From the server to the client, by way of ASGI or straight: it is a `server.gateway.writing.Direct`, too."""

    def __init__(self) -> None:
        self.on_writable: Callable[[], None] | None = None
        self.closes: list[int] = []
        self._frames: deque[str] = deque()
        self._has_room = asyncio.Event()
        self._is_cut = False

    async def send(self, message: Message) -> None:
        while len(self._frames) >= WINDOW_FRAMES and not self._is_cut:
            self._has_room.clear()
            await self._has_room.wait()
        if self._is_cut:
            return
        if message["type"] == "websocket.send":
            self._frames.append(message["text"])
        else:
            self.closes.append(message["code"])

    @property
    def waiting(self) -> int:
        """Frames that are on their way."""
        return len(self._frames)

    @property
    def is_writable(self) -> bool:
        return self._is_cut or len(self._frames) < WINDOW_FRAMES

    def write(self, frames: bytes) -> None:
        if self._is_cut:
            raise ConnectionError("the wire is cut")
        self._frames.extend(texts_of(frames))

    def take(self) -> str | None:
        self._has_room.set()
        was_writable = self.is_writable
        taken = self._frames.popleft() if self._frames else None
        if self.is_writable and not was_writable and self.on_writable is not None:
            asyncio.get_running_loop().call_soon(self.on_writable)
        return taken

    def cut(self) -> None:
        self._is_cut = True
        self._frames.clear()
        self._has_room.set()
        if self.on_writable is not None:
            self.on_writable()


def texts_of(data: bytes) -> Iterator[str]:
    """What unmasked frames of text carry, each of which is whole."""
    while data:
        kind, length, begun = data[0], data[1], 2
        assert kind == 0x81
        if length > 125:
            begun = 4 if length == 126 else 10
            length = int.from_bytes(data[2:begun], "big")
        yield data[begun : begun + length].decode()
        data = data[begun + length :]


class Order:
    """What one connection may carry next of each job: the promise as it is on the wire, whoever reads it."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self._next: dict[str, int] = {}
        self._first_at_most: dict[str, int] = {}
        self._ended: set[str] = set()

    def saw(self, frame: ServerFrame) -> None:
        match frame:
            case Welcome():
                for resumed in frame.resumed:
                    self._begins(resumed)
            case JobSubscribed():
                self._begins(frame)
            case JobAccepted(job_id=job_id, seq=seq):
                self._is_known(job_id, seq)
            case JobsWatched():
                for job in frame.jobs:
                    self._is_known(job.job_id, job.seq + 1)
            case JobEvent(job_id=job_id, seq=seq):
                self._numbered(job_id, seq)
                if frame.type in FINAL_TYPES:
                    self._ended.add(job_id)

    def _begins(self, subscribed: JobSubscribed) -> None:
        after = subscribed.after if subscribed.recovered else subscribed.seq
        self._next[subscribed.job_id] = (after or 0) + 1
        self._first_at_most.pop(subscribed.job_id, None)

    def _is_known(self, job_id: str, seq: int) -> None:
        """Without a subscription of its own: frames up to ``seq`` may come once more, but none is left out."""
        if job_id not in self._next or job_id in self._ended:
            self._first_at_most[job_id] = seq

    def _numbered(self, job_id: str, seq: int) -> None:
        expected, most = self._next.get(job_id, 1), self._first_at_most.pop(job_id, None)
        if seq != expected if most is None else seq > most:
            self.violations.append(f"{job_id}: {seq} came in the place of {most or expected}")
        self._next[job_id] = seq + 1


class WiredClient:
    """One client over all its connections.

    Attributes:
        delivered: by job, the text of each frame that its user would see, in order.
        states: how often it was given a state in the place of frames.
        violations: where what came over a wire was out of order, in words.
    """

    def __init__(self, server: Server) -> None:
        self.session = ClientSession()
        self.delivered: dict[str, list[str]] = {}
        self.states = 0
        self.violations: list[str] = []
        self._places: dict[str, Place] = {}
        self._server = server
        self._hellos = 0
        self._is_welcome = False
        self._order = Order()
        self._reader = server.new_reader()
        self._pipe = Pipe()
        self._to_server: asyncio.Queue[Message] = asyncio.Queue()
        self._serving: asyncio.Task[int] | None = None

    @property
    def is_connected(self) -> bool:
        return self._serving is not None

    @property
    def waiting_frames(self) -> int:
        """What the server has queued for this client."""
        return len(self._reader.follower.outbox) if self.is_connected else 0

    def connect(self) -> None:
        """Open a wire and say hello, with every cursor that the session holds."""
        self._pipe, self._to_server, self._order = Pipe(), asyncio.Queue(), Order()
        self._hellos += 1
        direct = self._pipe if self._hellos % 2 else None  # both ways have to keep the promise
        wire = Wire(self._to_server.get, self._pipe.send, lambda *_: None, direct)
        self._reader = self._server.new_reader()
        guest = Guest(None, "local", ())
        connection = Connection(wire, guest, self._reader, self._server.gateway._house)
        self._serving = asyncio.create_task(connection.run())
        self._say(self.session.hello(f"hello-{self._hellos}"))

    def ask(self, request: ClientFrame) -> None:
        """Say something, once welcome; it is said again on the next connection for as long as it has no answer."""
        self.session.asked(request)
        if self._is_welcome:
            self._say(request)

    async def cut(self) -> None:
        """Nothing passes any more; what is on its way is lost."""
        if self._serving is not None:
            self.violations += self._order.violations
            self._pipe.cut()
            self._is_welcome = False
            self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})
            await self._serving
            self._serving = None

    def read(self, frames: int) -> int:
        """Take up to so many frames that are on their way; returns how many there were."""
        taken = 0
        while taken < frames and (text := self._pipe.take()) is not None:
            self._take(text)
            taken += 1
        return taken

    def _say(self, frame: ClientFrame) -> None:
        self._to_server.put_nowait({"type": "websocket.receive", "text": encode(frame)})

    def _take(self, text: str) -> None:
        frame = decode_server_frame(text)
        assert frame is not None
        self._order.saw(frame)
        self._carry_out(self.session.received(frame))
        if isinstance(frame, Welcome):
            self._is_welcome = True
            for request in self.session.again():
                self._say(request)

    def _carry_out(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            match effect:
                case Ask(request):
                    self._say(request)
                case AskLater(request, delay_s):
                    asyncio.get_running_loop().call_later(delay_s, self._say_if_wanted, request)
                case Delivered(job_id, _, frame):
                    self._deliver(job_id, frame)

    def _say_if_wanted(self, request: ClientFrame) -> None:
        if self._is_welcome and self.session.wants(request):
            self._say(request)

    def _deliver(self, job_id: str, frame: JobFrame) -> None:
        if not self._places.setdefault(job_id, Place()).takes(frame):
            return
        if isinstance(frame, JobSubscribed):
            self.states += 1
        else:
            self.delivered.setdefault(job_id, []).append(encode(frame))
