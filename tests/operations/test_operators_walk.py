"""A fresh operator, with the README and the handbook alone: keys, servers, workers, a token, metrics, an upgrade."""

import asyncio
import contextlib
import json
import os
import re
import shlex
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.model import JsonObject
from schemas.server_frames import JobCompleted, JobRetried, JobSubscribed
from tests.operations.compose_file import ROOT
from tests.operations.test_proxies import caddy
from tests.support.ports import free_port
from tests.support.push_clients import AT_ONCE
from tests.support.raw_client import raw_client
from tests.support.samples import new_user, program_request
from tests.support.server_process import BIN
from tests.support.waiting import wait_until
from voice_client import JobHandle, PushClient

README = (ROOT / "README.md").read_text(encoding="utf-8")
HANDBOOK = (ROOT / "server" / "README.md").read_text(encoding="utf-8")
CLIENTS = 4
JOBS_EACH = 5
WORKERS = 2
LONGER_THAN_THE_TEST_S = 60
REVOKED_WITHIN_S = 5
EXIT_WITHIN_S = 10
STARTING_S = 60.0
"""On a machine that has more to do."""


def _documented(*words: str) -> list[str]:
    """The arguments of the line of the README, or else of the handbook, that begins so, without its comment."""
    begins = re.escape(f"repcast-server {' '.join(words)}")
    found = re.search(rf"^{begins}.*$", README, re.MULTILINE) or re.search(rf"^{begins}.*$", HANDBOOK, re.MULTILINE)
    assert found, words
    return shlex.split(found[0], comments=True)[1:]


