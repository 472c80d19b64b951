"""Sockets that submit jobs, each for a user of its own, as fast as they are answered."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter_ns, process_time
from typing import Final
from uuid import uuid4

from server.uncounted import uncounted
from tests.load.asking import AskingSocket, asking_socket
from tests.load.durable_servers import Serving
from tests.support.samples import program_request

SUBPROTOCOL: Final = "repcast.v1"
HELLO: Final = b'{"type":"hello","id":"0"}'
WELCOME: Final = b'{"type":"welcome"'
ACCEPTED: Final = b'{"type":"job.accepted"'
COMPLETED: Final = b'{"type":"job.completed"'
BAD: Final = (b'{"type":"error"', b'{"type":"job.failed"')

_HOLE: Final = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Submitting:
    """How a crowd submits.

    Attributes:
        ends: how the text begins that ends a submission, so that the next one is made.
        window: submissions of a socket that are under way at once.
        greets: whether a socket has to say hello.
    """

    sockets: int
    ends: bytes = ACCEPTED
    window: int = 1
    greets: bool = True


@dataclass(slots=True)
class Submitted:
    """What came of it in some seconds.

    Attributes:
        accepted_ns: from each submission to its acceptance.
        ended: submissions that did.
    """

    accepted_ns: list[int]
    ended: int = 0
    seconds: float = 0.0
    server_cpu_s: float = 0.0
    client_cpu_s: float = 0.0

    @property
    def per_s(self) -> float:
        return self.ended / self.seconds

    @property
    def per_cpu_s(self) -> float:
        return self.ended / self.server_cpu_s

    @property
    def client_share(self) -> float:
        return self.client_cpu_s / self.seconds


class Submitters:
    """A crowd that submits until it is closed."""

    def __init__(self, server: Serving, how: Submitting, also: Callable[[bytes], None]) -> None:
        self._server = server
        self._how = how
        self._also = also
        self._sockets: list[AskingSocket] = []
        self._begun_ns: dict[AskingSocket, deque[int]] = {}
        self._submission = _template()
        self._tally = Submitted([])
        self._welcomed = asyncio.Semaphore(0)
        self._accepted = asyncio.Event()
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def open(self) -> None:
        """Connect all sockets, greet, and begin.

        Raises:
            ConnectionError: a socket is not served.
        """
        how = self._how
        for _ in range(how.sockets):
            socket = await asking_socket(self._server.port, self._heard, SUBPROTOCOL if how.greets else None)
            self._sockets.append(socket)
            self._begun_ns[socket] = deque()
            if how.greets:
                socket.say(HELLO)
        for _ in range(how.sockets if how.greets else 0):
            await self._welcomed.acquire()
        for socket in self._sockets:
            for _ in range(how.window):
                self._submit(socket)

    async def first_accepted(self) -> None:
        """Wait until a submission was accepted."""
        await self._accepted.wait()

    async def measure(self, warm_up_s: float, seconds: float) -> Submitted:
        """What is done in so many seconds.

        Raises:
            ConnectionError: a submission was refused, or a job failed.
        """
        await self._go_on(warm_up_s)
        self._tally = tally = Submitted([])
        begun_ns, client_s, server_s = perf_counter_ns(), process_time(), self._server.cpu_s()
        await self._go_on(seconds)
        tally.seconds = (perf_counter_ns() - begun_ns) / 1e9
        tally.client_cpu_s = process_time() - client_s
        tally.server_cpu_s = self._server.cpu_s() - server_s
        return tally

    def close(self) -> None:
        for socket in self._sockets:
            socket.close()

    async def _go_on(self, seconds: float) -> None:
        done, _ = await asyncio.wait({self._failure}, timeout=seconds)
        for failure in done:
            await failure

    def _submit(self, socket: AskingSocket) -> None:
        user_id = str(uuid4()).encode()
        self._begun_ns[socket].append(perf_counter_ns())
        socket.say(self._submission % (user_id, user_id))

    def _heard(self, socket: AskingSocket, text: bytes) -> None:
        if text.startswith(ACCEPTED):  # in the order of the submissions: a socket's are served one after the other
            self._tally.accepted_ns.append(perf_counter_ns() - self._begun_ns[socket].popleft())
            self._accepted.set()
        elif text.startswith(WELCOME):
            self._welcomed.release()
        elif text.startswith(BAD) and not self._failure.done():
            self._failure.set_exception(ConnectionError(text.decode()))
        else:
            self._also(text)
        if text.startswith(self._how.ends):
            self._tally.ended += 1
            self._submit(socket)


@contextmanager
def submitters(server: Serving, how: Submitting, also: Callable[[bytes], None] = uncounted) -> Iterator[Submitters]:
    """A crowd, not yet open; it is gone when the block ends.

    Args:
        also: is told of each text that is no answer to a submission.
    """
    crowd = Submitters(server, how, also)
    try:
        yield crowd
    finally:
        crowd.close()


def _template() -> bytes:
    """A submission with two holes: its id, and its user's."""
    asked = {"type": "job.submit", "id": _HOLE, "kind": "generate", "request": program_request(_HOLE)}
    return json.dumps(asked).replace("%", "%%").replace(_HOLE, "%b").encode()
