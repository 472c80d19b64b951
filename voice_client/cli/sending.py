"""``repcast send``: raw lines out, raw frames in, until either side is through."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from schemas.client_frames import Hello
from schemas.close_codes import CloseCode
from schemas.codec import encode
from schemas.server_frames import PROTOCOL
from voice_client.cli.following import time_limit
from voice_client.cli.input_lines import lines_of
from voice_client.cli.options import Options
from voice_client.errors import ConnectionLost, Unreachable
from voice_client.link import refusal_of, socket_url

CLOSE_TIMEOUT_S = 1.0
"""A server that does not answer the close is left."""


@dataclass(frozen=True, slots=True)
class RawLines:
    """What is sent, and how."""

    source: TextIO
    say_hello: bool
    linger_s: float
    origin: str | None
    headers: Sequence[tuple[str, str]]


async def send(options: Options, raw: RawLines) -> None:
    """Send raw lines; print what comes back, until it is silent after the last line, or the socket closes."""
    try:
        async with (
            time_limit(options),
            connect(
                socket_url(options.url),
                subprotocols=[Subprotocol(PROTOCOL)],
                compression=None,
                origin=Origin(raw.origin) if raw.origin else None,
                additional_headers=list(raw.headers),
                close_timeout=CLOSE_TIMEOUT_S,
            ) as socket,
        ):
            options.notify("Connected.")
            await _converse(options, raw, socket)
    except InvalidStatus as refused:
        raise refusal_of(options.url, refused) from None
    except (OSError, InvalidHandshake) as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise Unreachable(f"{options.url}: {error}") from None


async def _converse(options: Options, raw: RawLines, socket: ClientConnection) -> None:
    listener = asyncio.create_task(_listen(options, socket), name="listener")
    sender = asyncio.create_task(_send(raw, socket), name="sender")
    try:
        await asyncio.wait({listener, sender}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({listener}, timeout=raw.linger_s)
    finally:
        listener.cancel()
        sender.cancel()
        ends = await asyncio.gather(listener, sender, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
    if socket.close_code not in (None, CloseCode.NORMAL):
        reason = f": {socket.close_reason}" if socket.close_reason else ""
        raise ConnectionLost(f"closed with {socket.close_code}{reason}", socket.close_code)


async def _send(raw: RawLines, socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):  # how it closed is told at the end
        if raw.say_hello:
            await socket.send(encode(Hello(id=uuid4().hex)))
        async for line in lines_of(raw.source):
            await socket.send(line)


async def _listen(options: Options, socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        async for message in socket:
            options.say_line(message if isinstance(message, str) else message.decode(errors="replace"))
