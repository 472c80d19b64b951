"""However many programs somebody wants, there is a place for the next one who wants one."""

from pathlib import Path
from typing import Any

import pytest

from schemas.job import JobStatus
from server.app import Server
from tests.support.parts import ended, running_parts, submit
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until

PLACES = 8


async def wanted(server: Server, user_id: str, count: int) -> list[str]:
    """The ids of so many jobs of one user."""
    requests = [program_request(user_id, duration_weeks=2, session_minutes=20 + number) for number in range(count)]
    return [(await submit(server, request)).job.job_id for request in requests]


async def at_work(server: Server, job_ids: list[str]) -> int:
    """How many of these are worked on."""
    statuses = [(await server.service.snapshot(job_id, None)).status for job_id in job_ids]
    return statuses.count(JobStatus.IN_PROGRESS)


async def begun(server: Server, job_id: str) -> None:
    async def is_at_work() -> bool:
        return await at_work(server, [job_id]) == 1

    await wait_until(is_at_work, "it is worked on")


async def test_nobody_takes_all_places(tmp_path: Path, either_engine: dict[str, Any]) -> None:
    """Each takes half of what is free, so that the next one does not wait for minutes."""
    generator = ScriptedGenerator([[Hold()]])
    async with running_parts(tmp_path, generator, job_concurrency=PLACES, **either_engine) as server:
        made, expected = [], [4, 2, 1, 1]
        for number in range(len(expected)):
            made.append(await wanted(server, new_user(), PLACES))
            most = sum(expected[: number + 1])
            await wait_until(lambda most=most: generator.holding == most, "they run")  # type: ignore[misc]  # mypy does not see the default
        assert [await at_work(server, jobs) for jobs in made] == expected
        generator.release()


@pytest.mark.parametrize("places", [1, 2, PLACES])
async def test_all_that_was_wanted_is_made(tmp_path: Path, places: int, either_engine: dict[str, Any]) -> None:
    """Also of those who want more than they may have at once."""
    async with running_parts(tmp_path, ScriptedGenerator([[]]), job_concurrency=places, **either_engine) as server:
        made = [job for _ in range(3) for job in await wanted(server, new_user(), 6)]
        for job_id in made:
            assert (await ended(server, job_id)).status is JobStatus.COMPLETED


async def test_users_go_by_turns(tmp_path: Path) -> None:
    """Whoever wants one program waits for one at most of those that another one wanted before."""
    async with running_parts(tmp_path, ScriptedGenerator([[Hold()]]), job_concurrency=1) as server:
        many = await wanted(server, new_user(), 3)
        (only,) = await wanted(server, new_user(), 1)
        for job_id in (many[0], many[1], only, many[2]):
            await begun(server, job_id)
            await server.service.cancel(job_id, None, None)
            await ended(server, job_id)


async def test_what_waits_for_a_place_is_cancelled(tmp_path: Path, either_engine: dict[str, Any]) -> None:
    """It is never begun, and what the same user wants else is."""
    generator = ScriptedGenerator([[Hold()]])
    async with running_parts(tmp_path, generator, job_concurrency=2, **either_engine) as server:
        made = await wanted(server, new_user(), 3)
        await wait_until(lambda: generator.holding == 1, "one is worked on, whichever a worker began first")
        (running,) = [job_id for job_id in made if await at_work(server, [job_id])]
        waiting, other = [job_id for job_id in made if job_id != running]
        await server.service.cancel(waiting, None, None)
        assert (await ended(server, waiting)).status is JobStatus.CANCELLED
        await server.service.cancel(running, None, None)
        await begun(server, other)
        generator.release()
        assert (await ended(server, other)).status is JobStatus.COMPLETED
    assert generator.begun == 2
