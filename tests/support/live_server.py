"""The real server on a real port, in the loop of the test."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.app import Server, create_app
from server.clock import Clock, utc_now
from server.gateway.protocol import EndingProtocol
from server.generation.generator import Generator
from server.listening import listen
from server.serving import DrainingServer, uvicorn_config
from tests.support.parts import settings_for
from tests.support.waiting import wait_until


class _UnsignalledServer(DrainingServer):
    """The signals of the test process are its own, and nobody waits for a tenth of a second to end it."""

    async def main_loop(self) -> None:
        await wait_until(lambda: self.on_tick(0), "it is to end", patience_s=inf)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A server under test."""

    port: int
    parts: Server
    uvicorn: uvicorn.Server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def shrink_buffers(self, size_bytes: int) -> None:
        """Have the kernel keep little of what is written to sockets that come from now on.

        It would take megabytes for a client that does not read: tens of thousands of answers before a write waits.
        """
        for server in self.uvicorn.servers:
            for listener in server.sockets:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size_bytes)  # those it accepts have it of it


@contextlib.asynccontextmanager
async def live_server(
    folder: Path,
    generator: Generator | None = None,
    clock: Clock = utc_now,
    protocol: type[WebSocketsSansIOProtocol] = EndingProtocol,
    **settings: Any,
) -> AsyncIterator[LiveServer]:
    """Serve on a free port of this machine until the block ends.

    Args:
        folder: where the database is, or will be made.
        protocol: of WebSockets; uvicorn's own offers nothing but what ASGI has.
    """
    chosen = settings_for(folder, **settings)
    app = create_app(chosen, generator, clock)
    listener = listen("127.0.0.1", 0, chosen.write_stall_s)
    config = uvicorn_config(app, chosen)
    config.ws = protocol
    server = _UnsignalledServer(config, app.state.server)
    task = asyncio.create_task(server.serve([listener]), name="uvicorn")
    try:
        await wait_until(lambda: server.started or task.done(), "the server is up")
        if task.done():
            await task
        yield LiveServer(listener.getsockname()[1], app.state.server, server)
    finally:
        server.should_exit = True
        await task
