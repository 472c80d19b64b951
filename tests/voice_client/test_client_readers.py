"""Many who read one job, or watch one user, through one client: each gets all that it asked for, once."""

import asyncio
from pathlib import Path

import pytest

from schemas.client_frames import OnActive
from schemas.server_frames import JobCompleted, JobSubscribed
from tests.support.cutting_proxy import CuttingProxy
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import ended, log_of, submit, weeks_written
from tests.support.push_clients import frames_of, has_the_exact_log, push_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until
from voice_client import JobCancelledError, PushClient
from voice_client.job_handle import program_of


async def _watched(client: PushClient, user: str, seen: dict[str, list[int]]) -> None:
    async for frame in client.watch(user):
        seen.setdefault(frame.job_id, []).append(frame.seq)


async def test_each_handle_of_a_job_has_all_its_frames(server: LiveServer, generator: ScriptedGenerator) -> None:
    """The submission, its duplicate, and who follows it; only the duplicate calls itself one."""
    request = program_request()
    async with push_client(server.port) as client:
        job = await client.submit(request)
        await weeks_written(server.parts, job.job_id, 2)
        again = await client.submit({**request, "goal_raw": "OK"})
        followed = await client.follow(job.job_id.upper())
        late = await client.follow(job.job_id, after=5)
        assert [each.duplicate for each in (job, again, followed)] == [False, True, False]
        generator.release()
        await asyncio.gather(*(has_the_exact_log(server, each) for each in (job, again, followed)))
        assert (await frames_of(late))[0].seq == 6
        assert len({program_of(await each.result())[0] for each in (job, again, followed, late)}) == 1


async def test_a_handle_that_begins_later_has_its_frames_across_a_cut(
    server: LiveServer, proxy: CuttingProxy, generator: ScriptedGenerator
) -> None:
    """Also when the cut comes before what it lacks does."""
    request = program_request()
    async with push_client(proxy.port) as client:
        job = await client.submit(request)
        await weeks_written(server.parts, job.job_id, 2)
        again = await client.submit({**request, "goal_raw": "OK"})
        proxy.cut()
        generator.release()
        await asyncio.gather(has_the_exact_log(server, job), has_the_exact_log(server, again))


async def test_a_handle_whose_catch_up_is_refused_for_now_gets_it_later(tmp_path: Path) -> None:
    """The server took no more frames at that moment."""
    generator = ScriptedGenerator([[Hold(after_weeks=2)]])
    request = program_request()
    async with live_server(tmp_path, generator, frames_burst=2, frames_per_second=0.5) as server:
        made = await submit(server.parts, request)
        await weeks_written(server.parts, made.job.job_id, 2)
        async with push_client(server.port) as client:
            again = await client.submit({**request, "goal_raw": "OK"})
            generator.release()
            await has_the_exact_log(server, again)


async def test_following_an_ended_job_from_its_end_ends(server: LiveServer, generator: ScriptedGenerator) -> None:
    """There is no frame to come; how it ended is the result all the same."""
    generator.release()
    async with push_client(server.port) as client:
        job = await client.submit(program_request(duration_weeks=2))
        await job.result()
        last = (await client.get(job.job_id)).seq
        async with asyncio.timeout(20):
            for _ in range(2):
                end = await client.follow(job.job_id, after=last)
                assert await frames_of(end) == []
                assert program_of(await end.result())[0] == program_of(await job.result())[0]
            beyond = await client.follow(job.job_id, after=last + 5)
            assert [type(frame) for frame in await frames_of(beyond)] == [JobSubscribed]


async def test_following_a_cancelled_job_from_its_end_raises(server: LiveServer, generator: ScriptedGenerator) -> None:
    """As the frame would have."""
    async with push_client(server.port) as client:
        job = await client.submit(program_request())
        await wait_until(lambda: generator.holding == 1, "it is being made")
        await client.cancel(job.job_id)
        last = (await ended(server.parts, job.job_id)).seq
        with pytest.raises(JobCancelledError):
            await (await client.follow(job.job_id, after=last)).result()


