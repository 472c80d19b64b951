"""``repcast doctor``: what of a server works for this client, in plain words, with round-trip times."""

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from rich.markup import escape
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from schemas.client_frames import Hello, Ping
from schemas.close_codes import CloseCode
from schemas.codec import decode_server_frame, encode
from schemas.model import JsonObject
from schemas.server_frames import PROTOCOL, Error, Pong, ServerFrame, Welcome
from voice_client.cli.exits import Exit, NotWell, exit_of
from voice_client.cli.following import time_limit
from voice_client.cli.options import Options
from voice_client.errors import ConnectionLost
from voice_client.link import http_url, refusal_of, socket_url

FOREIGN_ORIGIN = "https://foreign.example"
"""A page that no server should know (RFC 2606 keeps the name free)."""
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One part.

    Attributes:
        exit: with what the command line ends if this is the first that does not work; None: it works.
        ms: how long the round trip took, in milliseconds, where there was one.
    """

    part: str
    sentence: str
    exit: Exit | None = None
    ms: float | None = None


async def doctor(options: Options) -> None:
    """Look at everything and say what is found.

    Raises:
        NotWell: something does not work; the first of it decides on the exit code.
    """
    found: list[Finding] = []
    async with time_limit(options):
        async for finding in examine(options):
            found.append(finding)
            _say(options, finding)
    codes = [finding.exit for finding in found if finding.exit is not None]
    if codes:
        raise NotWell("One thing does not work." if len(codes) == 1 else f"{len(codes)} things do not work.", codes[0])


async def examine(options: Options) -> AsyncIterator[Finding]:
    """Look at everything, from the address to the credentials; what is not there, or is something else, ends it."""
    name = await _name(options.url)
    yield name
    if name.exit is not None:
        return
    for finding in await _parts(options):
        yield finding
        if finding.exit in (Exit.UNREACHABLE, Exit.PROTOCOL):
            return
    yield await _socket(options)
    yield await _origin(options)


def _say(options: Options, finding: Finding) -> None:
    if options.as_json:
        told = {"part": finding.part, "ok": finding.exit is None, "detail": finding.sentence, "ms": finding.ms}
        options.say_line(json.dumps(told))
        return
    mark, style = ("ok", "green") if finding.exit is None else ("NO", "bold red")
    took = "" if finding.ms is None else f"  ({finding.ms:g} ms)"
    options.out.print(f"[{style}]{mark}[/]  {finding.part:<11} {escape(finding.sentence)}{took}", highlight=False)


async def _name(url: str) -> Finding:
    parts = urlsplit(socket_url(url))
    port = parts.port or (443 if parts.scheme == "wss" else 80)
    begun_s = perf_counter()
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return Finding("address", f"{parts.hostname} is no name that is known: {error.strerror}", Exit.UNREACHABLE)
    address = str(found[0][4][0])
    name = address if parts.hostname == address else f"{parts.hostname} is {address}"
    return Finding("address", f"{name}, port {port}", ms=_ms(begun_s))


async def _parts(options: Options) -> list[Finding]:
    """What the server says of itself."""
    try:
        async with httpx.AsyncClient(base_url=http_url(options.url), timeout=PATIENCE_S) as http:
            begun_s = perf_counter()  # to make a client takes longer than the round trip
            answer = await http.get("/api/ready")
            return _read(answer.json(), _ms(begun_s))
    except (ValueError, KeyError, TypeError, AttributeError, httpx.ProtocolError):
        return [Finding("server", "answers, but not as a Repcast server does", Exit.PROTOCOL)]
    except httpx.HTTPError as error:
        return [Finding("server", f"does not answer: {_words(error)}", Exit.UNREACHABLE)]


def _read(told: JsonObject, took_ms: float) -> list[Finding]:
    is_ready = told["status"] == "ready"
    sentence = f"answers, {'and' if is_ready else 'but'} is {told['status']}"
    parts = [
        Finding(part, str(check["detail"]), None if check["ok"] else Exit.FAILED, check.get("ms"))
        for part, check in told["checks"].items()
    ]
    return [Finding("server", sentence, None if is_ready else Exit.FAILED, took_ms), *parts]


async def _socket(options: Options) -> Finding:
    """A socket, its hello with the credentials, and a ping."""
    token = options.token
    who = "what was shown" if token else "nothing shown, as this machine itself"
    begun_s = perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_S), _connection(options) as connection:
            opened_ms = _ms(begun_s)
            welcome = await _ask(connection, Hello(id=uuid4().hex, token=token))
            if isinstance(welcome, Error):
                return Finding("credentials", welcome.message, Exit.AUTH)
            if not isinstance(welcome, Welcome):
                return Finding("socket", f"hello was answered with {welcome and welcome.type}", Exit.PROTOCOL)
            pinged_s = perf_counter()
            pong = await _ask(connection, Ping(id=uuid4().hex))
            if not isinstance(pong, Pong):
                return Finding("socket", f"ping was answered with {pong and pong.type}", Exit.PROTOCOL)
    except InvalidStatus as refused:
        refusal = refusal_of(options.url, refused)
        return Finding("socket", f"the upgrade is answered with {refused.response.status_code}", exit_of(refusal))
    except ConnectionClosed as closed:
        code = closed.rcvd.code if closed.rcvd else CloseCode.ABNORMAL
        return Finding("socket", f"was closed with {code}", exit_of(ConnectionLost("closed", code)))
    except (OSError, TimeoutError, InvalidHandshake, ssl.SSLError) as error:
        return Finding("socket", f"does not open: {_words(error)}", Exit.UNREACHABLE)
    sentence = f"opened in {opened_ms:.1f} ms with {who}; version {welcome.server.version}"
    return Finding("socket", sentence, ms=_ms(pinged_s))


async def _origin(options: Options) -> Finding:
    """A page of a foreign origin must be refused, or any page could speak to this server through its visitor."""
    begun_s = perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_S), _connection(options, origin=FOREIGN_ORIGIN):
            return Finding("origin", "pages of any origin may open a socket: they must not", Exit.FAILED)
    except InvalidStatus as refused:
        code = refused.response.status_code
        if code == httpx.codes.FORBIDDEN:
            return Finding("origin", "pages of foreign origins are refused", ms=_ms(begun_s))
        return Finding("origin", f"a page of a foreign origin is answered with {code}, not 403", Exit.FAILED)
    except (OSError, TimeoutError, InvalidHandshake) as error:
        return Finding("origin", f"cannot be seen: {_words(error)}", Exit.UNREACHABLE)


def _connection(options: Options, origin: str | None = None) -> connect:
    return connect(
        socket_url(options.url),
        subprotocols=[Subprotocol(PROTOCOL)],
        compression=None,
        origin=Origin(origin) if origin else None,
    )


async def _ask(connection: ClientConnection, request: Hello | Ping) -> ServerFrame | None:
    await connection.send(encode(request))
    return decode_server_frame(str(await connection.recv()))


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _ms(begun_s: float) -> float:
    return round((perf_counter() - begun_s) * 1000, 2)
