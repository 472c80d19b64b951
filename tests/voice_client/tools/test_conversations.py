"""What becomes of a conversation's jobs is told in it, in order and once, over cuts and restarts."""

from datetime import UTC, datetime
from pathlib import Path

from schemas.job import Speak
from tests.support.cutting_proxy import CuttingProxy
from tests.support.live_server import LiveServer
from tests.support.parts import weeks_written
from tests.support.push_clients import push_client
from tests.support.samples import new_user, program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.toolboxes import arguments, toolbox_on, updates_until
from tests.support.waiting import wait_until
from voice_client.told import ToldInFiles, ToldInMemory
from voice_client.tools import JobState, Toolbox, Update, UpdateKind
from voice_client.tools.desk import Desk

GENERATE, STATUS = "generate_workout_program", "get_program_status"


async def waiting_in(toolbox: Toolbox) -> list[Update]:
    """What would be told now, once the conversation has opened."""
    await wait_until(
        lambda: not any(task.get_name() == "open-toolbox" for task in toolbox._desk._tasks), "it has opened"
    )
    return list(toolbox._desk.news._waiting)


async def test_weeks_and_milestones_are_told_in_order_and_once_also_across_cuts(
    proxy: CuttingProxy, generator: ScriptedGenerator
) -> None:
    """A quarter, half, three quarters; then the end."""
    async with toolbox_on(proxy.port) as toolbox:
        await toolbox.call(GENERATE, arguments(), "call-1")
        told = await updates_until(toolbox, UpdateKind.MILESTONE)
        told += await updates_until(toolbox, UpdateKind.MILESTONE)
        proxy.cut()
        generator.release()
        async for update in toolbox.updates():
            told.append(update)
            if update.kind.is_final:
                break
        seqs = [update.seq for update in told]
        assert seqs == sorted(seqs)
        kinds = [update.kind for update in told]
        assert kinds.count(UpdateKind.COMPLETED) == 1
        assert [update.facts["percent"] for update in told if update.kind is UpdateKind.MILESTONE][:2] == [25, 50]
        weeks = [update.facts["weeks_done"] for update in told if update.kind is UpdateKind.WEEK_READY]
        assert weeks == sorted(set(weeks))
        assert {(update.kind, update.speak) for update in told} >= {
            (UpdateKind.WEEK_READY, Speak.SILENT),
            (UpdateKind.MILESTONE, Speak.WHEN_IDLE),
            (UpdateKind.COMPLETED, Speak.NOW),
        }
        assert told[2].say in ("Week 2 of 4 is ready.", "2 of 4 weeks are written so far.")


async def test_an_end_that_nobody_heard_is_told_by_the_next_conversation(
    server: LiveServer, generator: ScriptedGenerator, tmp_path: Path
) -> None:
    """With its summary; once it is marked as told, no other one tells it."""
    user = new_user()
    async with toolbox_on(server.port, user, told=ToldInFiles(tmp_path / "told")) as toolbox:
        job_id = (await toolbox.call(GENERATE, arguments(), "call-1"))["job_id"]
        await wait_until(lambda: toolbox.jobs[job_id].weeks_done == 2, "two weeks are written")
    generator.release()
    async with push_client(server.port) as client:
        await (await client.follow(job_id)).result()
    async with toolbox_on(server.port, user, told=ToldInFiles(tmp_path / "told")) as toolbox:
        (end,) = await updates_until(toolbox, UpdateKind.COMPLETED)
        assert (end.job_id, end.say) == (job_id, end.facts["spoken_summary"])
        assert (end.facts["duration_weeks"], end.facts["days_per_week"]) == (4, 3)
    async with toolbox_on(server.port, user, told=ToldInFiles(tmp_path / "told")) as toolbox:
        (end,) = await updates_until(toolbox, UpdateKind.COMPLETED)
        toolbox.mark_told(job_id, end.seq)
    async with toolbox_on(server.port, user, told=ToldInFiles(tmp_path / "told")) as toolbox:
        assert await waiting_in(toolbox) == []
        assert toolbox.jobs == {}


