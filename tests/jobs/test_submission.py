"""Submitting: one wish gives one job, however often and in whichever words it is said; on each kind of database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from schemas.client_frames import OnActive
from schemas.errors import ErrorCode
from schemas.job import JobStatus
from server.app import Server
from server.jobs.refusal import Refused
from server.jobs.submission import Submitted
from tests.support.parts import SetClock, ended, log_of, running_parts, submit
from tests.support.samples import program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Holds each job before its first week."""
    return ScriptedGenerator([[Hold()]])


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def server(
    database_url: str, tmp_path: Path, generator: ScriptedGenerator, clock: SetClock
) -> AsyncIterator[Server]:
    limits = {"max_active_jobs": 3, "submits_per_minute": 5}
    async with running_parts(tmp_path, generator, clock, database_url=database_url, **limits) as parts:
        yield parts
        generator.release()


async def _jobs(server: Server, user_id: str) -> int:
    return len((await server.service.page(user_id, None, 100, None)).jobs)


async def test_twenty_of_the_same_at_once_are_one_job(server: Server) -> None:
    """Twenty parallel submissions give one job, and exactly one of them made it."""
    request = program_request()
    made = await asyncio.gather(*(submit(server, request) for _ in range(20)))
    assert len({each.job.job_id for each in made}) == 1
    assert sum(not each.duplicate for each in made) == 1
    assert await _jobs(server, str(request["user_id"])) == 1


@pytest.mark.parametrize("key", [None, "k"])
async def test_twenty_of_the_same_to_two_processes_are_one_job(
    server: Server, database_url: str, tmp_path: Path, key: str | None
) -> None:
    """Whichever process a submission reaches, there is one job, with and without a key."""
    request = program_request()
    async with running_parts(tmp_path, database_url=database_url) as other:
        await other.engine.drain(0)
        made = await asyncio.gather(*(submit(each, request, key=key) for _ in range(10) for each in (server, other)))
    assert len({each.job.job_id for each in made}) == 1
    assert sum(not each.duplicate for each in made) == 1
    assert await _jobs(server, str(request["user_id"])) == 1


async def test_twenty_with_the_same_key_at_once_are_one_job(server: Server) -> None:
    """An idempotency key does the same, also when the job has ended in between."""
    request = program_request()
    made = await asyncio.gather(*(submit(server, request, key="k") for _ in range(20)))
    assert len({each.job.job_id for each in made}) == 1
    await server.service.cancel(made[0].job.job_id, None, None)
    await ended(server, made[0].job.job_id)
    again = await submit(server, request, key="k")
    assert (again.job.job_id, again.duplicate) == (made[0].job.job_id, True)
    assert again.job.status is JobStatus.CANCELLED


async def test_saying_ok_gives_the_same_job(server: Server) -> None:
    """The same fields in other words, with another key, are the job that is being made."""
    request = program_request()
    first = await submit(server, request, key="a")
    second = await submit(server, {**request, "goal_raw": "OK", "notes": "go"}, key="b", on_active=OnActive.CONFIRM)
    third = await submit(server, {**request, "goal_raw": "Yes, please."}, on_active=OnActive.REPLACE)
    assert {second.job.job_id, third.job.job_id} == {first.job.job_id}
    assert second.duplicate
    assert third.duplicate


async def test_who_tells_of_a_danger_has_asked_for_something_else(server: Server) -> None:
    """The same fields with a word of chest pain, or of a sore knee, are no longer the job that is being made."""
    request = program_request(notes="diabetes")
    first = await submit(server, request)
    for words in ("I get chest pain", "my knee hurts"):
        with pytest.raises(Refused) as refused:
            await submit(server, {**request, "notes": words}, on_active=OnActive.CONFIRM)
        assert refused.value.code is ErrorCode.ACTIVE_JOB
    again = await submit(server, {**request, "notes": "I am diabetic, go on"}, on_active=OnActive.CONFIRM)
    assert (again.job.job_id, again.duplicate) == (first.job.job_id, True)


