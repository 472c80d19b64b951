"""A process that serves, or works, until a signal ends it. Owns uvicorn's server, so that it drains first."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Coroutine
from pathlib import Path
from types import FrameType
from typing import Any, cast

import uvicorn
from fastapi import FastAPI

from server import spans
from server.api.protocol import bounded
from server.api.socket_door import SocketDoor
from server.app import SOCKET_PATH, Server, create_app, new_server
from server.garbage import spare_collector
from server.gateway.protocol import EndingProtocol
from server.generation.generator import Generator
from server.listening import announce
from server.metrics.answering import Address, answered
from server.settings import Settings

GRACE_AFTER_DRAIN_S = 2
"""What uvicorn may still wait for connections after the drain."""


def uvicorn_config(application: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves what `create_app` made: with our own protocols, and our own logs."""
    gateway = application.state.server.gateway
    return uvicorn.Config(
        SocketDoor(application, gateway, SOCKET_PATH, settings.trusted_proxies),
        interface="asgi3",
        http=bounded(settings.handshake_timeout_s),
        ws=EndingProtocol,
        ws_max_size=settings.max_frame_bytes,
        ws_ping_interval=settings.heartbeat_s,
        ws_ping_timeout=settings.pong_timeout_s,
        ws_per_message_deflate=False,
        proxy_headers=False,  # `server.access.proxies` reads them, with what is named there
        # Whole seconds by its type, any by its use.
        timeout_keep_alive=cast("int", settings.handshake_timeout_s),
        timeout_graceful_shutdown=GRACE_AFTER_DRAIN_S,
        log_config=None,
        server_header=False,
    )


class DrainingServer(uvicorn.Server):
    """uvicorn's server closes sockets with 1012 at SIGTERM; ours drains first."""

    def __init__(
        self, config: uvicorn.Config, server: Server, port_file: Path | None = None, lifeline: int | None = None
    ) -> None:
        super().__init__(config)
        self._server = server
        self._port_file = port_file
        self._lifeline = lifeline
        self._signals = 0
        self._is_impatient = asyncio.Event()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._signals += 1
        if self._signals > 1:
            # uvicorn would leave out what ends jobs in order; and whoever waits is in the loop, which must be woken.
            asyncio.get_running_loop().call_soon_threadsafe(self._is_impatient.set)
        else:
            super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        spare_collector()
        if sockets and self.started:
            announce(self._port_file, sockets[0])
        if self._lifeline is not None:
            asyncio.get_running_loop().add_reader(self._lifeline, self._hear, self._lifeline)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await _unless(self._is_impatient, self._server.drain())
        await super().shutdown(sockets)
        # uvicorn would raise the signal again, and the process would end as if it had not been in order.
        self._captured_signals.clear()

    def _hear(self, lifeline: int) -> None:
        if not os.read(lifeline, 1):
            asyncio.get_running_loop().remove_reader(lifeline)
            self.should_exit = True


def serve_on(
    settings: Settings,
    listener: socket.socket,
    port_file: Path | None,
    metrics: Address | None,
    *,
    is_supervised: bool = False,
    generator: Generator | None = None,
) -> bool:
    """Serve on a socket that listens, until SIGTERM or SIGINT; returns whether it came to that.

    Args:
        metrics: where Prometheus is answered besides.
        is_supervised: it is one of several, and ends when standard input does: then their supervisor is dead.
        generator: what makes programs; the one that is set, unless given.

    Raises:
        CannotAnswer: nothing can listen at ``metrics``.
    """
    application = create_app(settings, generator)
    application.state.rooms.shares_port = is_supervised
    spans.follow_requests(application)
    lifeline = sys.stdin.fileno() if is_supervised else None
    with answered(application.state.rooms.metrics, metrics):
        return serve_application(application, settings, listener, port_file, lifeline)


def serve_application(
    application: FastAPI,
    settings: Settings,
    listener: socket.socket,
    port_file: Path | None = None,
    lifeline: int | None = None,
) -> bool:
    """Likewise, an application that `create_app` made.

    Args:
        lifeline: a descriptor; when nothing can come from it any more, the process ends.
    """
    config = uvicorn_config(application, settings)
    server = DrainingServer(config, application.state.server, port_file, lifeline)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve([listener]))
    return server.started


async def work(settings: Settings, metrics: Address | None) -> None:
    """Work on jobs until SIGTERM or SIGINT.

    Args:
        metrics: where Prometheus is answered meanwhile; None: nowhere.

    Raises:
        CannotAnswer: nothing can listen there.
    """
    server = new_server(settings)
    stopping, is_impatient = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hear() -> None:
        (is_impatient if stopping.is_set() else stopping).set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, hear)
    with answered(server.rooms.metrics, metrics):
        async with server.running():
            await stopping.wait()
            await _unless(is_impatient, server.drain())


async def _unless(is_impatient: asyncio.Event, drain: Coroutine[Any, Any, None]) -> None:
    """Drain, until a second signal comes: what is not written then is read again from the log, as after a crash."""
    draining = asyncio.create_task(drain, name="drain")
    waiting = asyncio.create_task(is_impatient.wait(), name="second-signal")
    await asyncio.wait({draining, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if draining.done():
        await draining
        return
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
