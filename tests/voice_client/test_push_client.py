"""The client on a real server: submit, follow, and get through cuts without losing or doubling anything."""

import asyncio
import random
from pathlib import Path

import pytest

from schemas.client_frames import OnActive
from schemas.errors import ErrorCode, FieldError
from schemas.job import JobKind, JobStatus
from schemas.server_frames import JobCompleted, JobEvent
from server.generation.generator import GenerationFailed
from tests.support.cutting_proxy import CuttingProxy, cutting_proxy
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import log_of
from tests.support.push_clients import frames_of, has_the_exact_log, push_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Fail, Hold, ScriptedGenerator
from tests.support.waiting import wait_until
from voice_client import (
    HistoryLost,
    JobCancelledError,
    JobFailedError,
    JobHandle,
    RequestRefused,
    Unreachable,
)
from voice_client.job_handle import program_of


async def test_a_job_is_submitted_followed_and_awaited(server: LiveServer, generator: ScriptedGenerator) -> None:
    """The frames are the log, and the result is the program."""
    generator.release()
    async with push_client(server.port) as client:
        assert client.welcome is not None
        job = await client.submit(program_request())
        assert not job.duplicate
        await has_the_exact_log(server, job)
        end = await job.result()
        assert isinstance(end, JobCompleted)
        program_id, summary = program_of(end)
        assert program_id == (await client.get(job.job_id)).program_id
        assert summary is not None
        assert summary.duration_weeks == 12


