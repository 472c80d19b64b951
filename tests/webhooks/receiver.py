"""A receiver of webhooks on loopback, which writes down what it gets and answers as the test says."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from standardwebhooks import Webhook

from schemas.model import JsonObject

Answer = str | Callable[["Received"], Awaitable[str]]


def http(status: int, body: str = "", *headers: str) -> str:
    """An HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body.encode())}", *headers]
    return "\r\n".join(lines) + "\r\n\r\n" + body


OK = http(204)
KEPT = "connection: keep-alive"


@dataclass(frozen=True, slots=True)
class Received:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> JsonObject:
        """What it says, as a receiver with ``secret`` believes it."""
        found: JsonObject = Webhook(secret).verify(self.body, self.headers)
        return found


@dataclass(slots=True)
class Receiver:
    """Answers in the order of ``answers``, with the last one for ever."""

    port: int
    answers: list[Answer] = field(default_factory=lambda: [OK])
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> Sequence[str]:
        return [each.id for each in self.received]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The requests of one connection, which is kept where an answer says so."""
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while KEPT in await self._answer_one(reader, writer):
                    pass
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        request = await _read(reader)
        self.received.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        said = answer if isinstance(answer, str) else await answer(request)
        writer.write(said.encode())
        await writer.drain()
        return said


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, path, headers, body.decode())


@contextlib.asynccontextmanager
async def receiver(*answers: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver until the block ends."""
    here = Receiver(0)
    here.answers = list(answers) or [OK]
    server = await asyncio.start_server(here.answer, "127.0.0.1", 0, ssl=tls)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        await server.wait_closed()