class Operator:
    """Runs what is documented, from a folder of their own, with the settings that they have made."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self._folder = folder
        self._settings = settings
        self._count = 0
        self.running: list[asyncio.subprocess.Process] = []

    def sets(self, **settings: str) -> None:
        """For what is begun from now on."""
        self._settings |= {f"REPCAST_{name.upper()}": value for name, value in settings.items()}

    async def runs(self, *words: str, **replaced: str) -> str:
        """A command, to its end; what it prints."""
        arguments = [replaced.get(word, word) for word in _documented(*words)]
        process = await self._begin(arguments, stdout=asyncio.subprocess.PIPE)
        out, _ = await process.communicate()
        assert process.returncode == 0, arguments
        return out.decode()

    async def begins(self, *words: str, **options: object) -> asyncio.subprocess.Process:
        """A command that stays, with other values of options that it is documented with."""
        arguments = _documented(*words)
        for name, value in options.items():
            assert any(word.startswith(f"--{name}=") for word in arguments), name
            arguments = [f"--{name}={value}" if word.startswith(f"--{name}=") else word for word in arguments]
        process = await self._begin(arguments)
        self.running.append(process)
        return process

    async def ends(self, process: asyncio.subprocess.Process) -> None:
        """By SIGTERM: in order, and in time."""
        process.terminate()
        async with asyncio.timeout(EXIT_WITHIN_S):
            assert await process.wait() == 0

    async def _begin(self, arguments: Sequence[str], stdout: int | None = None) -> asyncio.subprocess.Process:
        self._count += 1
        own = {name: value for name, value in os.environ.items() if not name.startswith(("REPCAST_", "OPENAI_"))}
        with (self._folder / f"{self._count}-{arguments[0]}.log").open("wb") as log:
            return await asyncio.create_subprocess_exec(
                BIN / "repcast-server",
                *arguments,
                cwd=self._folder,
                env=own | self._settings,
                stdout=log if stdout is None else stdout,
                stderr=log,
            )


@pytest.fixture
async def operator(
    tmp_path: Path, empty_postgres_url: str, redis_url: str, redis_prefix: str
) -> AsyncIterator[Operator]:
    """With an empty Postgres and a Redis; all that they have begun ends with the test."""
    operator = Operator(tmp_path, {})
    operator.sets(database_url=empty_postgres_url, redis_url=redis_url, redis_prefix=redis_prefix)
    yield operator
    for process in operator.running:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _is_up(url: str, path: str = "/api/open") -> None:
    async with httpx.AsyncClient(base_url=url) as http:

        async def answers() -> bool:
            with contextlib.suppress(httpx.HTTPError):
                return (await http.get(path)).status_code == 200
            return False

        await wait_until(answers, f"{url}{path} answers", STARTING_S)


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def _has_begun(key: str, url: str, job: JobHandle) -> None:
    async with httpx.AsyncClient(base_url=url, headers=_bearer(key)) as http:

        async def is_in_progress() -> bool:
            return bool((await http.get(f"/api/programs/status/{job.job_id}")).json()["status"] == "in_progress")

        await wait_until(is_in_progress, f"somebody works on {job.job_id}", STARTING_S)


async def _frames(job: JobHandle) -> list[Any]:
    return [frame async for frame in job]


async def test_from_the_readme_to_an_upgrade_under_load(tmp_path: Path, operator: Operator) -> None:
    """Each step as it is written there; the upgrade fails no job, and no client misses a frame."""
    ports, door = (free_port(), free_port()), free_port()
    page = f"http://127.0.0.1:{door}"
    operator.sets(token_secret="5" * 64, job_concurrency="0", allowed_origins=page, drain_jobs_s="0.2")
    await operator.runs("migrate")
    made = await asyncio.gather(
        operator.runs("keys create --scope agent"), operator.runs("keys create --scope admin --name prometheus")
    )
    agent: JsonObject = json.loads(made[0])
    admin = made[1].strip()
    assert set(agent) == {"id", "key", "scope"}

    servers = [await operator.begins("serve", port=port) for port in ports]
    operator.sets(pace_s=str(LONGER_THAN_THE_TEST_S))  # so that no job ends before it is handed over
    old_workers = [await operator.begins("worker", concurrency=CLIENTS * JOBS_EACH // WORKERS) for _ in range(WORKERS)]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    await asyncio.gather(*(_is_up(url, "/api/ready") for url in urls))
    async with caddy(tmp_path, door, ports):
        await _visits(page, agent["key"], admin)
        new_key = await _rotates(operator, page, agent)

        async with contextlib.AsyncExitStack() as stack:
            clients = [PushClient(page, token=new_key, uniform=lambda: AT_ONCE) for _ in range(CLIENTS)]
            for client in clients:
                await stack.enter_async_context(client)
            jobs = [await client.submit(program_request()) for client in clients for _ in range(JOBS_EACH)]
            seen = [asyncio.create_task(_frames(job)) for job in jobs]
            await asyncio.gather(*(_has_begun(new_key, urls[0], job) for job in jobs))
            operator.sets(pace_s="0")
            for place, port in enumerate(ports):
                await operator.ends(servers[place])
                servers[place] = await operator.begins("serve", port=port)
                await _is_up(urls[place])
            assert not any(task.done() for task in seen)
            await operator.begins("worker")
            for worker in old_workers:
                await operator.ends(worker)
            told = await asyncio.gather(*seen)
            ends = [await job.result() for job in jobs]
    assert all(isinstance(end, JobCompleted) for end in ends)
    for frames in told:
        assert [frame.seq for frame in frames] == list(range(1, len(frames) + 1))
        assert not any(isinstance(frame, JobSubscribed) for frame in frames)
        retried = [frame for frame in frames if isinstance(frame, JobRetried)]
        assert {frame.reason for frame in retried} == {"The server is restarting."}


async def _visits(page: str, agent_key: str, admin_key: str) -> None:
    """A browser is let in by a token; metrics are an operator's, and not to be had through the proxy."""
    user = new_user()
    async with httpx.AsyncClient(base_url=page) as http:
        assert (await http.post("/api/tokens", json={"user_id": user})).status_code == 401
        token = (await http.post("/api/tokens", json={"user_id": user}, headers=_bearer(agent_key))).json()["token"]
        assert "<title>" in (await http.get("/")).text
        assert (await http.get("/metrics", headers=_bearer(admin_key))).status_code == 404
    async with raw_client(f"{page}/ws".replace("http", "ws"), origin=page, greeting={"token": token}) as browser:
        assert (await browser.ask("jobs.watch", user_id=user))["type"] == "jobs.watched"


async def _rotates(operator: Operator, page: str, old: JsonObject) -> str:
    """A new key, and the old one's end: whoever is in by it has to go. Returns the new one."""
    new: JsonObject = json.loads(await operator.runs("keys create --scope agent"))
    async with raw_client(f"{page}/ws".replace("http", "ws"), additional_headers=_bearer(old["key"])) as client:
        await operator.runs("keys revoke", ID=old["id"])
        async with asyncio.timeout(REVOKED_WITHIN_S):
            assert await client.closed() == 4501
    return str(new["key"])