async def test_what_is_in_flight_is_taken_up_where_it_is(server: LiveServer, generator: ScriptedGenerator) -> None:
    """What was written before the conversation is known, and is no news."""
    user = new_user()
    async with push_client(server.port) as client:
        job = await client.submit(program_request(user, duration_weeks=4))
        await weeks_written(server.parts, job.job_id, 2)
        async with toolbox_on(server.port, user) as toolbox:
            await wait_until(
                lambda: job.job_id in toolbox.jobs and toolbox.jobs[job.job_id].weeks_done == 2, "it is taken up"
            )
            generator.release()
            told = await updates_until(toolbox, UpdateKind.COMPLETED)
            weeks = [update.facts["weeks_done"] for update in told if update.kind is UpdateKind.WEEK_READY]
            assert weeks in ([], [3], [3, 4])  # the end takes the place of those that wait
            assert told[-1].facts["days_per_week"] == 4


async def test_an_end_that_was_told_by_an_answer_is_not_told_again(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """The brain marks what it has said, in whichever words."""
    generator.release()
    user = new_user()
    async with push_client(server.port) as client:
        await (await client.submit(program_request(user, duration_weeks=3))).result()
    async with toolbox_on(server.port, user) as toolbox:
        (owed,) = await waiting_in(toolbox) or await updates_until(toolbox, UpdateKind.COMPLETED)
        done = await toolbox.call(STATUS, "", "call-1")
        toolbox.mark_told(done["job_id"], done["seq"])
        assert (owed.job_id, owed.seq) == (done["job_id"], done["seq"])
        assert await waiting_in(toolbox) == []


async def test_what_others_start_is_told_once_it_is_spoken_of(server: LiveServer, generator: ScriptedGenerator) -> None:
    """A page shows its own jobs; this conversation tells of one after it was asked about it."""
    user = new_user()
    async with push_client(server.port) as page, toolbox_on(server.port, user) as toolbox:
        assert await waiting_in(toolbox) == []
        job = await page.submit(program_request(user, duration_weeks=4))
        await wait_until(lambda: generator.holding == 1, "two weeks are written")
        assert job.job_id not in toolbox.jobs
        asked = await toolbox.call(STATUS, "", "call-1")
        assert (asked["job_id"], asked["status"]) == (job.job_id, "in_progress")
        generator.release()
        *_, end = await updates_until(toolbox, UpdateKind.COMPLETED)
        assert end.job_id == job.job_id


async def test_what_others_stop_is_news(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Unlike what was stopped here; the next conversation is told of neither."""
    user = new_user()
    async with push_client(server.port) as page:
        async with toolbox_on(server.port, user) as toolbox:
            job_id = (await toolbox.call(GENERATE, arguments(), "call-1"))["job_id"]
            await wait_until(lambda: generator.holding == 1, "it is at work")
            await page.cancel(job_id, "by the page")
            *_, end = await updates_until(toolbox, UpdateKind.CANCELLED)
            assert (end.speak, end.facts) == (Speak.NOW, {"reason": "by the page"})
        async with toolbox_on(server.port, user) as toolbox:
            assert await waiting_in(toolbox) == []
            assert toolbox.jobs == {}


def test_what_is_known_of_a_job_does_not_go_back() -> None:
    """A look at it may be ahead of the frames that are on their way."""
    desk = Desk(push_client(1), new_user(), ToldInMemory(), lambda: datetime.now(UTC))
    for seq in (3, 9, 5):
        desk._note(JobState("a", seq=seq))
    assert desk.states["a"].seq == 9


async def test_a_mark_of_another_agent_counts_at_once(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Two agents of one user, with one memory, do not both announce."""
    told, user = ToldInMemory(), new_user()
    async with toolbox_on(server.port, user, told=told) as one:
        job_id = (await one.call(GENERATE, arguments(), "call-1"))["job_id"]
        await wait_until(lambda: generator.holding == 1, "it is at work")
        async with toolbox_on(server.port, user, told=told) as other:
            await waiting_in(other)
            told.mark(job_id, 1000)
            generator.release()
            await wait_until(
                lambda: all(each.jobs[job_id].status.is_final for each in (one, other)), "both have seen the end"
            )
            assert [update.kind.is_final for update in await waiting_in(one)].count(True) == 0
            assert [update.kind.is_final for update in await waiting_in(other)].count(True) == 0
