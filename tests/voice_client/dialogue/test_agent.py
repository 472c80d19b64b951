"""The text brain against a real server: one job a wish, and the result told once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from tests.support.live_server import LiveServer
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until
from voice_client import PushClient
from voice_client.dialogue.agent import TextAgent
from voice_client.manners import Manners
from voice_client.told import Told, ToldInMemory
from voice_client.tools import Toolbox

AT_ONCE = Manners(result_quiet_s=0, progress_quiet_s=0, progress_every_s=0)
NEVER = Manners(result_quiet_s=3600)
WISH = "I'm 180 cm and 80 kilos, I want to build muscle, 3 days a week for 4 weeks, I'm a beginner"


@dataclass
class Talk:
    """A conversation that a test holds, line by line."""

    client: PushClient
    user_id: str
    heard: list[str] = field(default_factory=list)
    lines: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self.lines.get()) is not None:
            yield line

    async def say(self, *lines: str) -> None:
        """Say lines, each once the last was answered."""
        for line in lines:
            before = len(self.heard)
            self.lines.put_nowait(line)
            await wait_until(lambda: len(self.heard) > before, f"an answer to {line!r}")  # noqa: B023 - awaited here

    async def hears(self, words: str) -> None:
        """Wait until something is said."""
        await wait_until(lambda: any(words in line for line in self.heard), f"{words!r} is said; heard: {self.heard}")

    async def jobs(self) -> int:
        """How many jobs this user ever had."""
        return len((await self.client.jobs(self.user_id)).jobs)


@asynccontextmanager
async def talking(
    server: LiveServer, user_id: str | None = None, *, manners: Manners = AT_ONCE, told: Told | None = None
) -> AsyncIterator[Talk]:
    """A conversation; it ends with its lines, and with the work that it began."""
    async with PushClient(server.url) as client:
        talk = Talk(client, user_id or str(uuid4()))
        async with Toolbox(client, talk.user_id, told=told) as toolbox:
            agent = asyncio.create_task(TextAgent(toolbox, talk.heard.append, manners=manners).run(aiter(talk)))
            try:
                yield talk
            finally:
                talk.lines.put_nowait(None)
                await agent


async def test_a_wish_is_one_job_and_its_result_is_told_once(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Who says OK, thanks and hmm while a program is being made gets a word for it, and no second program."""
    async with talking(server) as talk:
        await talk.say(WISH, "yes", "OK", "thanks", "hmm", "haha nice")
        generator.release()
        await talk.hears("4 weeks")
        await talk.hears("program is ready")
        await talk.say("great, thank you")
        assert await talk.jobs() == 1
    assert sum("program is ready" in line for line in talk.heard) == 1


async def test_a_program_that_is_being_made_can_be_cancelled(server: LiveServer, generator: ScriptedGenerator) -> None:
    """What is cancelled is over, and nothing is announced of it any more."""
    async with talking(server) as talk:
        await talk.say(WISH, "go ahead", "cancel that please")
        await talk.hears("stopp")
        jobs = (await talk.client.jobs(talk.user_id)).jobs
        await wait_until(lambda: generator.closed == 1, "the generator is closed")
        assert len(jobs) == 1
    assert not any("program is ready" in line for line in talk.heard)


async def test_a_change_of_mind_replaces_the_program(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Other details while it is made are asked about; a yes makes the other program instead."""
    async with talking(server) as talk:
        await talk.say(WISH, "yes", "actually make it 5 weeks")
        assert talk.heard[-1].startswith("Shall I stop the one I am making, for this: ")
        await talk.say("yes do that")
        generator.release()
        await talk.hears("5 weeks")
        assert await talk.jobs() == 2
    assert sum("ready" in line and "weeks" in line for line in talk.heard) == 1
    assert not any("was stopped" in line for line in talk.heard), "who dropped it is told so, and that is enough"


async def test_who_asks_and_hears_that_it_is_ready_is_not_told_again(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """The answer is the announcement, in this conversation and in the next."""
    generator.release()
    told = ToldInMemory()
    async with talking(server, manners=NEVER, told=told) as talk:
        await talk.say(WISH, "yes")
        (job,) = (await talk.client.jobs(talk.user_id)).jobs
        end = await (await talk.client.follow(job.job_id)).result()
        await talk.say("is it ready?")
        assert "program is ready" in talk.heard[-1]
    assert sum("program is ready" in line for line in talk.heard) == 1
    assert told.last(job.job_id) == end.seq


async def test_how_far_it_is_is_told_as_it_is(server: LiveServer, generator: ScriptedGenerator) -> None:
    """Who asks is told how many weeks are written."""
    async with talking(server) as talk:
        await talk.say(WISH, "yes")
        await wait_until(lambda: generator.holding == 1, "two weeks are written")
        await talk.say("is it ready yet?")
        await talk.hears("2 of 4 weeks are written")
        generator.release()


async def test_what_looks_like_a_mistake_is_asked_about_once(server: LiveServer, generator: ScriptedGenerator) -> None:
    """The server asks whether kilos were pounds; the right figure is taken without saying all back again."""
    generator.release()
    async with talking(server) as talk:
        await talk.say(WISH.replace("80 kilos", "210 kilos"), "yes")
        assert talk.heard[-1] == "Is your weight 210 kilograms, or is that pounds?"
        await talk.say("oh, pounds")
        await talk.hears("program is ready")
        job = (await talk.client.jobs(talk.user_id)).jobs[0]
    assert job.request["weight_kg"] == 95.3


async def test_a_finished_program_is_changed_in_ones_own_words(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """Fewer days make a changed program of the one that is there."""
    generator.release()
    async with talking(server) as talk:
        await talk.say(WISH, "yes")
        await talk.hears("program is ready")
        await talk.say("only two days a week now please")
        await talk.hears("I have started on that change")
        await wait_until(lambda: len(talk.heard) > 0 and "chang" in talk.heard[-1], "the change is told")
        assert await talk.jobs() == 2


async def test_a_program_of_another_day_is_changed_first_thing(
    server: LiveServer, generator: ScriptedGenerator
) -> None:
    """Who begins with a change of their program means the newest one; what it shall be is asked for."""
    generator.release()
    told = ToldInMemory()
    async with talking(server, told=told) as talk:
        await talk.say(WISH, "yes")
        await talk.hears("program is ready")
        await talk.say("bye")
    async with talking(server, talk.user_id, told=told) as later:
        await later.say("hi, can you change my program?")
        assert later.heard[-1].endswith("?")
        await later.say("only two days a week")
        await later.hears("I have started on that change")
        newest = (await later.client.jobs(later.user_id)).jobs[0]
    assert "two days" in newest.request["change_request"]


@pytest.mark.parametrize("leave", ["bye", "that's all for now"])
async def test_who_leaves_leaves_the_work_going_on(
    server: LiveServer, generator: ScriptedGenerator, leave: str
) -> None:
    """A goodbye ends the conversation, not the job; the next conversation tells the result."""
    async with talking(server) as talk:
        await talk.say(WISH, "yes", leave)
        assert "goes on being made" in talk.heard[-1]
    async with talking(server, talk.user_id) as later:
        generator.release()
        await later.hears("program is ready")