async def test_the_same_wish_after_the_end_is_a_new_job(server: Server, generator: ScriptedGenerator) -> None:
    """Who asks again when the program is there gets another one."""
    generator.release()
    request = program_request()
    first = await submit(server, request)
    assert (await ended(server, first.job.job_id)).status is JobStatus.COMPLETED
    second = await submit(server, request)
    assert not second.duplicate
    assert second.job.job_id != first.job.job_id


async def test_a_key_stands_for_one_request(server: Server) -> None:
    """The same key with another request is a conflict, which names the job that holds the key."""
    request = program_request()
    first = await submit(server, request, key="k")
    with pytest.raises(Refused) as refused:
        await submit(server, {**request, "goal_raw": "something else"}, key="k")
    assert refused.value.code is ErrorCode.IDEMPOTENCY_CONFLICT
    assert refused.value.details is not None
    assert refused.value.details.job_id == first.job.job_id


async def test_keys_are_each_users_own(server: Server) -> None:
    """Two users may choose the same key."""
    first = await submit(server, program_request(), key="k")
    second = await submit(server, program_request(), key="k")
    assert first.job.job_id != second.job.job_id


async def test_submissions_that_come_at_once_are_each_answered_for_themselves(server: Server) -> None:
    """One is new, one is known by its key, one has a key of another request, and one comes twice."""
    known, conflicting, new, twice = (program_request() for _ in range(4))
    first = await submit(server, known, key="k")
    held = await submit(server, conflicting, key="k")
    became = await asyncio.gather(
        submit(server, known, key="k"),
        submit(server, {**conflicting, "duration_weeks": 8}, key="k"),
        submit(server, new, key="k"),
        submit(server, twice),
        submit(server, twice),
        return_exceptions=True,
    )
    again, refused, made, one, other = became
    assert isinstance(again, Submitted)
    assert (again.job.job_id, again.duplicate) == (first.job.job_id, True)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.details and refused.details.job_id) == (
        ErrorCode.IDEMPOTENCY_CONFLICT,
        held.job.job_id,
    )
    assert isinstance(made, Submitted)
    assert isinstance(one, Submitted)
    assert isinstance(other, Submitted)
    assert (made.duplicate, one.duplicate, other.duplicate) == (False, False, True)
    assert other.job.job_id == one.job.job_id


async def test_another_wish_has_to_be_confirmed(server: Server) -> None:
    """On the socket, other fields while a job runs are refused with the job that is in the way."""
    request = program_request()
    first = await submit(server, request)
    with pytest.raises(Refused) as refused:
        await submit(server, {**request, "duration_weeks": 8}, on_active=OnActive.CONFIRM)
    assert refused.value.code is ErrorCode.ACTIVE_JOB
    assert refused.value.details is not None
    assert refused.value.details.job_id == first.job.job_id
    assert await _jobs(server, str(request["user_id"])) == 1


async def test_replace_cancels_the_old_job_and_starts_the_new_one(server: Server, generator: ScriptedGenerator) -> None:
    """One of the two goes on."""
    request = program_request()
    first = await submit(server, request)
    await wait_until(lambda: generator.holding == 1, "the first is being made")
    second = await submit(server, {**request, "duration_weeks": 8}, on_active=OnActive.REPLACE)
    assert (await ended(server, first.job.job_id)).status is JobStatus.CANCELLED
    generator.release()
    assert (await ended(server, second.job.job_id)).status is JobStatus.COMPLETED
    assert (await log_of(server, first.job.job_id))[-1].model_dump()["reason"] == "replaced"


async def test_parallel_makes_both(server: Server, generator: ScriptedGenerator) -> None:
    """Who wants two programs says so and gets two."""
    request = program_request()
    made = [await submit(server, {**request, "duration_weeks": weeks}) for weeks in (4, 8)]
    generator.release()
    assert [(await ended(server, each.job.job_id)).weeks_done for each in made] == [4, 8]


