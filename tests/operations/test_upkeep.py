"""``repcast-server prune`` and ``erase-user``: a database without a server, or beside one."""

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from server.cli import app
from server.clock import utc_now
from server.jobs.pruning import PRUNING_LOCK
from server.jobs.rows import JOBS
from server.storage.database import open_database
from tests.support.parts import ended, running_parts, submit
from tests.support.samples import new_user, program_request

T = TypeVar("T")


def _called(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"REPCAST_DATABASE_URL": url})


def _counts(called: Result) -> dict[str, int]:
    """Without noughts."""
    assert called.exit_code == 0, called.output
    return {name: count for name, count in json.loads(called.stdout).items() if count}


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """The command has a loop of its own, and is called where none runs."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


async def _three_days_old(folder: Path, url: str, user: str) -> int:
    """A job that ended so long ago; the frames of its log."""
    async with running_parts(folder, database_url=url) as server:
        made = await submit(server, program_request(user, duration_weeks=1))
        frames = (await ended(server, made.job.job_id)).seq
        aged = update(JOBS).values(completed_at=utc_now() - timedelta(days=3))
        await server.database.write(lambda tx: tx.connection.execute(aged))
    return frames


def test_it_says_what_goes_and_removes_it(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the days that are set, or that are given; a dry run removes nothing; all of a user goes at their wish."""
    monkeypatch.chdir(tmp_path)
    user = new_user()
    frames = _apart(_three_days_old(tmp_path, database_url, user))
    assert _counts(_called(database_url, "prune", "--json")) == {}
    assert _counts(_called(database_url, "prune", "--older-than-days=4", "--json")) == {}
    older = ("prune", "--older-than-days=2")
    assert _counts(_called(database_url, *older, "--dry-run", "--json")) == {"logs": 1, "frames": frames}
    assert _called(database_url, *older, "--dry-run").stdout.startswith(f"Would remove: logs 1, frames {frames}, ")
    assert _counts(_called(database_url, *older, "--json")) == {"logs": 1, "frames": frames}
    assert _counts(_called(database_url, *older, "--json")) == {}
    assert _counts(_called(database_url, "erase-user", user, "--json")) == {"programs": 1, "jobs": 1, "users": 1}
    assert _called(database_url, "erase-user", user).stdout.startswith("Removed: webhook deliveries 0, ")


def test_who_comes_second_leaves_it_at_that(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that another process is at it, and that is no failure."""
    monkeypatch.chdir(tmp_path)

    async def meanwhile() -> Result:
        other = open_database(postgres_url, lambda _: None)
        await other.open()
        async with other.alone(PRUNING_LOCK):
            called = await asyncio.to_thread(_called, postgres_url, "prune", "--json")
        await other.close()
        return called

    called = _apart(meanwhile())
    assert (called.exit_code, called.stdout) == (0, "")
    assert "Another process" in called.stderr
