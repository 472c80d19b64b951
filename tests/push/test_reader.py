"""A reader on a real log: subscriptions, resumption, watches, and what happens when live frames are lost."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, event

from schemas.model import JsonObject
from schemas.server_frames import JobSubscribed
from server.app import Server
from server.jobs.log import EVENTS
from server.push.log_source import Point
from server.push.reader import Reader
from server.storage.transaction import LogFrame
from tests.support.parts import ended, log_of, running_parts, submit, weeks_written
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Holds each job when three weeks are written."""
    return ScriptedGenerator([[Hold(after_weeks=3)]])


@pytest.fixture
async def server(tmp_path: Path, generator: ScriptedGenerator) -> AsyncIterator[Server]:
    async with running_parts(tmp_path, generator, outbox_frames=4, replay_frames=40) as parts:
        yield parts
        generator.release()


async def _subscribe(reader: Reader, job_id: str, after: int | None, scope: str | None = None) -> JobSubscribed | None:
    told: list[JobSubscribed] = []
    await reader.subscribe([Point(job_id, after)], scope, told.extend)
    return told[0] if told else None


async def _next(reader: Reader) -> JsonObject:
    async with asyncio.timeout(20):
        following = await reader.frame()
    assert following is not None
    frame: JsonObject = json.loads(following.json)
    return frame


async def _to_the_end(reader: Reader) -> list[JsonObject]:
    frames = [await _next(reader)]
    while frames[-1]["status"] not in ("completed", "failed", "cancelled"):
        frames.append(await _next(reader))
    return frames


async def _held_job(server: Server, generator: ScriptedGenerator, weeks: int = 12) -> str:
    job_id = (await submit(server, program_request(duration_weeks=weeks))).job.job_id
    await weeks_written(server, job_id, 3)
    return job_id


async def test_a_subscription_from_the_beginning_is_the_exact_log(server: Server, generator: ScriptedGenerator) -> None:
    """What was before comes from the log, what comes after comes live, and nothing is missing between."""
    job_id = await _held_job(server, generator)
    reader = server.new_reader()
    subscribed = await _subscribe(reader, job_id, after=0)
    assert subscribed is not None
    assert subscribed.recovered
    generator.release()
    frames = await _to_the_end(reader)
    assert frames == [event.model_dump(mode="json") for event in await log_of(server, job_id)]
    await reader.close()


@pytest.mark.parametrize("after", [1, 5, 7])
async def test_a_resumption_brings_what_is_behind_the_cursor(
    server: Server, generator: ScriptedGenerator, after: int
) -> None:
    """Not one frame that was had, not one frame less than was not."""
    job_id = await _held_job(server, generator)
    generator.release()
    await ended(server, job_id)
    reader = server.new_reader()
    await _subscribe(reader, job_id, after)
    frames = await _to_the_end(reader)
    assert [frame["seq"] for frame in frames] == list(range(after + 1, frames[-1]["seq"] + 1))
    await reader.close()


@pytest.mark.parametrize("after", [None, 9999])
async def test_without_a_usable_cursor_the_state_is_told(
    server: Server, generator: ScriptedGenerator, after: int | None
) -> None:
    """The snapshot has the weeks that are ready, and the frames behind it follow."""
    job_id = await _held_job(server, generator)
    reader = server.new_reader()
    subscribed = await _subscribe(reader, job_id, after)
    assert subscribed is not None
    assert subscribed.snapshot is not None
    assert not subscribed.recovered
    assert [week.index for week in subscribed.snapshot.weeks or ()] == [1, 2, 3]
    generator.release()
    frames = await _to_the_end(reader)
    assert frames[0]["seq"] == subscribed.seq + 1
    await reader.close()


