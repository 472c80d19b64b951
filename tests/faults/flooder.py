"""``python -m tests.faults.flooder KIND PORT TOKEN``: one user who takes all that one can, until killed.

It prints a line when it has begun.

A process of its own, from an address of its own, which sends bytes that it made before and gives way to whoever else
wants its core: what it costs is to be felt in the server, not here.
"""

import asyncio
import base64
import contextlib
import itertools
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from types import MappingProxyType

from websockets.frames import Frame, Opcode

from tests.support.samples import program_request

ADDRESS = "203.0.113.9"
SOCKETS = 20
"""Of a flood that keeps to what each may send."""
HASTY = 4
"""Of one that does not."""
AT_ONCE = 400

HANDSHAKE = (
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nX-Forwarded-For: {address}\r\nSec-WebSocket-Key: {key}\r\n\r\n"
)

REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {address}\r\nAuthorization: Bearer {token}\r\n\r\n"
)
PROGRAMS = 5
"""Of the user, where there are to be some."""
MADE = re.compile(rb'"type":"job.completed".*?"program_id":"([0-9a-f-]+)"')

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def packed(text: str, opcode: Opcode = Opcode.TEXT) -> bytes:
    """A frame as a client sends it."""
    return Frame(opcode, text.encode()).serialize(mask=True)


PING = packed('{"type":"ping","id":"p"}')
BAD = packed('{"type":"job.submit","id":"b","kind":"generate","request":{},"x":[' + "[]," * 300 + "0]}")
CONTROL = packed("", Opcode.PING)
LIST = packed('{"type":"jobs.list","id":"l","limit":100}')
WRONG = packed('{"type":"hello","id":"h","token":"wrong"}')


class Flooder:
    """One user, known by a token."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        user = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))["sub"]
        submission = {"type": "job.submit", "id": "s", "kind": "generate", "on_active": "parallel"}
        self.submissions = [
            packed(json.dumps(submission | {"request": program_request(user, weight_kg=60 + number / 2)}))
            for number in range(60)
        ]
        self.hello = packed(json.dumps({"type": "hello", "id": "h", "token": token}))
        self._a_year = packed(json.dumps(submission | {"request": program_request(user, duration_weeks=52)}))
        self.programs: list[str] = []
        self._has_begun = False

    async def keep_quiet(self) -> None:
        """Do nothing, for ever."""
        self._tell()
        await asyncio.Event().wait()

    async def now_and_again(self, frames: list[bytes], pause_s: float) -> None:
        """One frame after another, as often as is allowed, and on another socket when one is closed."""
        endless, due_s = itertools.cycle(frames), monotonic()
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                async with self._socket(self.hello) as (reader, writer):
                    swallowing = asyncio.create_task(_swallow(reader))
                    while not swallowing.done():
                        writer.write(next(endless))
                        await writer.drain()
                        due_s = max(due_s + pause_s, monotonic())  # late ones are not made up for: so many are allowed
                        await asyncio.sleep(due_s - monotonic())

    async def all_at_once(self, frames: bytes) -> None:
        """As fast as they are taken, and on another socket when that one is closed."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                async with self._socket(self.hello) as (reader, writer):
                    swallowing = asyncio.create_task(_swallow(reader))
                    while not swallowing.done():
                        writer.write(frames)
                        await writer.drain()
                        await asyncio.sleep(0)

    async def come_and_go(self, hello: bytes, pause_s: float) -> None:
        """Open a socket, say hello, and go when there is an answer."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                async with self._socket(hello) as (reader, _):
                    await reader.read(2**16)
            await asyncio.sleep(pause_s)

    async def ask_for(self, path: str, pause_s: float, *, stays: bool = True) -> None:
        """One request after another, on a connection that stays open until it is closed; else on one for each."""
        request = REQUEST.format(path=path, address=ADDRESS, token=self._token).encode()
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                async with self._connection() as (reader, writer):
                    due_s, is_on = monotonic(), True
                    while is_on:
                        is_on = stays
                        writer.write(request)
                        self._tell()
                        await _answer(reader)
                        due_s = max(due_s + pause_s, monotonic())
                        await asyncio.sleep(due_s - monotonic())

    async def have_programs(self) -> None:
        """The first one is of a year."""
        for submission in (self._a_year, *self.submissions[: PROGRAMS - 1]):
            async with self._socket(self.hello, begins=False) as (reader, writer):
                writer.write(submission)
                heard = b""
                while (found := MADE.search(heard)) is None:
                    some = await reader.read(2**16)
                    assert some, f"no program: {heard!r}"
                    heard += some
                self.programs.append(found[1].decode())

    @contextlib.asynccontextmanager
    async def _socket(self, hello: bytes, *, begins: bool = True) -> AsyncIterator[Streams]:
        async with self._connection() as (reader, writer):
            key = base64.b64encode(os.urandom(16)).decode()
            writer.write(HANDSHAKE.format(address=ADDRESS, key=key).encode())
            await reader.readuntil(b"\r\n\r\n")
            writer.write(hello)
            if begins:
                self._tell()
            yield reader, writer

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[Streams]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    def _tell(self) -> None:
        if not self._has_begun:
            self._has_begun = True
            print("begun", flush=True)  # noqa: T201 - whoever measures beside it waits for this


async def _swallow(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(2**16):
            pass


async def _answer(reader: asyncio.StreamReader) -> None:
    """Of HTTP, with a length."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))


