"""The server's parts, wired and running, without a socket in front of them."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from schemas.client_frames import OnActive
from schemas.codec import decode_log_event
from schemas.job import JobKind, JobSnapshot
from schemas.model import JsonObject
from schemas.server_frames import JobEvent
from server.app import Server, new_server
from server.clock import Clock, utc_now
from server.generation.generator import Generator
from server.jobs.log import EVENTS
from server.jobs.submission import Submitted
from server.settings import Settings
from tests.support.waiting import wait_until


def settings_for(folder: Path, **changes: Any) -> Settings:
    """Settings of tests: a database in ``folder`` unless another is named, and no waiting that nobody needs."""
    url = f"sqlite:///{folder / 'test.sqlite3'}"
    # Whoever runs the tests may have a key in the environment: nobody calls a model with it.
    keyless = {"openai_api_key": None, "openai_base_url": None}
    quick = {"drain_jobs_s": 0.0, "drain_sockets_s": 0.5, "retry_base_s": 0.0, "generator_process": False}
    values: dict[str, Any] = {"database_url": url, **keyless, **quick, **changes}
    return Settings(_env_file=None, **values)


@contextlib.asynccontextmanager
async def running_parts(
    folder: Path, generator: Generator | None = None, clock: Clock = utc_now, **changes: Any
) -> AsyncIterator[Server]:
    """All parts of a process, until the block ends."""
    server = new_server(settings_for(folder, **changes), generator, clock)
    async with server.running():
        yield server


async def submit(
    server: Server, request: JsonObject, *, key: str | None = None, on_active: OnActive = OnActive.PARALLEL
) -> Submitted:
    wish = await server.service.understand(JobKind.GENERATE, request, key, on_active, None)
    return await server.service.submit(wish)


async def log_of(server: Server, job_id: str) -> list[JobEvent]:
    """The whole log of a job, from the database."""
    statement = select(EVENTS.c.payload).where(EVENTS.c.job_id == job_id).order_by(EVENTS.c.seq)
    texts = await server.database.read(lambda c: c.execute(statement).scalars().all())
    return [decode_log_event(text) for text in texts]


async def weeks_written(server: Server, job_id: str, weeks: int) -> None:
    """Wait until so many weeks are in the log. A generator is a step ahead of it."""

    async def are_written() -> bool:
        return (await server.service.snapshot(job_id, None)).weeks_done == weeks

    await wait_until(are_written, f"{weeks} weeks of job {job_id} are written")


async def ended(server: Server, job_id: str) -> JobSnapshot:
    """The job, once it has ended."""

    async def is_final() -> bool:
        return (await server.service.snapshot(job_id, None)).status.is_final

    await wait_until(is_final, f"job {job_id} has ended")
    return await server.service.snapshot(job_id, None)


@dataclass(slots=True)
class SetClock:
    """A clock that stands until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
