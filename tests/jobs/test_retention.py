"""What is kept for how long, on SQLite and on Postgres."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from schemas.job import JobStatus
from server.access.identity import Scope
from server.access.key_table import add_key, all_keys
from server.access.keys import StoredKey
from server.app import Server
from server.generation.generator import GenerationFailed
from server.jobs.budgets import BUDGETS
from server.jobs.checkpoints import CHECKPOINTS
from server.jobs.erasure import erase_user
from server.jobs.plan_cache import PLANS
from server.jobs.programs import PROGRAMS
from server.jobs.pruning import PRUNING_LOCK
from server.jobs.refusal import Refused
from server.jobs.rows import JOBS
from server.jobs.standing import KEYS
from server.storage.database import open_database
from server.webhooks.rows import DELIVERIES, ENDPOINTS
from tests.support.parts import SetClock, ended, log_of, running_parts, submit, weeks_written
from tests.support.revising import program_of, revised
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Fail, Hold, ScriptedGenerator
from tests.support.waiting import wait_until
from tests.webhooks.hooks import NOBODY_DELIVERS, hook

DAY_S = 24 * 3600.0
WEEK = {"duration_weeks": 1}
BROKEN = GenerationFailed(code="internal", message="It broke.", say="Sorry.")


async def _done(server: Server, **changes: object) -> str:
    job_id = (await submit(server, program_request(**{**WEEK, **changes}))).job.job_id
    await ended(server, job_id)
    return job_id


async def _pruned(server: Server, *, is_dry: bool = False) -> dict[str, int]:
    """What was removed, without noughts."""
    counts = await server.pruner.prune(is_dry=is_dry)
    assert counts is not None
    return {name: count for name, count in counts.items() if count}


async def _rows(server: Server, table: Any) -> int:
    found: int = await server.database.read(lambda c: c.execute(select(func.count()).select_from(table)).scalar_one())
    return found


def _key(name: str, now: datetime, **changes: Any) -> StoredKey:
    scope = Scope.USER if "user_id" in changes else Scope.AGENT
    return StoredKey(
        **{"id": name, "name": name, "scope": scope, "user_id": None, "digest": "", "created_at": now, **changes}
    )


async def test_a_log_goes_and_its_job_and_program_stay(database_url: str, tmp_path: Path) -> None:
    """Thirty days after the job's end, unless it is set otherwise; a second run finds nothing."""
    clock = SetClock()
    async with running_parts(tmp_path, clock=clock, database_url=database_url) as server:
        job_id = await _done(server)
        frames = len(await log_of(server, job_id))
        chunk = {"job_id": job_id, "chunk": 1, "plan": {}, "saved_at": clock()}
        await server.database.write(lambda tx: tx.connection.execute(insert(CHECKPOINTS).values(chunk)))
        clock.move(30 * DAY_S - 1)
        assert await _pruned(server) == {}
        clock.move(1)
        assert await _pruned(server, is_dry=True) == {"logs": 1, "frames": frames}
        assert len(await log_of(server, job_id)) == frames
        assert await _pruned(server) == {"logs": 1, "frames": frames}
        assert await log_of(server, job_id) == []
        assert await _rows(server, CHECKPOINTS) == 0
        assert (await server.service.snapshot(job_id, None)).status is JobStatus.COMPLETED
        clock.move(3000 * DAY_S)
        assert await _pruned(server) == {}
        assert await _rows(server, PROGRAMS) == 1


async def test_a_job_without_a_program_goes_with_its_keys(database_url: str, tmp_path: Path) -> None:
    """Its key then stands for nothing any more; a job with a program stays, and so does its key."""
    clock = SetClock()
    generator = ScriptedGenerator([[Fail(BROKEN)]])
    async with running_parts(tmp_path, generator, clock, database_url=database_url) as server:
        failed = (await submit(server, program_request(**WEEK), key="k")).job.job_id
        assert (await ended(server, failed)).status is JobStatus.FAILED
        clock.move(90 * DAY_S)
        found = await _pruned(server)
        assert (found["logs"], found["jobs"]) == (1, 1)
        assert await _rows(server, KEYS) == 0
        with pytest.raises(Refused):
            await server.service.snapshot(failed, None)


async def test_programs_go_where_it_is_set(database_url: str, tmp_path: Path) -> None:
    """With their jobs; but not while others are made of one, nor while its user has a job that may be."""
    clock = SetClock()
    generator = ScriptedGenerator([[Hold()]])
    settings: dict[str, Any] = {"database_url": database_url, "program_retention_days": 3000}
    async with running_parts(tmp_path, generator, clock, **settings) as server:
        generator.release()
        user = new_user()
        await revised(server, await program_of(server, program_request(user, **WEEK)), "make it three days")
        await _done(server)
        generator.hold()
        held = (await submit(server, program_request(user, **WEEK))).job.job_id
        clock.move(3000 * DAY_S)
        found = await _pruned(server, is_dry=True)
        assert (found["programs"], found["jobs"]) == (1, 1)
        assert await _pruned(server) == found
        generator.release()
        await ended(server, held)
        assert [await _pruned(server) for _ in range(3)] == [{"programs": 1, "jobs": 1}] * 2 + [{}]
        kept = await server.database.read(lambda c: c.execute(select(PROGRAMS.c.job_id)).scalars().all())
        assert kept == [held]


