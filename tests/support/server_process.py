"""The server, or a worker, as its users run it: a process of its own, started by the console script."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from server.settings import environment_name
from tests.support.waiting import wait_until

BIN = Path(sys.executable).parent


class ServerProcess:
    """One run of ``repcast-server serve``; its log is ``server.log`` in its folder."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self._process = process
        self.port = port
        self.log = log

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    @property
    def pid(self) -> int:
        return self._process.pid

    async def kill(self) -> None:
        """As the kernel does when memory is short: without a word."""
        self._process.kill()
        await self._process.wait()

    async def terminate(self) -> int:
        """As an operator does; returns the exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await self._process.wait()


@contextlib.asynccontextmanager
async def server_process(
    folder: Path, *options: str, port: int = 0, **settings: object
) -> AsyncIterator[ServerProcess]:
    """Serve from ``folder``, with the database there, until the block ends."""
    port_file = folder / "port"
    port_file.unlink(missing_ok=True)
    log = folder / "server.log"
    command = ("serve", f"--port={port}", f"--port-file={port_file}", *options)
    process = await _begin(folder, log, *command, **settings)
    try:
        await wait_until(lambda: port_file.exists() or process.returncode is not None, f"it serves; its log is {log}")
        assert process.returncode is None, log.read_text(encoding="utf-8")
        yield ServerProcess(process, int(port_file.read_text()), log)
    finally:
        await _end(process)


@contextlib.asynccontextmanager
async def worker_process(folder: Path, *options: str, **settings: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """Work on jobs from ``folder`` until the block ends; its log is ``worker.log``."""
    process = await _begin(folder, folder / "worker.log", "worker", *options, **settings)
    try:
        yield process
    finally:
        await _end(process)


async def _begin(folder: Path, log: Path, *command: str, **settings: object) -> asyncio.subprocess.Process:
    foreign = ("REPCAST_", "OPENAI_", "OTEL_", "SENTRY_", "COVERAGE")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    environment = {**own, **{environment_name(name): str(value) for name, value in settings.items()}}
    program = BIN / "repcast-server"
    with log.open("ab") as stderr:
        return await asyncio.create_subprocess_exec(program, *command, cwd=folder, env=environment, stderr=stderr)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
