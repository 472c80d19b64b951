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
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
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

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def packed(text: str, opcode: Opcode = Opcode.TEXT) -> bytes:
    """A frame as a client sends it."""
    return Frame(opcode, text.encode()).serialize(mask=True)


PING = packed('{"type":"ping","id":"p"}')
BAD = packed('{"type":"job.submit","id":"b","kind":"generate","request":{},"x":[' + "[]," * 300 + "0]}")
CONTROL = packed("", Opcode.PING)
WRONG = packed('{"type":"hello","id":"h","token":"wrong"}')


class Flooder:
    """One user, known by a token."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        user = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))["sub"]
        submission = {"type": "job.submit", "id": "s", "kind": "generate", "on_active": "parallel"}
        self.submissions = [
            packed(json.dumps(submission | {"request": program_request(user, weight_kg=60 + number / 2)}))
            for number in range(60)
        ]
        self.hello = packed(json.dumps({"type": "hello", "id": "h", "token": token}))
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

    @contextlib.asynccontextmanager
    async def _socket(self, hello: bytes) -> AsyncIterator[Streams]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            key = base64.b64encode(os.urandom(16)).decode()
            writer.write(HANDSHAKE.format(address=ADDRESS, key=key).encode())
            await reader.readuntil(b"\r\n\r\n")
            writer.write(hello)
            self._tell()
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


Kind = Callable[[Flooder], list[Awaitable[None]]]

KINDS: Mapping[str, tuple[str, Kind]] = MappingProxyType(
    {
        "nothing": (
            "none: how much two measurements of the same differ",
            lambda one: [one.keep_quiet()],
        ),
        "pings": (
            f"{SOCKETS} sockets that send 50 frames a second each, as they may",
            lambda one: [one.now_and_again([PING], 0.02) for _ in range(SOCKETS)],
        ),
        "hasty-pings": (
            f"{HASTY} sockets that send frames as fast as they are taken",
            lambda one: [one.all_at_once(PING * AT_ONCE) for _ in range(HASTY)],
        ),
        "bad-frames": (
            f"{HASTY} sockets that send frames of 1 KB which are none",
            lambda one: [one.all_at_once(BAD * AT_ONCE) for _ in range(HASTY)],
        ),
        "control-frames": (
            f"{HASTY} sockets that send empty pings of RFC 6455",
            lambda one: [one.all_at_once(CONTROL * AT_ONCE) for _ in range(HASTY)],
        ),
        "submissions": (
            "a job submitted each second, as it may be",
            lambda one: [one.now_and_again(one.submissions, 1)],
        ),
        "hasty-submissions": (
            "50 jobs submitted a second, of which one a second is made",
            lambda one: [one.now_and_again(one.submissions, 0.02)],
        ),
        "handshakes": (
            "some 100 sockets opened and closed a second, as they may be",
            lambda one: [one.come_and_go(one.hello, 0.1) for _ in range(10)],
        ),
        "hasty-handshakes": (
            f"{HASTY} that open sockets and close them as fast as they can",
            lambda one: [one.come_and_go(one.hello, 0) for _ in range(HASTY)],
        ),
        "wrong-tokens": (
            f"{HASTY} that show wrong tokens as fast as they can",
            lambda one: [one.come_and_go(WRONG, 0) for _ in range(HASTY)],
        ),
    }
)
"""What each is, in words, and what it does at the same time."""


async def flood(kind: str, port: int, token: str) -> None:
    await asyncio.gather(*KINDS[kind][1](Flooder(port, token)))


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(19)
    asyncio.run(flood(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