async def test_plans_and_counters_of_days_go_too(database_url: str, tmp_path: Path) -> None:
    """A plan after the days that it is kept for, a day's counters after a week."""
    clock = SetClock()
    async with running_parts(tmp_path, clock=clock, database_url=database_url) as server:
        now = server._clock()  # on Postgres, its own
        plan = {"key": "k", "plan": {}, "model": "m", "prompt_version": "1", "created_at": now, "uses": 0}
        day = {"day": now.date(), "payer": "everybody", "tokens": 1}
        for table, values in ((PLANS, plan), (BUDGETS, day)):
            await server.database.write(lambda tx, t=table, v=values: tx.connection.execute(insert(t).values(v)))  # type: ignore[misc]  # mypy does not see the defaults
        clock.move(7 * DAY_S)
        assert await _pruned(server) == {}
        clock.move(DAY_S)
        assert await _pruned(server, is_dry=True) == {"budgets": 1}
        assert await _pruned(server) == {"budgets": 1}
        clock.move(22 * DAY_S)
        assert await _pruned(server) == {"plans": 1}


async def test_keys_that_were_revoked_go_but_for_the_last(database_url: str, tmp_path: Path) -> None:
    """Ninety days later; that there was one says that nobody comes in without."""
    clock = SetClock()
    async with running_parts(tmp_path, clock=clock, database_url=database_url) as server:
        now = server._clock()
        await server.database.write(lambda tx: add_key(tx, _key("old", now, revoked_at=now)))
        clock.move(90 * DAY_S)
        assert await _pruned(server) == {}
        await server.database.write(lambda tx: add_key(tx, _key("new", now)))
        assert await _pruned(server) == {"keys": 1}
        assert [key.name for key in await server.database.read(all_keys)] == ["new"]


async def test_nothing_that_goes_on_is_touched_however_old(database_url: str, tmp_path: Path) -> None:
    """A job is written to while many logs go beside it: its log is whole, and each of the others is gone."""
    clock = SetClock()
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with running_parts(tmp_path, generator, clock, database_url=database_url, submits_per_minute=1000) as server:
        many = [(await submit(server, program_request(**WEEK))).job.job_id for _ in range(22)]
        generator.release()
        await asyncio.gather(*(ended(server, job_id) for job_id in many))
        generator.hold()
        running = (await submit(server, program_request(duration_weeks=52))).job.job_id
        await weeks_written(server, running, 1)
        clock.move(31 * DAY_S)
        pruning = asyncio.create_task(_pruned(server))
        generator.release()
        assert (await pruning)["logs"] == len(many)
        snapshot = await ended(server, running)
        assert snapshot.status is JobStatus.COMPLETED
        assert [event.seq for event in await log_of(server, running)] == list(range(1, snapshot.seq + 1))
        assert all([await log_of(server, job_id) == [] for job_id in many])


async def test_one_process_prunes_at_a_time(postgres_url: str, tmp_path: Path) -> None:
    """The others leave it at that; once it has ended, or died, it is somebody else's turn."""
    clock = SetClock()
    other = open_database(postgres_url, lambda _: None)
    await other.open()
    async with running_parts(tmp_path, clock=clock, database_url=postgres_url) as server:
        async with other.alone(PRUNING_LOCK) as is_alone:
            assert is_alone
            assert await server.pruner.prune() is None
        assert await server.pruner.prune() is not None
        async with server.database.alone(PRUNING_LOCK) as is_alone:
            assert is_alone
    await other.close()


async def test_a_server_prunes_by_itself(tmp_path: Path) -> None:
    """At intervals, and says in one line of its log what went."""
    clock = SetClock()
    async with running_parts(tmp_path, clock=clock, prune_interval_s=0.05) as server:
        job_id = await _done(server)
        clock.move(30 * DAY_S)

        async def is_gone() -> bool:
            return await log_of(server, job_id) == []

        await wait_until(is_gone, "the log is pruned")


async def test_all_that_is_a_users_can_be_erased(database_url: str, tmp_path: Path) -> None:
    """Jobs that run are stopped by it; what is others' stays."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    settings: dict[str, Any] = {"database_url": database_url, "job_heartbeat_s": 0.05, **NOBODY_DELIVERS}
    async with running_parts(tmp_path, generator, **settings) as server:
        user = new_user()
        for whose in (None, user):
            await hook(server, "https://127.0.0.1:9/", user_id=whose)
        generator.release()
        first = await program_of(server, program_request(user, **WEEK))
        await revised(server, first, "make it three days")
        others = await _done(server)
        generator.hold()
        running = (await submit(server, program_request(user, duration_weeks=2), key="k")).job.job_id
        await weeks_written(server, running, 1)
        for key in (_key("mine", server._clock(), user_id=user), _key("other", server._clock())):
            await server.database.write(lambda tx, key=key: add_key(tx, key))  # type: ignore[misc]  # mypy does not see the default
        removed = await server.database.write(lambda tx: erase_user(tx, user, server._clock()))
        found = {name: count for name, count in removed.items() if count}
        assert found == {
            "programs": 2,
            "idempotency_keys": 1,
            "jobs": 3,
            "users": 1,
            "keys": 1,
            "webhook_endpoints": 1,
            "webhook_deliveries": 4,
        }
        keys = await server.database.read(all_keys)
        assert {(key.user_id, key.name, key.revoked_at is not None) for key in keys} == {
            (None, "", True),
            (None, "other", False),
        }
        await wait_until(lambda: generator.closed == generator.begun, "nobody works for them any more")
        assert (await server.service.page(user, None, 10, None)).jobs == []
        assert [await _rows(server, table) for table in (JOBS, PROGRAMS, ENDPOINTS, DELIVERIES)] == [1, 1, 1, 1]
        assert (await server.service.snapshot(others, None)).status is JobStatus.COMPLETED
        again = await server.database.write(lambda tx: erase_user(tx, user, server._clock()))
        assert again == dict.fromkeys(removed, 0)
