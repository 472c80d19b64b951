"""Looking at jobs: whose they are, in pages, and what was of late; and what follows on a submission."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from schemas.errors import ErrorCode
from schemas.job import JobStatus
from server.jobs.refusal import Refused
from server.jobs.rows import JOBS
from tests.support.parts import SetClock, ended, running_parts, submit
from tests.support.postgres_sessions import session
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until


async def test_who_submits_is_answered_before_the_work_begins(tmp_path: Path) -> None:
    """In the next turn of the loop the log tells of the job, and only then somebody works on it."""
    async with running_parts(tmp_path, ScriptedGenerator([[Hold()]])) as server:
        with capture_logs() as logs:
            job_id = (await submit(server, program_request())).job.job_id
            assert (logs, server.engine.at_work) == ([], 0)
            await asyncio.sleep(0)
            assert [(line["event"], line["job_id"]) for line in logs] == [("job_submitted", job_id)]
            assert server.engine.at_work == 1


async def test_what_is_somebody_elses_does_not_exist(tmp_path: Path) -> None:
    """The refusal of another's job is word for word that of one that is not there."""
    async with running_parts(tmp_path) as server:
        user, other = new_user(), new_user()
        job_id = (await submit(server, program_request(user))).job.job_id
        assert (await server.service.snapshot(job_id, user)).user_id == user
        for ask in (
            lambda name: server.service.snapshot(name, other),
            lambda name: server.service.cancel(name, other, None),
        ):
            said = []
            for name in (job_id, new_user()):
                with pytest.raises(Refused) as refused:
                    await ask(name)
                assert refused.value.code is ErrorCode.NOT_FOUND
                said.append(refused.value.message.replace(name, "*"))
            assert said[0] == said[1]


async def test_who_asks_for_anothers_job_does_not_wait_for_it(tmp_path: Path, postgres_url: str) -> None:
    """While its row is locked, as it is whenever a frame is written, the refusal comes all the same."""
    held, generator = select(JOBS.c.id).with_for_update(), ScriptedGenerator([[Hold()]])
    async with running_parts(tmp_path, generator, database_url=postgres_url) as server:
        job_id = (await submit(server, program_request())).job.job_id
        await wait_until(lambda: generator.holding == 1, "it is at work, and writes nothing")
        async with session(postgres_url) as writer:
            assert (await writer.execute(held)).scalars().all() == [job_id]
            with pytest.raises(Refused):
                await server.service.cancel(job_id, new_user(), None)


async def test_pages_are_newest_first_and_leave_nothing_out(tmp_path: Path) -> None:
    """Jobs made at the same moment are in one order too."""
    clock = SetClock()
    async with running_parts(tmp_path, clock=clock) as server:
        user = new_user()
        made = []
        for weeks in range(1, 8):
            made.append((await submit(server, program_request(user, duration_weeks=weeks))).job.job_id)
            clock.move(weeks % 2)
        seen: list[str] = []
        cursor = None
        while True:
            page = await server.service.page(user, None, 3, cursor)
            seen += [job.job_id for job in page.jobs]
            assert len(page.jobs) <= 3
            if (cursor := page.next) is None:
                break
        assert sorted(seen) == sorted(made)
        moments = [(await server.service.snapshot(job_id, None)).created_at for job_id in seen]
        assert moments == sorted(moments, reverse=True)


async def test_a_page_can_be_of_one_state(tmp_path: Path) -> None:
    """Only what was asked for is listed, and a cursor that was never given is refused."""
    async with running_parts(tmp_path) as server:
        user = new_user()
        job_id = (await submit(server, program_request(user))).job.job_id
        await ended(server, job_id)
        assert [job.job_id for job in (await server.service.page(user, JobStatus.COMPLETED, 9, None)).jobs] == [job_id]
        assert (await server.service.page(user, JobStatus.FAILED, 9, None)).jobs == []
        with pytest.raises(Refused) as refused:
            await server.service.page(user, None, 9, "nonsense")
        assert refused.value.code is ErrorCode.INVALID_REQUEST


async def test_watching_begins_with_what_runs_and_what_ended_of_late(tmp_path: Path) -> None:
    """A job that ended more than an hour ago is history."""
    clock = SetClock()
    async with running_parts(tmp_path, clock=clock) as server:
        user = new_user()
        old = (await submit(server, program_request(user, duration_weeks=1))).job.job_id
        await ended(server, old)
        clock.move(1800)
        recent = (await submit(server, program_request(user, duration_weeks=2))).job.job_id
        await ended(server, recent)
        assert [job.job_id for job in await server.service.watched(user)] == [old, recent]
        clock.move(1801)
        assert [job.job_id for job in await server.service.watched(user)] == [recent]