async def test_active_jobs_are_bounded_and_the_bound_is_exact_under_a_race(server: Server) -> None:
    """Of ten different wishes at once three are taken, and the others told when to come again."""
    request = program_request()
    results = await asyncio.gather(
        *(submit(server, {**request, "duration_weeks": weeks}) for weeks in range(1, 11)), return_exceptions=True
    )
    refused = [each for each in results if isinstance(each, Refused)]
    assert len(results) - len(refused) == 3
    assert {each.code for each in refused} == {ErrorCode.TOO_MANY_JOBS}
    assert all(each.retryable and each.retry_after_s == 60 for each in refused)


async def test_submits_are_bounded_a_minute(server: Server, generator: ScriptedGenerator, clock: SetClock) -> None:
    """The sixth in a minute waits until the first is a minute old; a duplicate counts as none."""
    generator.release()
    request = program_request()
    for weeks in range(1, 6):
        made = await submit(server, {**request, "duration_weeks": weeks}, key=str(weeks))
        await ended(server, made.job.job_id)
        clock.move(1)
    with pytest.raises(Refused) as refused:
        await submit(server, {**request, "duration_weeks": 6})
    assert refused.value.code is ErrorCode.RATE_LIMITED
    assert refused.value.retry_after_s == 55
    assert (await submit(server, {**request, "duration_weeks": 3}, key="3")).duplicate
    clock.move(55.001)
    assert not (await submit(server, {**request, "duration_weeks": 6})).duplicate


async def test_the_limits_are_each_users_own(server: Server) -> None:
    """One user's jobs are in nobody else's way."""
    for _ in range(8):
        await submit(server, program_request())


async def test_a_draining_server_takes_nothing(server: Server) -> None:
    """Who submits during the drain is told to come again, and nothing is stored."""
    server.service.drain()
    request = program_request()
    with pytest.raises(Refused) as refused:
        await submit(server, request)
    assert (refused.value.code, refused.value.retryable) == (ErrorCode.DRAINING, True)
    assert await _jobs(server, str(request["user_id"])) == 0


async def test_every_key_that_was_answered_with_a_job_stands_for_it(server: Server) -> None:
    """Also the key of a submission that was told "already being made", when that has ended since."""
    request = program_request()
    first = await submit(server, request, key="a")
    await submit(server, {**request, "goal_raw": "OK"}, key="b")
    await server.service.cancel(first.job.job_id, None, None)
    await ended(server, first.job.job_id)
    again = await submit(server, {**request, "goal_raw": "OK"}, key="b")
    assert (again.job.job_id, again.duplicate) == (first.job.job_id, True)
    with pytest.raises(Refused) as refused:
        await submit(server, request, key="b")
    assert refused.value.code is ErrorCode.IDEMPOTENCY_CONFLICT


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"max_active_jobs": 3, "submits_per_minute": 1000}, ErrorCode.TOO_MANY_JOBS),
        ({"max_active_jobs": 1000, "submits_per_minute": 3}, ErrorCode.RATE_LIMITED),
    ],
)
async def test_of_thirty_at_once_to_two_processes_as_many_are_made_as_may_be(
    database_url: str, tmp_path: Path, limits: dict[str, Any], code: ErrorCode
) -> None:
    """Exactly; the others are told why, and when to try again. Another user is not in their way."""
    async with (
        running_parts(tmp_path, database_url=database_url, **limits) as one,
        running_parts(tmp_path, database_url=database_url, **limits) as other,
    ):
        for each in (one, other):
            await each.engine.drain(0)
        user_id = str(program_request()["user_id"])
        wishes = [program_request(user_id=user_id, duration_weeks=weeks) for weeks in range(4, 19)]
        made = await asyncio.gather(
            *(submit(each, wish) for wish in wishes for each in (one, other)),
            submit(one, program_request()),
            return_exceptions=True,
        )
        refused = [each for each in made if isinstance(each, Refused)]
        created = {each.job.job_id for each in made[:-1] if not isinstance(each, BaseException)}
        assert len(created) == 3
        assert await _jobs(other, user_id) == 3
        assert {each.code for each in refused} == {code}
        assert all(0 < each.retry_after_s <= 60 for each in refused if each.retry_after_s is not None)
        assert None not in {each.retry_after_s for each in refused}
        assert not isinstance(made[-1], BaseException)