async def test_a_log_that_was_pruned_is_told_as_state(server: Server, generator: ScriptedGenerator) -> None:
    """Never a partial replay."""
    job_id = await _held_job(server, generator)
    pruned = delete(EVENTS).where(EVENTS.c.job_id == job_id, EVENTS.c.seq < 4)
    await server.database.write(lambda tx: tx.connection.execute(pruned))
    reader = server.new_reader()
    too_early = await _subscribe(reader, job_id, after=2)
    just_kept = await _subscribe(reader, job_id, after=3)
    assert too_early is not None
    assert just_kept is not None
    assert (too_early.recovered, just_kept.recovered) == (False, True)
    await reader.close()


async def test_what_is_too_far_behind_is_told_as_state(server: Server, generator: ScriptedGenerator) -> None:
    """More frames than are replayed are not replayed in part."""
    job_id = await _held_job(server, generator, weeks=52)
    generator.release()
    last = (await ended(server, job_id)).seq
    reader = server.new_reader()
    near = await _subscribe(reader, job_id, after=last - 40)
    far = await _subscribe(reader, job_id, after=last - 41)
    assert near is not None
    assert far is not None
    assert (near.recovered, far.recovered) == (True, False)
    await reader.close()


async def test_who_falls_too_far_behind_while_following_is_given_the_state(
    server: Server, generator: ScriptedGenerator
) -> None:
    """A reader that stopped reading for long is told where things are, and goes on from there."""
    job_id = await _held_job(server, generator, weeks=52)
    reader = server.new_reader()
    await _subscribe(reader, job_id, after=0)
    generator.release()
    last = (await ended(server, job_id)).seq
    seen: list[int] = []
    while not seen or seen[-1] != last:
        frame = await _next(reader)
        if frame["type"] == "job.subscribed":
            assert frame["recovered"] is False
            assert frame["snapshot"]["status"] == "completed"
            assert frame["seq"] == last
        else:
            assert frame["seq"] == (seen[-1] if seen else 0) + 1
        seen.append(frame["seq"])
    assert reader.subscriptions == 0
    await reader.close()


async def test_finished_jobs_are_replayed_like_any_other(server: Server, generator: ScriptedGenerator) -> None:
    """Who has all of it gets nothing more, and follows nothing."""
    job_id = await _held_job(server, generator)
    generator.release()
    last = (await ended(server, job_id)).seq
    reader = server.new_reader()
    subscribed = await _subscribe(reader, job_id, after=last)
    assert subscribed is not None
    assert (subscribed.recovered, reader.subscriptions) == (True, 0)
    await _subscribe(reader, job_id, after=last - 2)
    assert [frame["seq"] for frame in await _to_the_end(reader)] == [last - 1, last]
    await reader.close()


async def test_what_may_not_be_seen_is_not_there(server: Server, generator: ScriptedGenerator) -> None:
    """Another's job is answered like one that does not exist, and so is one that does not."""
    job_id = await _held_job(server, generator)
    reader = server.new_reader()
    assert await _subscribe(reader, job_id, after=0, scope=new_user()) is None
    assert await _subscribe(reader, new_user(), after=0) is None
    assert reader.subscriptions == 0
    await reader.close()


async def test_lost_live_frames_are_read_from_the_log(server: Server, generator: ScriptedGenerator) -> None:
    """Without one live frame everything comes by the sweep; it asks once for all jobs."""
    job_id = await _held_job(server, generator)
    reader = server.new_reader()
    await _subscribe(reader, job_id, after=0)
    _lose_everything(server)
    generator.release()
    await ended(server, job_id)
    await server.tail.sweep()
    frames = await _to_the_end(reader)
    assert [frame["seq"] for frame in frames] == list(range(1, frames[-1]["seq"] + 1))
    await reader.close()


