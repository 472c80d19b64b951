"""Several server processes behind one listening socket: each is a server of its own, begun again when it dies."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from time import monotonic

import structlog

QUICK_DEATH_S = 5.0
"""A process that lives for less did not start; it is begun again after a wait, not at once."""
RESTART_WAIT_S = 1.0
STOP_TIMEOUT_S = 12.0
"""A drain takes at most ten seconds; what is still there then is killed."""

COMMAND = (sys.executable, "-P", "-c", "from server.cli import main; main()")
"""This very program; ``-P`` keeps the working folder off the path (as a console script does)."""


class Supervisor:
    """Keeps ``count`` processes alive until SIGTERM or SIGINT, then ends them in order.

    Args:
        listener: the socket that all of them accept on; the kernel hands each connection to one that is free.
        arguments: of the command line, for each process by its place; the socket's descriptor is added.
        settings: environment variables for each process, beside those of this one.
    """

    def __init__(
        self,
        listener: socket.socket,
        count: int,
        arguments: Callable[[int], Sequence[str]],
        settings: Mapping[str, str],
    ) -> None:
        self._listener = listener
        self._count = count
        self._arguments = arguments
        self._environment = {**os.environ, **settings}
        self._stopping = asyncio.Event()
        self._is_impatient = asyncio.Event()
        self._log = structlog.get_logger("repcast.supervisor")

    async def run(self) -> None:
        """Serve until a signal comes."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._hear)
        async with asyncio.TaskGroup() as tasks:
            for place in range(self._count):
                tasks.create_task(self._keep_alive(place), name=f"server-process-{place}")

    def _hear(self) -> None:
        (self._is_impatient if self._stopping.is_set() else self._stopping).set()

    async def _keep_alive(self, place: int) -> None:
        while not self._stopping.is_set():
            begun_s = monotonic()
            process = await self._begin(place)
            ended = asyncio.create_task(process.wait(), name=f"exit-of-{process.pid}")
            stopped = asyncio.create_task(self._stopping.wait())
            await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if self._stopping.is_set():
                await self._end(process, ended)
            await ended
            if not self._stopping.is_set():
                self._log.error("process_died", place=place, pid=process.pid, code=process.returncode)
                await self._pause(begun_s)

    async def _begin(self, place: int) -> asyncio.subprocess.Process:
        descriptor = self._listener.fileno()
        return await asyncio.create_subprocess_exec(
            *COMMAND,
            *self._arguments(place),
            f"--descriptor={descriptor}",
            env=self._environment,
            pass_fds=(descriptor,),
            stdin=asyncio.subprocess.PIPE,  # nothing is said; that it ends tells the process that this one is dead
            start_new_session=True,  # a Ctrl-C is for this one, which then ends the others
        )

    async def _pause(self, begun_s: float) -> None:
        if monotonic() - begun_s < QUICK_DEATH_S:
            with suppress(TimeoutError):
                async with asyncio.timeout(RESTART_WAIT_S):
                    await self._stopping.wait()

    async def _end(self, process: asyncio.subprocess.Process, ended: asyncio.Task[int]) -> None:
        """Pass on the signal, and a second one; kill what is still there after the time of a drain."""
        if process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        again = asyncio.create_task(self._is_impatient.wait())
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await asyncio.wait({ended, again}, return_when=asyncio.FIRST_COMPLETED)
                if process.returncode is None:
                    process.send_signal(signal.SIGTERM)
                await asyncio.shield(ended)
        except TimeoutError:
            process.kill()
        finally:
            again.cancel()
