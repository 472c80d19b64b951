"""Two servers and two workers, each a process of its own, on one Postgres and one Redis."""

import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

import httpx

from tests.support.guard import Guard
from tests.support.ports import free_port
from tests.support.waiting import wait_until

BIN = Path(sys.executable).parent

SERVERS = ("server-1", "server-2")
WORKERS = ("worker-1", "worker-2")

PROMPT: Mapping[str, object] = {
    # What takes a minute in production takes seconds here, in the same proportions.
    "job_lease_s": 2,
    "job_heartbeat_s": 0.5,
    "reconcile_interval_s": 0.5,
    "tail_interval_s": 1,
    "heartbeat_s": 2,
    "pong_timeout_s": 2,
    "write_stall_s": 2,
    "drain_jobs_s": 0.5,
    "drain_sockets_s": 1,
    "retry_base_s": 0.1,
    # A job takes more than a second, and each of its steps is seen.
    "pace_s": 0.1,
    "progress_interval_s": 0,
}
AMPLE: Mapping[str, object] = {
    # A fault is to end no job, and the load is to meet no limit.
    "job_max_attempts": 100,
    "submits_per_minute": 100_000,
    "max_active_jobs": 10_000,
    "frames_burst": 10_000,
    "handshakes_per_minute": 1_000_000,
    "brief_sockets_per_minute": 1_000_000,
    "looks_per_minute": 1_000_000,
    "visits_per_minute": 1_000_000,
    "requests_per_minute": 1_000_000,
}


class Part:
    """One process, which can be killed, terminated, and started again under the same address."""

    def __init__(self, name: str, folder: Path, arguments: list[str], settings: Mapping[str, object]) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._folder = folder
        self._port_file = folder / f"{name}.port"
        self._arguments = arguments
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None
        self._log_begins = 0
        self.port = free_port()

    @property
    def is_server(self) -> bool:
        return self.name in SERVERS

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def begin(self) -> None:
        """Start it, and do not wait for it."""
        assert not self.is_alive
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("REPCAST_", "OPENAI_", "COVERAGE"))
        }
        environment = {f"REPCAST_{name.upper()}": str(value) for name, value in self._settings.items()}
        address = [f"--port={self.port}", f"--port-file={self._port_file}"] if self.is_server else []
        self._port_file.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self._log_begins = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - the project's own program
                [BIN / "repcast-server", *self._arguments, *address],
                cwd=self._folder,
                env=own | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for the tests; they end it
            )
        self._guard = Guard(self._process.pid)

    async def is_up(self) -> None:
        """Return once it serves; a worker begins its work when there is a Redis, whenever that is."""
        if self.is_server:
            await wait_until(lambda: self._port_file.exists() or not self.is_alive, f"{self.name} serves")
        assert self.is_alive, self.log.read_text(encoding="utf-8")

    def has_logged(self, words: str) -> bool:
        """Since it was started."""
        return words.encode() in self.log.read_bytes()[self._log_begins :]

    async def start(self) -> None:
        self.begin()
        await self.is_up()

    def kill(self) -> None:
        """As the kernel does when memory is short: without a word."""
        assert self._process is not None
        assert self._guard is not None
        self._guard.release()
        self._process.kill()
        self._process.wait()

    async def terminate(self) -> int:
        """As a deployment does; returns the exit code."""
        process = self._process
        assert process is not None
        assert self._guard is not None
        process.terminate()
        await wait_until(lambda: process.poll() is not None, f"{self.name} has ended")
        self._guard.release()
        assert process.returncode is not None
        return process.returncode


class Cluster:
    """The parts by name.

    Args:
        settings: of all parts, beside the two addresses.
        own: of one part, by its name; they come before those of all.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str,
        redis_url: str,
        settings: Mapping[str, object],
        own: Mapping[str, Mapping[str, object]],
    ) -> None:
        self.database_url = database_url
        self.redis_prefix = f"faults-{uuid4().hex}"
        ways = {"database_url": database_url, "redis_url": redis_url, "redis_prefix": self.redis_prefix}
        common = {**ways, **PROMPT, **AMPLE, **settings}
        roles = {**dict.fromkeys(SERVERS, "serve"), **dict.fromkeys(WORKERS, "worker")}
        alone: Mapping[str, Mapping[str, object]] = {"serve": {"job_concurrency": 0}, "worker": {}}
        self.parts = {
            name: Part(name, folder, [role], {**common, **alone[role], **own.get(name, {})})
            for name, role in roles.items()
        }

    def __getitem__(self, name: str) -> Part:
        return self.parts[name]

    @property
    def servers(self) -> list[Part]:
        return [self.parts[name] for name in SERVERS]

    @property
    def workers(self) -> list[Part]:
        return [self.parts[name] for name in WORKERS]

    @property
    def socket_urls(self) -> list[str]:
        return [server.socket_url for server in self.servers]

    async def start(self) -> None:
        """Start what does not run; returns once all of it is up, whatever it thinks of Redis."""
        for part in self.parts.values():
            if not part.is_alive:
                part.begin()
        for part in self.parts.values():
            await part.is_up()

    async def is_ready(self) -> None:
        """Return once both servers say so, and each worker takes jobs."""
        async with httpx.AsyncClient() as http:
            for server in self.servers:
                await wait_until(lambda url=server.url: _is_ready(http, url), f"{server.name} is ready")  # type: ignore[misc]  # mypy does not see the default
        for worker in self.workers:
            await wait_until(lambda worker=worker: worker.has_logged("takes_jobs"), f"{worker.name} takes jobs")  # type: ignore[misc]  # likewise

    def end(self) -> None:
        """Kill what runs."""
        for part in self.parts.values():
            if part.is_alive:
                part.kill()


@contextlib.asynccontextmanager
async def cluster(
    folder: Path,
    database_url: str,
    redis_url: str,
    own: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
    **settings: object,
) -> AsyncIterator[Cluster]:
    """A cluster until the block ends; each part's log is in the folder. It is up, and may not be ready."""
    parts = Cluster(folder, database_url, redis_url, settings, own)
    try:
        await parts.start()
        yield parts
    finally:
        parts.end()


async def _is_ready(http: httpx.AsyncClient, url: str) -> bool:
    return (await http.get(f"{url}/api/ready")).status_code == httpx.codes.OK
