"""Backup and restore as server/README.md has them, while the database is written to."""

import asyncio
import re
import shlex
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from schemas.job import JobStatus
from server.app import Server
from server.push.log_source import Point
from server.storage.url import parse_url
from tests.operations.compose_file import ROOT
from tests.support.parts import ended, log_of, running_parts, submit, weeks_written
from tests.support.samples import program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator

HANDBOOK = (ROOT / "server" / "README.md").read_text(encoding="utf-8")

Backup = Callable[[], Coroutine[Any, Any, str]]
"""Takes one of a database that is in use, and gives the URL of another one that is made of it."""


@pytest.fixture
def of_sqlite(tmp_path: Path) -> tuple[str, Backup]:
    """A file, and its copy."""
    (statement,) = re.findall(r'^sqlite3 repcast\.sqlite3 "(.+)"', HANDBOOK, re.MULTILINE)
    file, copy = tmp_path / "repcast.sqlite3", tmp_path / "backup.sqlite3"

    async def backup() -> str:
        def copied() -> None:
            beside = sqlite3.connect(file)
            beside.execute(statement.replace("backup.sqlite3", str(copy)))
            beside.close()

        await asyncio.to_thread(copied)
        return f"sqlite:///{copy}"

    return f"sqlite:///{file}", backup


@pytest.fixture
def of_postgres(tmp_path: Path, _programs: Path, postgres_url: str, empty_postgres_url: str) -> tuple[str, Backup]:
    """A database, and another one that the first one's dump is put into."""

    async def run(words: str, url: str) -> None:
        plain = parse_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        program, *arguments = shlex.split(words.replace("$POSTGRES", plain), comments=True)
        process = await asyncio.create_subprocess_exec(_programs / program, *arguments, cwd=tmp_path)
        assert await process.wait() == 0

    async def backup() -> str:
        (dump,) = re.findall(r"^pg_dump .+$", HANDBOOK, re.MULTILINE)
        (restore,) = re.findall(r"`(pg_restore [^`]+)`", HANDBOOK)
        await run(dump, postgres_url)
        await run(restore, empty_postgres_url)
        return empty_postgres_url

    return postgres_url, backup


@pytest.mark.parametrize("kind", ["of_sqlite", "of_postgres"])
async def test_a_backup_is_one_state_and_goes_on_from_there(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Taken amid a job: what had ended is there, what was under way is begun again, later frames are not known."""
    url, backup = request.getfixturevalue(kind)
    generator = ScriptedGenerator([[Hold(after_weeks=2)]])
    async with running_parts(tmp_path, generator, database_url=url) as server:
        generator.release()
        done = await _job(server)
        await ended(server, done)
        generator.hold()
        running = await _job(server)
        await weeks_written(server, running, 2)
        copy = await backup()
        generator.release()
        last = (await ended(server, running)).seq
    async with running_parts(tmp_path, database_url=copy) as restored:
        assert [event.type for event in await log_of(restored, done)][-1] == "job.completed"
        assert (await ended(restored, running)).status is JobStatus.COMPLETED
        assert [event.type for event in await log_of(restored, running)].count("job.retried") == 1
        (place,) = await restored._source.places([Point(running, last + 100)])
        assert place is not None
        assert place.snapshot is not None


async def _job(server: Server) -> str:
    return (await submit(server, program_request(duration_weeks=3))).job.job_id
