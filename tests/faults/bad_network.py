"""A TCP proxy that treats each connection as badly as chance has it, until it is told to behave."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterator
from enum import Enum

LONGEST_DELAY_S = 0.1
MOST_BYTES = 4_000
"""What passes on a connection, at most, before the worst happens to it."""


class Fate(Enum):
    """What becomes of a connection."""

    IS_SLOW = "each piece waits for a while"
    IS_CUT = "it is reset"
    IS_HALF_CLOSED = "what comes from the server ends, and the other way stays open"
    IS_SILENT = "nothing passes any more, and nobody is told"


NOTICED = (Fate.IS_SLOW, Fate.IS_CUT, Fate.IS_HALF_CLOSED)
"""Those of which the two ends hear."""


class BadNetwork:
    """Passes bytes both ways.

    Args:
        fates: that may befall a connection.

    Attributes:
        is_bad: new connections are treated badly; once it is false, those that are hopeless are reset.
        hits: connections that came to harm.
        is_felt: something was to pass while it was cut off.
    """

    def __init__(self, target_port: int, chance: random.Random, fates: tuple[Fate, ...]) -> None:
        self._target_port = target_port
        self._chance = chance
        self._fates = fates
        self._open: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self.port = 0
        self.is_bad = True
        self.hits = 0
        self.is_felt = False

    def behave(self) -> None:
        """Be a good network from now on. What hangs on a silent connection is for its two ends to find out."""
        self.is_bad = False

    @contextlib.contextmanager
    def cut_off(self) -> Iterator[None]:
        """Within the block nothing passes and nobody is told; afterwards it comes late, as TCP sends it again."""
        self._flows.clear()
        try:
            yield
        finally:
            self._flows.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        ends = {writer, server_writer}
        self._open |= ends
        fate = self._chance.choice(self._fates)
        limit = self._chance.randrange(MOST_BYTES)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._pass(reader, server_writer, None, 0))
                tasks.create_task(self._pass(server_reader, writer, fate, limit))
        except* ConnectionError:
            pass
        finally:
            for end in ends:
                end.transport.abort()
            self._open -= ends

    def cut(self) -> None:
        """Reset every connection there is."""
        for writer in self._open:
            writer.transport.abort()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fate: Fate | None, limit: int
    ) -> None:
        passed = 0
        while chunk := await reader.read(65536):
            passed += len(chunk)
            if not self._flows.is_set():
                self.is_felt = True
                await self._flows.wait()
            if self.is_bad and fate is Fate.IS_SLOW:
                await asyncio.sleep(self._chance.uniform(0, LONGEST_DELAY_S))
            elif self.is_bad and fate is not None and passed > limit:
                self.hits += 1
                await self._do_harm(reader, writer, fate)
                return
            writer.write(chunk)
            await writer.drain()
        raise ConnectionResetError  # an end that has closed its side is done here; the other one hears of it

    async def _do_harm(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fate: Fate) -> None:
        if fate is Fate.IS_CUT:
            raise ConnectionResetError
        if fate is Fate.IS_HALF_CLOSED:
            writer.write_eof()
        while await reader.read(65536):
            """Swallowed."""


@contextlib.asynccontextmanager
async def bad_network(target_port: int, chance: random.Random, *fates: Fate) -> AsyncIterator[BadNetwork]:
    """A proxy on a free port, until the block ends; it knows these fates."""
    network = BadNetwork(target_port, chance, fates or NOTICED)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(network.serve(reader, writer), name="bad-connection")
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listener = await asyncio.start_server(accept, "127.0.0.1", 0)
    network.port = listener.sockets[0].getsockname()[1]
    try:
        yield network
    finally:
        listener.close()
        network.cut()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
