"""The truth, read from the database that the cluster writes to."""

import contextlib
import json
from collections.abc import AsyncIterator, Collection
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from server.storage.postgres_database import postgres_engine
from server.storage.url import parse_url
from tests.support.history import FINAL


class Truth:
    """Questions to the database, beside the cluster."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def jobs_of(self, user_ids: Collection[str]) -> set[str]:
        rows = await self._ask(
            "SELECT id FROM program_generation_jobs WHERE user_id = ANY(:users)", users=list(user_ids)
        )
        return {str(row[0]) for row in rows}

    async def logs(self, job_ids: Collection[str]) -> dict[str, list[str]]:
        """Each job's log: the text of each frame, in order."""
        rows = await self._ask(
            "SELECT job_id, payload FROM job_events WHERE job_id = ANY(:jobs) ORDER BY job_id, seq", jobs=list(job_ids)
        )
        found: dict[str, list[str]] = {job_id: [] for job_id in job_ids}
        for job_id, payload in rows:
            found[job_id].append(payload)
        return found

    async def _ask(self, statement: str, **values: Any) -> list[Any]:
        async with self._engine.connect() as connection:
            return list(await connection.execute(text(statement), values))


@contextlib.asynccontextmanager
async def truth_of(database_url: str) -> AsyncIterator[Truth]:
    """Connections until the block ends."""
    engine = postgres_engine(parse_url(database_url), 2)
    try:
        yield Truth(engine)
    finally:
        await engine.dispose()


def broken_logs(logs: dict[str, list[str]]) -> list[str]:
    """What is wrong with the logs themselves: numbers that are missing, and ends that are not exactly one."""
    broken = []
    for job_id, log in logs.items():
        frames = [json.loads(each) for each in log]
        if [frame["seq"] for frame in frames] != list(range(1, len(frames) + 1)):
            broken.append(f"{job_id}: its log has holes")
        finals = [frame["type"] for frame in frames if frame["type"] in FINAL]
        if finals != ["job.completed"] or frames[-1]["type"] not in FINAL:
            broken.append(f"{job_id}: it ends with {finals}, the last frame is {frames[-1]['type']}")
    return broken
