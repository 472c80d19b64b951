"""One user who takes all that one can, from an address of its own.

It sends bytes that it made before: what it costs is to be felt in the server, not here.
"""

import asyncio
import base64
import contextlib
import itertools
import json
import os
import re
from collections.abc import AsyncIterator
from time import monotonic

from websockets.frames import Frame, Opcode

from tests.support.samples import new_user, program_request

ADDRESS = "203.0.113.9"

HANDSHAKE = (
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nX-Forwarded-For: {address}\r\nSec-WebSocket-Key: {key}\r\n\r\n"
)

REQUEST = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {address}\r\n{shown}\r\n"
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
CHANGE = packed(
    json.dumps(
        {
            "type": "job.submit",
            "id": "c",
            "kind": "revise",
            "request": {"program_id": new_user(), "change_request": "no squats"},
        }
    )
)
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

    async def ask_for(self, path: str, pause_s: float) -> None:
        """What is the user's, on a connection that stays open until it is closed."""
        await self._request(path, pause_s, f"Authorization: Bearer {self._token}\r\n", stays=True)

    async def visit(self, path: str, *, stays: bool) -> None:
        """Ask for what is everybody's, as fast as it is answered; on one connection, or on a new one each time."""
        await self._request(path, 0, "", stays=stays)

    async def _request(self, path: str, pause_s: float, shown: str, *, stays: bool) -> None:
        request = REQUEST.format(path=path, address=ADDRESS, shown=shown).encode()
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

    async def come_and_stay(self, stay_s: float) -> None:
        """Open a socket, say hello, and go some time later, or when it is closed."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
                async with self._socket(self.hello) as (reader, _), asyncio.timeout(stay_s):
                    await _swallow(reader)

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
