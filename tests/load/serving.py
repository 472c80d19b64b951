"""Servers for the measurements: each in a process of its own, on one core; Redis and the load client have the other."""

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from server.settings import environment_name
from tests.load.dialects import FIRST_SEQ, PREFIX
from tests.load.measuring import NotMeasured
from tests.load.peers import nchan
from tests.load.pinning import pinned
from tests.load.ten_thousand_jobs import database_with_jobs, job_ids, url_of
from tests.support.ports import free_port
from tests.support.waiting import wait_until

REPCAST = "Repcast"
PEERS = Path(__file__).parent / "peers"
BIN = Path(sys.executable).parent
PEERS_PYTHON = BIN.parent / "bench" / "bin" / "python"
NODE_PEERS = BIN.parent / "bench-node"
"""Where the Makefile puts the packages of peers."""
STARTING_S = 30.0
LOG_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class Server:
    """One that serves; ``publish_port`` is where its messages are published, Redis's or its own."""

    port: int
    publish_port: int
    process: asyncio.subprocess.Process

    @property
    def pids(self) -> list[int]:
        """Its own, and those of processes that it began."""
        own = psutil.Process(self.process.pid)
        return [own.pid, *(child.pid for child in own.children(recursive=True))]


Serve = Callable[[int, Path, Sequence[int], int], AbstractAsyncContextManager[Server]]
"""Serves with a Redis at a port, from a folder, on some cores, to those who follow one of so many topics."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A server that can be measured; ``dialect`` is how it is talked to."""

    name: str
    dialect: str
    serve: Serve


def contestants() -> Sequence[Contestant]:
    """Repcast, and those beside which it is measured."""
    return (
        Contestant(REPCAST, "repcast", repcast_server),
        _peer("python-socketio", "socketio-python", PEERS_PYTHON, "socketio_python.py"),
        _peer("Django Channels", "channels", PEERS_PYTHON, "channels_peer.py"),
        _peer("bare FastAPI", "bare", PEERS_PYTHON, "bare_fastapi.py"),
        _peer("Socket.IO on Node", "socketio-node", BIN / "node", "socketio_node.mjs"),
        _peer("ws on Node", "bare", BIN / "node", "ws_node.mjs"),
        Contestant("nchan", "nchan", nchan_server),
    )


def _peer(name: str, dialect: str, interpreter: Path, script: str) -> Contestant:
    return Contestant(name, dialect, partial(peer_server, (interpreter, script)))


@asynccontextmanager
async def peer_server(
    program: tuple[Path, str], redis_port: int, folder: Path, cores: Sequence[int], topics: int
) -> AsyncIterator[Server]:
    """A peer, once it listens. It learns of topics from those who follow them.

    Raises:
        NotMeasured: it is not installed.
    """
    del topics
    interpreter, script = program
    for needed in (interpreter, NODE_PEERS if script.endswith(".mjs") else interpreter):
        if not needed.exists():
            raise NotMeasured(f"{needed.relative_to(BIN.parent)} is not there: make bench installs it")
    # Node looks for packages from where a script is.
    script_file = Path(shutil.copy(PEERS / script, NODE_PEERS)) if script.endswith(".mjs") else PEERS / script
    port = free_port()
    command = (str(interpreter), str(script_file), str(port), str(redis_port))
    async with running(command, folder, {}, cores) as process:
        await listens(port, process, folder)
        yield Server(port, redis_port, process)


@asynccontextmanager
async def nchan_server(redis_port: int, folder: Path, cores: Sequence[int], topics: int) -> AsyncIterator[Server]:
    """nchan, once it listens. It learns of topics from those who follow them.

    Raises:
        NotMeasured: it is not installed.
    """
    del topics
    nginx, port = await asyncio.to_thread(nchan.installed), free_port()
    file = folder / "nginx.conf"
    file.write_text(nchan.configuration(nginx, port, redis_port), encoding="utf-8")
    async with running((str(nginx.program), "-p", str(folder), "-c", str(file)), folder, {}, cores) as process:
        await listens(port, process, folder)
        server = Server(port, port, process)
        # It listens before its worker is there, whose CPU is what is measured.
        await wait_until(lambda: len(server.pids) > 1, "the worker is there")
        yield server


@asynccontextmanager
async def repcast_server(redis_port: int, folder: Path, cores: Sequence[int], topics: int) -> AsyncIterator[Server]:
    """Repcast, with as many jobs as there are topics."""
    await asyncio.to_thread(database_with_jobs, folder, job_ids(topics), FIRST_SEQ - 1)
    port = free_port()
    settings = {
        "database_url": url_of(folder),
        "redis_url": f"redis://127.0.0.1:{redis_port}/0",
        "redis_prefix": PREFIX,
        "job_concurrency": 0,
        "handshakes_per_minute": 1_000_000,
        "brief_sockets_per_minute": 1_000_000,
        "looks_per_minute": 1_000_000,
        "visits_per_minute": 1_000_000,
    }
    named = {environment_name(name): str(value) for name, value in settings.items()}
    command = [str(BIN / "repcast-server"), "serve", f"--port={port}"]
    async with running(command, folder, named, cores) as process:
        await listens(port, process, folder)
        yield Server(port, redis_port, process)


@asynccontextmanager
async def running(
    command: Sequence[str], folder: Path, settings: Mapping[str, str], cores: Sequence[int]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process within the block, in a folder, on some cores; ``settings`` are added to its environment."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("REPCAST_", "OPENAI_"))}
    # It is begun on these cores, so that what it begins at once is there, too.
    with (folder / "log").open("ab") as log, pinned(cores):
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env={**own, **settings}, stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            _kill(process.pid)
        await process.wait()


def _kill(pid: int) -> None:
    """A process and what it began: Node is begun by a program of its wheel, and would outlive that."""
    with contextlib.suppress(psutil.NoSuchProcess):
        own = psutil.Process(pid)
        for each in (*own.children(recursive=True), own):
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()


async def listens(port: int, process: asyncio.subprocess.Process, folder: Path) -> None:
    """Return once it does."""
    async with asyncio.timeout(STARTING_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                if process.returncode is not None:
                    log = await asyncio.to_thread((folder / "log").read_text)
                    raise RuntimeError(f"the server ended with {process.returncode}:\n{log[-LOG_SHOWN:]}") from None
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return