async def test_a_watched_users_job_of_which_every_frame_was_lost_is_found(
    server: Server, generator: ScriptedGenerator
) -> None:
    """The sweep asks for users as well as for jobs."""
    user = new_user()
    reader = server.new_reader()
    await reader.watch(user, lambda: server.service.watched(user), lambda _: None)
    _lose_everything(server)
    generator.release()
    job_id = (await submit(server, program_request(user))).job.job_id
    await ended(server, job_id)
    await server.tail.sweep()
    frames = await _to_the_end(reader)
    assert [frame["seq"] for frame in frames] == list(range(1, frames[-1]["seq"] + 1))
    await server.tail.sweep()
    assert reader.follower.wanted() is None
    await reader.close()


async def test_a_watch_brings_jobs_that_begin_later(server: Server, generator: ScriptedGenerator) -> None:
    """From their first frame, and other users' jobs not at all."""
    user = new_user()
    reader = server.new_reader()
    await reader.watch(user, lambda: server.service.watched(user), lambda _: None)
    generator.release()
    await submit(server, program_request())
    mine = (await submit(server, program_request(user))).job.job_id
    frames = await _to_the_end(reader)
    assert {frame["job_id"] for frame in frames} == {mine}
    assert frames[0]["seq"] == 1
    await reader.close()


async def test_many_readers_of_one_hole_make_one_query(server: Server, generator: ScriptedGenerator) -> None:
    """A hundred sockets that lack the same frames cost the database one read."""
    job_id = await _held_job(server, generator)
    last = (await server.service.snapshot(job_id, None)).seq
    readers = [server.new_reader() for _ in range(100)]
    for reader in readers:
        await _subscribe(reader, job_id, after=last)
    _lose_everything(server)
    generator.release()
    await ended(server, job_id)
    await server.tail.sweep()
    statements: list[str] = []
    event.listen(server.database._reading, "before_cursor_execute", lambda *args: statements.append(args[2]))  # type: ignore[attr-defined]  # the SQLite database's engine
    await asyncio.gather(*(_next(reader) for reader in readers))
    assert sum("FROM job_events" in statement for statement in statements) == 1
    for reader in readers:
        await reader.close()


async def test_for_many_that_come_at_once_few_statements_are_run(server: Server, generator: ScriptedGenerator) -> None:
    """Each follows a job of its own, and is given the frames that it missed."""
    jobs = [await _held_job(server, generator, weeks=3) for _ in range(8)]
    heads = [(await log_of(server, job_id))[-1].seq for job_id in jobs]
    readers = [server.new_reader() for _ in jobs]
    statements: list[str] = []
    event.listen(server.database._reading, "before_cursor_execute", lambda *args: statements.append(args[2]))  # type: ignore[attr-defined]  # the SQLite database's engine
    told = await asyncio.gather(
        *(_subscribe(reader, job_id, head - 2) for reader, job_id, head in zip(readers, jobs, heads, strict=True))
    )
    assert all(each is not None and each.recovered for each in told)
    for _ in range(2):
        frames = await asyncio.gather(*map(_next, readers))
        assert [frame["job_id"] for frame in frames] == jobs
    assert [frame["seq"] for frame in frames] == heads
    assert sum(statement.startswith("SELECT") for statement in statements) <= len(jobs)
    for reader in readers:
        await reader.close()


async def test_nothing_is_subscribed_for_nobody(server: Server, generator: ScriptedGenerator) -> None:
    """Once a job has ended and the reader has it all, its user's channel is left."""
    job_id = await _held_job(server, generator)
    reader = server.new_reader()
    await _subscribe(reader, job_id, after=0)
    assert list(server.hub.listeners()) == [reader]
    generator.release()
    await _to_the_end(reader)
    waiting = asyncio.create_task(reader.frame())
    await wait_until(lambda: not list(server.hub.listeners()), "the channel is left")
    reader.close_soon()
    assert await waiting is None
    await reader.close()


def _lose_everything(server: Server) -> None:
    def lose(frames: Sequence[LogFrame]) -> None:
        del frames

    server.hub._bus.connect(lose)  # type: ignore[arg-type]  # the local bus brings no references
