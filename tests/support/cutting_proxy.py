"""A TCP proxy in front of a server that cuts connections, or lets them hang, when it is told to."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable


class CuttingProxy:
    """Passes bytes both ways. ``after_bytes`` cuts each connection behind so many bytes of the server.

    Attributes:
        connections: how many there have been.
        is_refusing: new connections are reset at once.
    """

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        self.connections = 0
        self.is_refusing = False
        self.after_bytes: Callable[[], int | None] = lambda: None
        self._silent: set[asyncio.StreamWriter] = set()
        self._swallowed: bytes | None = None

    def cut(self) -> None:
        """Reset every connection there is."""
        for writer in self._open:
            writer.transport.abort()

    def silence(self) -> None:
        """Pass nothing more on any connection there is, either way, and close none: they are half-open."""
        self._silent = set(self._open)

    def swallow(self, answer: bytes | None) -> None:
        """Pass on what clients say; of what the server says on a connection, nothing from the first ``answer`` on."""
        self._swallowed = answer

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.is_refusing:
            writer.transport.abort()
            return
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:  # no server is there: the client is told as it would be without a proxy
            writer.transport.abort()
            return
        self._open |= {writer, upstream_writer}
        up = asyncio.create_task(self._pass(reader, upstream_writer, None))
        down = asyncio.create_task(self._pass(upstream_reader, writer, self.after_bytes()))
        self._tasks |= {up, down}
        await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, upstream_writer):
            end.transport.abort()
            self._open.discard(end)
        await asyncio.gather(up, down, return_exceptions=True)
        self._tasks -= {up, down}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None) -> None:
        passed = 0
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(65536):
                if self._swallowed is not None and self._swallowed in chunk:
                    self._silent.add(writer)
                if writer in self._silent:
                    continue
                if most is not None and passed + len(chunk) > most:
                    writer.write(chunk[: most - passed])
                    await writer.drain()
                    return
                passed += len(chunk)
                writer.write(chunk)
                await writer.drain()


@contextlib.asynccontextmanager
async def cutting_proxy(target_port: int, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[CuttingProxy]:
    """A proxy on a free port, until the block ends; with ``tls`` that is spoken in front of it."""
    proxy = CuttingProxy(target_port)
    handlers: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(proxy._serve(reader, writer))
        handlers.add(task)
        task.add_done_callback(handlers.discard)

    listener = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    proxy.port = listener.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listener.close()
        proxy.cut()
        await asyncio.gather(*handlers, return_exceptions=True)