async def test_many_jobs_share_one_socket(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Each handle gets its own frames."""
    generator.release()
    async with push_client(server.port) as client:
        jobs = [await client.submit(program_request(duration_weeks=3)) for _ in range(10)]
        await asyncio.gather(*(has_the_exact_log(server, job) for job in jobs))
        assert len(server.parts.gateway.connections) == 1


async def test_a_duplicate_submission_gives_the_same_job_from_its_beginning(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """Saying "OK" in another session shows everything that was before."""
    request = program_request()
    async with push_client(server.port) as first, push_client(server.port) as second:
        job = await first.submit(request)
        await wait_until(lambda: generator.holding == 1, "two weeks are written")
        again = await second.submit({**request, "goal_raw": "OK"})
        assert (again.job_id, again.duplicate) == (job.job_id, True)
        generator.release()
        await asyncio.gather(has_the_exact_log(server, job), has_the_exact_log(server, again))


async def test_following_somebody_elses_submission(server: LiveServer, generator: ScriptedGenerator) -> None:
    """From the beginning, or from a cursor on."""
    async with push_client(server.port) as agent, push_client(server.port) as page:
        job = await agent.submit(program_request())
        await wait_until(lambda: generator.holding == 1, "two weeks are written")
        followed = await page.follow(job.job_id)
        generator.release()
        await has_the_exact_log(server, followed)
        later = await page.follow(job.job_id, after=5)
        assert (await frames_of(later))[0].seq == 6


async def test_unfollowing_ends_the_frames(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Nothing more is pushed for it."""
    async with push_client(server.port) as client:
        job = await client.submit(program_request())
        await client.unfollow(job.job_id)
        (connection,) = server.parts.gateway.connections.values()
        assert connection._reader.subscriptions == 0
        generator.release()


async def test_watching_a_user(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Every frame of every job of that user, each job from its beginning."""
    user = new_user()
    async with push_client(server.port) as agent, push_client(server.port) as page:
        first = await agent.submit(program_request(user, duration_weeks=3))
        await wait_until(lambda: generator.holding == 1, "the first is being made")
        seen: dict[str, list[int]] = {}
        watching = page.watch(user)
        async for frame in watching:
            assert isinstance(frame, JobEvent)
            seen.setdefault(frame.job_id, []).append(frame.seq)
            if len(seen) == 1 and not generator._released.is_set():
                await agent.submit(program_request(user, duration_weeks=4), on_active=OnActive.PARALLEL)
                generator.release()
            if frame.status.is_final and frame.job_id != first.job_id:
                break
        await watching.aclose()  # type: ignore[attr-defined]  # an async generator
        assert len(seen) == 2
        assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in seen.values())


async def test_jobs_are_listed_looked_at_and_cancelled(server: LiveServer, generator: ScriptedGenerator) -> None:
    """And a round trip is measured."""
    user = new_user()
    async with push_client(server.port) as client:
        job = await client.submit(program_request(user))
        await wait_until(lambda: generator.holding == 1, "two weeks are written")
        assert [each.job_id for each in (await client.jobs(user)).jobs] == [job.job_id]
        assert (await client.get(job.job_id)).status is JobStatus.IN_PROGRESS
        assert await client.cancel(job.job_id, "no time") is JobStatus.IN_PROGRESS
        with pytest.raises(JobCancelledError, match="no time"):
            await job.result()
        assert await client.ping() > 0


async def test_a_refusal_says_why(server: LiveServer) -> None:
    """With the fields, and the sentences to say."""
    async with push_client(server.port) as client:
        with pytest.raises(RequestRefused) as refused:
            await client.submit(program_request(height_cm=1.9))
        assert refused.value.code is ErrorCode.INVALID_REQUEST
        assert refused.value.details is not None
        (error,) = refused.value.details.errors or ()
        assert isinstance(error, FieldError)
        assert error.say == "Is that your height in metres? Please tell me in centimetres."
        with pytest.raises(RequestRefused) as refused:
            await client.submit({"program_id": new_user(), "change_request": "x"}, kind=JobKind.REVISE)
        for ask in (client.get, client.follow, client.cancel):
            with pytest.raises(RequestRefused) as refused:
                await ask(new_user())
            assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_failed_job_raises_what_can_be_said(tmp_path: Path) -> None:
    """The iteration ends, the result raises."""
    failure = GenerationFailed(code="unsafe", message="No.", say="Please see a doctor first.")
    async with (
        live_server(tmp_path, ScriptedGenerator([[Fail(failure)]])) as server,
        push_client(server.port) as client,
    ):
        job = await client.submit(program_request())
        with pytest.raises(JobFailedError) as failed:
            await job.result()
    assert (failed.value.code, failed.value.say) == ("unsafe", "Please see a doctor first.")


async def test_cuts_lose_nothing_and_double_nothing(
    server: LiveServer, generator: ScriptedGenerator, proxy: CuttingProxy
) -> None:
    """Connections that end after a random number of bytes, over and over: each job's frames are its exact log."""
    chance = random.Random(7)  # noqa: S311 - where to cut
    proxy.after_bytes = lambda: chance.randrange(200, 60_000)
    generator.release()
    async with push_client(proxy.port) as client:
        jobs = [await client.submit(program_request(duration_weeks=20)) for _ in range(8)]
        await asyncio.gather(*(has_the_exact_log(server, job) for job in jobs))
    assert proxy.connections > 8
    users = {(await server.parts.service.snapshot(job.job_id, None)).user_id for job in jobs}
    for user in users:
        assert len((await server.parts.service.page(user, None, 100, None)).jobs) == 1


@pytest.mark.parametrize("after_bytes", [250, 700, 800, 900])
async def test_a_submission_whose_answer_is_cut_off_is_said_again(
    server: LiveServer, proxy: CuttingProxy, generator: ScriptedGenerator, after_bytes: int
) -> None:
    """With the same key, so that there is one job."""
    generator.release()
    cuts = iter([after_bytes, after_bytes])
    proxy.after_bytes = lambda: next(cuts, None)
    user = new_user()
    async with push_client(proxy.port) as client:
        job = await client.submit(program_request(user))
        await has_the_exact_log(server, job)
    assert len((await server.parts.service.page(user, None, 100, None)).jobs) == 1


async def test_a_request_during_an_outage_waits_for_its_end(
    server: LiveServer, proxy: CuttingProxy, generator: ScriptedGenerator
) -> None:
    """Nothing has to be tried again by the caller, and the trouble is told in sentences."""
    generator.release()
    said: list[str] = []
    async with push_client(proxy.port, notify=said.append) as client:
        proxy.is_refusing = True
        proxy.cut()
        await wait_until(lambda: proxy.connections > 2, "it tries again")
        asking = asyncio.create_task(client.submit(program_request()))
        proxy.is_refusing = False
        await has_the_exact_log(server, await asking)
    assert said[0].startswith("Not connected (")
    assert said[-1] == "Connected again."


async def test_a_watch_goes_on_after_a_cut(
    server: LiveServer, proxy: CuttingProxy, generator: ScriptedGenerator
) -> None:
    """Also with the jobs that began meanwhile."""
    user = new_user()
    async with push_client(server.port) as agent, push_client(proxy.port) as page:
        seen: dict[str, list[int]] = {}

        async def watch() -> None:
            async for frame in page.watch(user):
                seen.setdefault(frame.job_id, []).append(frame.seq)

        watching = asyncio.create_task(watch())
        first = await agent.submit(program_request(user, duration_weeks=3))
        await wait_until(lambda: generator.holding == 1 and first.job_id in seen, "the first is watched")
        proxy.is_refusing = True
        proxy.cut()
        second = await agent.submit(program_request(user, duration_weeks=4), on_active=OnActive.PARALLEL)
        proxy.is_refusing = False
        await wait_until(lambda: second.job_id in seen, "the second is watched")
        generator.release()
        for job in (first, second):
            log = [event.seq for event in await _logged_to_the_end(server, job)]
            await wait_until(lambda job=job, log=log: seen[job.job_id] == log, "all of it is seen")  # type: ignore[misc]  # mypy does not see job=job
        watching.cancel()


async def _logged_to_the_end(server: LiveServer, job: JobHandle) -> list[JobEvent]:
    await job.result()
    return await log_of(server.parts, job.job_id)


async def test_a_restart_of_the_server_is_got_through(tmp_path: Path) -> None:
    """The socket is closed with 4001, the client comes back, the jobs go on where they were."""
    generator = ScriptedGenerator([[Hold(after_weeks=2)]])
    async with cutting_proxy(0) as proxy:
        async with live_server(tmp_path, generator) as server:
            proxy._target_port = server.port
            client = push_client(proxy.port)
            await client.__aenter__()
            jobs = [await client.submit(program_request()) for _ in range(5)]
            await wait_until(lambda: generator.holding == 5, "all are being made")
            proxy.is_refusing = True
        async with live_server(tmp_path) as server:
            proxy._target_port = server.port
            proxy.is_refusing = False
            await asyncio.gather(*(has_the_exact_log(server, job) for job in jobs))
            await client.aclose()


async def test_a_server_that_goes_for_good_fails_what_waits(server: LiveServer, proxy: CuttingProxy) -> None:
    """Handles, requests and watches all learn it."""
    async with push_client(proxy.port, max_retries=1) as client:
        job = await client.submit(program_request())
        proxy.is_refusing = True
        proxy.cut()
        with pytest.raises(Unreachable):
            await job.result()
        with pytest.raises(Unreachable):
            await frames_of(job)
        with pytest.raises(Unreachable):
            await client.get(job.job_id)
        with pytest.raises(Unreachable):
            await anext(aiter(client.watch(new_user())))


async def test_a_job_that_is_not_there_any_more_is_told_as_lost(
    server: LiveServer, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the resumption finds nothing of it."""
    async with push_client(proxy.port) as client:
        job = await client.submit(program_request())

        async def nobody(_: object) -> dict[str, str]:
            return {}

        monkeypatch.setattr(server.parts._source, "owners", nobody)
        proxy.cut()
        with pytest.raises(HistoryLost):
            await job.result()


async def test_leaving_ends_the_socket_politely_and_the_jobs_go_on(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """A disconnect cancels nothing."""
    async with push_client(server.port) as client:
        job = await client.submit(program_request())
    await wait_until(lambda: not server.parts.gateway.connections, "the socket has ended")
    generator.release()

    async def is_done() -> bool:
        return (await server.parts.service.snapshot(job.job_id, None)).status is JobStatus.COMPLETED

    await wait_until(is_done, "the job is done")
