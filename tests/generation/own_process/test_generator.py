"""Programs from a real process are the same, whatever becomes of it."""

import asyncio
import gc
import weakref
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

import psutil
import pytest

from schemas.request import parse_program_request
from server.generation.generator import Brief, GenerationFailed, Generator, ProgramWritten, Step
from server.generation.own_process import process as own_process
from server.generation.own_process.generator import OwnProcessGenerator
from server.generation.own_process.process import Crashed, OwnProcess
from server.generation.revise.reviser import Reviser
from server.generation.rules.generator import RulesGenerator
from tests.support.samples import program_request
from tests.support.scripted_generator import Fail, ScriptedGenerator
from tests.support.waiting import wait_until

BRIEF = Brief(parse_program_request(program_request(duration_weeks=2)))


class NotHere(Exception):
    """Made by the process of the server."""


@asynccontextmanager
async def ready(inner: Generator) -> AsyncIterator[OwnProcessGenerator]:
    """One whose process is there."""
    process = OwnProcess()
    process.begin()
    try:
        await wait_until(lambda: process.is_ready, "the process is there")
        yield OwnProcessGenerator(inner, process)
    finally:
        await process.close()


@pytest.fixture
async def there() -> AsyncIterator[OwnProcessGenerator]:
    """A generator whose process is there, and which can make nothing without it."""
    async with ready(ScriptedGenerator([[Fail(NotHere())]])) as generator:
        yield generator


async def all_of(steps: AsyncGenerator[Step, None]) -> list[Step]:
    async with aclosing(steps):
        return [step async for step in steps]


def processes() -> list[psutil.Process]:
    return [each for each in psutil.Process().children() if "own_process" in " ".join(each.cmdline())]


async def test_its_steps_are_those_of_the_generator(there: OwnProcessGenerator) -> None:
    """Field by field, for one user after another."""
    here = await all_of(Reviser(RulesGenerator()).steps(BRIEF))
    assert await all_of(there.steps(BRIEF)) == here
    assert await all_of(there.steps(BRIEF)) == here


async def test_it_gives_way_while_it_works(there: OwnProcessGenerator) -> None:
    """Again and again within one program, so that whoever else wants its core does not wait for the kernel's tick."""
    (process,) = processes()
    a_year = Brief(parse_program_request(program_request(duration_weeks=52)))
    before = process.num_ctx_switches().voluntary
    answers = len(await all_of(there.steps(a_year)))
    made_way = process.num_ctx_switches().voluntary - before
    assert made_way > answers, "no oftener than it wrote, and waited"


async def test_users_rest_between_two_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others have theirs meanwhile; who wants theirs no longer had no turn."""
    monkeypatch.setattr(own_process, "REST_S", 3600)
    monkeypatch.setattr(own_process, "LONGEST_REST_S", 3600)
    async with ready(RulesGenerator()) as generator:
        patient, restless = (Brief(parse_program_request(program_request(duration_weeks=1))) for _ in range(2))
        first, given_up = (asyncio.create_task(all_of(generator.steps(brief))) for brief in (restless, patient))
        await asyncio.sleep(0)  # one is being made, and the other one waits
        given_up.cancel()
        assert await first
        again = asyncio.create_task(all_of(generator.steps(restless)))
        await asyncio.sleep(0)  # it was there before
        assert await all_of(generator.steps(patient))
        assert not again.done()
        again.cancel()
        await asyncio.gather(given_up, again, return_exceptions=True)


async def test_the_text_of_a_program_comes_with_it(there: OwnProcessGenerator) -> None:
    """Nobody has to write it here."""
    last = (await all_of(there.steps(BRIEF)))[-1]
    assert isinstance(last, ProgramWritten)
    assert vars(last)["document"] == last.program.model_dump_json()


async def test_a_program_is_freed_with_whoever_has_it(there: OwnProcessGenerator) -> None:
    """At once: it is in no circle, where it would stay until the collector looks at old objects."""
    gc.collect()
    gc.disable()
    try:
        steps = await all_of(there.steps(BRIEF))
        program = weakref.ref(steps[-1])
        assert program() is not None
        steps.clear()
        assert program() is None
    finally:
        gc.enable()


async def test_what_cannot_be_made_says_why(there: OwnProcessGenerator) -> None:
    """With all that the generator says of it, and the process goes on."""
    unwell = Brief(parse_program_request(program_request(age=50, goal_raw="lose fat. Chest pain on the stairs")))
    with pytest.raises(GenerationFailed) as at_home:
        await all_of(RulesGenerator().steps(unwell))
    with pytest.raises(GenerationFailed) as failed:
        await all_of(there.steps(unwell))
    assert vars(failed.value) == vars(at_home.value)
    assert await all_of(there.steps(BRIEF))


async def test_until_it_is_there_programs_are_made_here() -> None:
    """The first job waits for no process."""
    process = OwnProcess()
    try:
        steps = await all_of(OwnProcessGenerator(RulesGenerator(), process).steps(BRIEF))
        assert not process.is_ready
        assert steps == await all_of(RulesGenerator().steps(BRIEF))
    finally:
        await process.close()


async def test_a_process_that_dies_fails_its_program_alone(there: OwnProcessGenerator) -> None:
    """What waits is made here, and the next program begins another process."""
    [process] = processes()
    process.suspend()
    running = [asyncio.create_task(all_of(there.steps(BRIEF))) for _ in range(2)]
    await asyncio.sleep(0)  # both have joined the line
    await asyncio.sleep(0)
    process.kill()
    first, second = await asyncio.gather(*running, return_exceptions=True)
    assert isinstance(first, Crashed)
    assert isinstance(second, NotHere)
    with pytest.raises(NotHere):
        await all_of(there.steps(BRIEF))
    await wait_until(lambda: there._process.is_ready, "there is another process")
    assert await all_of(there.steps(BRIEF))


async def test_whoever_gives_up_holds_up_nobody(there: OwnProcessGenerator) -> None:
    """Be it amid a program or before it was begun."""
    for _ in range(2):
        steps = there.steps(BRIEF)
        await anext(steps)
        await steps.aclose()
    waiting = [asyncio.create_task(all_of(there.steps(BRIEF))) for _ in range(2)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    assert await waiting[0]
    assert await all_of(there.steps(BRIEF))


async def test_it_ends_when_it_is_closed() -> None:
    """Nothing of it is left."""
    process = OwnProcess()
    process.begin()
    await wait_until(lambda: process.is_ready, "the process is there")
    [child] = processes()
    await process.close()
    assert not child.is_running()
    assert not process.is_ready