async def test_following_a_running_job_from_where_it_stands_goes_on(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """It has not ended there."""
    async with push_client(server.port) as agent, push_client(server.port) as page:
        job = await agent.submit(program_request())
        await weeks_written(server.parts, job.job_id, 2)
        stands = (await page.get(job.job_id)).seq
        followed = await page.follow(job.job_id, after=stands)
        generator.release()
        assert (await frames_of(followed))[0].seq == stands + 1
        assert isinstance(await followed.result(), JobCompleted)


async def test_watchers_of_one_user_each_have_every_frame(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Whenever they came; one that leaves takes nothing from the others, the last one tells the server."""
    user = new_user()
    seen: list[dict[str, list[int]]] = [{}, {}, {}]
    async with push_client(server.port) as client:
        watching = [asyncio.create_task(_watched(client, user, seen[0]))]
        await client.ping()
        job = await client.submit(program_request(user, duration_weeks=4))
        await wait_until(lambda: generator.holding == 1 and job.job_id in seen[0], "it is watched")
        watching += [asyncio.create_task(_watched(client, user, each)) for each in seen[1:]]
        await wait_until(lambda: all(job.job_id in each for each in seen), "three watch")
        watching[0].cancel()
        await asyncio.gather(watching[0], return_exceptions=True)
        (connection,) = server.parts.gateway.connections.values()
        assert connection._reader.follower.watched == {user}
        generator.release()
        await job.result()
        whole = [event.seq for event in await log_of(server.parts, job.job_id)]
        await wait_until(lambda: [each[job.job_id] for each in seen[1:]] == [whole, whole], "both have all of it")
        for task in watching[1:]:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await client.ping()
        assert connection._reader.follower.watched == set()
        assert seen[0][job.job_id] == whole[: len(seen[0][job.job_id])]


async def test_a_watch_has_what_came_and_went_during_a_cut(
    server: LiveServer, proxy: CuttingProxy, generator: ScriptedGenerator
) -> None:
    """From its first frame to its last; what ended before the watch began is not shown."""
    generator.release()
    user = new_user()
    seen: dict[str, list[int]] = {}
    async with push_client(server.port) as agent, push_client(proxy.port) as page:
        await (await agent.submit(program_request(user, duration_weeks=2))).result()
        watching = asyncio.create_task(_watched(page, user, seen))
        await wait_until(lambda: user in page._session.watched and not page._session.pending, "it watches")
        proxy.is_refusing = True
        proxy.cut()
        during = await agent.submit(program_request(user, duration_weeks=3), on_active=OnActive.PARALLEL)
        await during.result()
        proxy.is_refusing = False
        whole = [event.seq for event in await log_of(server.parts, during.job_id)]
        await wait_until(lambda: seen.get(during.job_id) == whole, "it was caught up")
        assert list(seen) == [during.job_id]
        watching.cancel()


async def test_a_watch_is_given_a_state_in_the_place_of_too_many_frames(
    tmp_path: Path, generator: ScriptedGenerator
) -> None:
    """What comes behind the state follows it; a handle that has all those frames is not given it."""
    user = new_user()
    async with live_server(tmp_path, generator, replay_frames=3) as server, push_client(server.port) as client:
        job = await client.submit(program_request(user, duration_weeks=3))
        await weeks_written(server.parts, job.job_id, 2)
        frames = []
        async for frame in client.watch(user):
            frames.append(frame)
            generator.release()
            if isinstance(frame, JobCompleted):
                break
        assert isinstance(frames[0], JobSubscribed)
        assert [frame.seq for frame in frames] == list(range(frames[0].seq, frames[-1].seq + 1))
        await has_the_exact_log(server, job)


async def test_a_second_look_at_an_ended_job_is_not_shown_to_watchers(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """Neither to those who had it, nor to those who came when it was over."""
    generator.release()
    user = new_user()
    seen: dict[str, list[int]] = {}
    async with push_client(server.port) as agent, push_client(server.port) as page:
        old = await agent.submit(program_request(user, duration_weeks=2))
        await old.result()
        watching = asyncio.create_task(_watched(page, user, seen))
        await wait_until(lambda: user in page._session.watched and not page._session.pending, "it watches")
        await has_the_exact_log(server, await page.follow(old.job_id))
        new = await page.submit(program_request(user, duration_weeks=3))
        await has_the_exact_log(server, new)
        await has_the_exact_log(server, await page.follow(new.job_id))
        assert seen == {new.job_id: [event.seq for event in await log_of(server.parts, new.job_id)]}
        watching.cancel()