@dataclass(frozen=True, slots=True)
class Kind:
    """Of flood.

    Attributes:
        told: what it is, in words.
        works: what it does at the same time.
        has_programs: it begins with some that are made.
    """

    told: str
    works: Callable[[Flooder], list[Awaitable[None]]]
    has_programs: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "nothing": Kind(
            "none: how much two measurements of the same differ",
            lambda one: [one.keep_quiet()],
        ),
        "pings": Kind(
            f"{SOCKETS} sockets that send 50 frames a second each, as they may",
            lambda one: [one.now_and_again([PING], 0.02) for _ in range(SOCKETS)],
        ),
        "hasty-pings": Kind(
            f"{HASTY} sockets that send frames as fast as they are taken",
            lambda one: [one.all_at_once(PING * AT_ONCE) for _ in range(HASTY)],
        ),
        "bad-frames": Kind(
            f"{HASTY} sockets that send frames of 1 KB which are none",
            lambda one: [one.all_at_once(BAD * AT_ONCE) for _ in range(HASTY)],
        ),
        "control-frames": Kind(
            f"{HASTY} sockets that send empty pings of RFC 6455",
            lambda one: [one.all_at_once(CONTROL * AT_ONCE) for _ in range(HASTY)],
        ),
        "questions": Kind(
            f"{SOCKETS} sockets that ask for the user's jobs 50 times a second each, as they may",
            lambda one: [one.now_and_again([LIST], 0.02) for _ in range(SOCKETS)],
            has_programs=True,
        ),
        "requests": Kind(
            "100 requests a second for the user's programs, as there may be",
            lambda one: [one.ask_for("/api/programs?limit=100", 0.1) for _ in range(10)],
            has_programs=True,
        ),
        "hasty-requests": Kind(
            f"{HASTY} connections that ask for the user's programs as fast as they are answered",
            lambda one: [one.ask_for("/api/programs?limit=100", 0) for _ in range(HASTY)],
            has_programs=True,
        ),
        "files": Kind(
            f"{HASTY} connections that ask for a calendar of a year as fast as they are answered",
            lambda one: [one.ask_for(f"/api/programs/{one.programs[0]}?format=ics", 0) for _ in range(HASTY)],
            has_programs=True,
        ),
        "visits": Kind(
            f"{HASTY} connections that ask for the page as fast as they are answered",
            lambda one: [one.ask_for("/", 0) for _ in range(HASTY)],
        ),
        "brief-visits": Kind(
            f"{HASTY} that ask for the page on a new connection each time",
            lambda one: [one.ask_for("/", 0, stays=False) for _ in range(HASTY)],
        ),
        "submissions": Kind(
            "a job submitted each second, as it may be",
            lambda one: [one.now_and_again(one.submissions, 1)],
        ),
        "hasty-submissions": Kind(
            "50 jobs submitted a second, of which one a second is made",
            lambda one: [one.now_and_again(one.submissions, 0.02)],
        ),
        "handshakes": Kind(
            "some 100 sockets opened and closed a second, as they may be",
            lambda one: [one.come_and_go(one.hello, 0.1) for _ in range(10)],
        ),
        "hasty-handshakes": Kind(
            f"{HASTY} that open sockets and close them as fast as they can",
            lambda one: [one.come_and_go(one.hello, 0) for _ in range(HASTY)],
        ),
        "wrong-tokens": Kind(
            f"{HASTY} that show wrong tokens as fast as they can",
            lambda one: [one.come_and_go(WRONG, 0) for _ in range(HASTY)],
        ),
    }
)


async def flood(kind: str, port: int, token: str) -> None:
    one = Flooder(port, token)
    if KINDS[kind].has_programs:
        await one.have_programs()
    await asyncio.gather(*KINDS[kind].works(one))


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(19)
    asyncio.run(flood(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
