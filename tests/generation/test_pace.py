"""The artificial delay: a wait before each step, and nothing else."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from schemas.job import JobKind
from schemas.request import parse_program_request
from server.generation.generator import Brief, Step
from server.generation.pace import PacedGenerator
from server.generation.rules.generator import RulesGenerator
from tests.generation.valid_requests import USER
from tests.support.samples import program_request
from tests.support.scripted_generator import ScriptedGenerator

THREE_WEEKS = Brief(parse_program_request(program_request(USER, duration_weeks=3)))


class Waits:
    """A ``sleep`` that only remembers."""

    def __init__(self) -> None:
        self.waited_s: list[float] = []

    async def __call__(self, delay_s: float) -> None:
        self.waited_s.append(delay_s)


class Unhurried:
    """A generator that cannot say how long it takes, as a model cannot."""

    def provider(self, kind: JobKind) -> str:
        return "unhurried"

    def eta_s(self, brief: Brief) -> None:
        return None

    def steps(self, brief: Brief) -> AsyncGenerator[Step, None]:
        return RulesGenerator().steps(brief)


async def collected(steps: AsyncGenerator[Step, None]) -> list[Step]:
    return [step async for step in steps]


async def test_steps_are_the_same_and_in_the_same_order() -> None:
    """A paced generator yields what the one inside yields."""
    paced = PacedGenerator(RulesGenerator(), 1.5, Waits())
    assert await collected(paced.steps(THREE_WEEKS)) == await collected(RulesGenerator().steps(THREE_WEEKS))


async def test_each_step_is_waited_for() -> None:
    """Before every step there is one wait, as long as the pace."""
    waits = Waits()
    seen: list[int] = []
    async for _ in PacedGenerator(RulesGenerator(), 1.5, waits).steps(THREE_WEEKS):
        seen.append(len(waits.waited_s))  # noqa: PERF401 - each step is looked at when it comes
    assert seen == list(range(1, len(seen) + 1))
    assert set(waits.waited_s) == {1.5}


@pytest.mark.parametrize("weeks", [1, 12, 52])
async def test_the_estimate_is_the_waiting_and_the_work(weeks: int) -> None:
    """The estimate is what the one inside says, and a wait for each step that will come."""
    request = parse_program_request(program_request(USER, duration_weeks=weeks))
    waits = Waits()
    paced = PacedGenerator(RulesGenerator(), 2.0, waits)
    estimate = paced.eta_s(Brief(request))
    await collected(paced.steps(Brief(request)))
    assert estimate == round(RulesGenerator().eta_s(Brief(request)) + sum(waits.waited_s), 1)


def test_an_unknown_time_stays_unknown() -> None:
    """Waiting for somebody who cannot say how long he takes ends nobody knows when."""
    assert PacedGenerator(Unhurried(), 2.0).eta_s(THREE_WEEKS) is None


async def test_closing_it_closes_the_one_inside() -> None:
    """Who stops listening stops the work, not only the waiting."""
    inner = ScriptedGenerator()
    async with aclosing(PacedGenerator(inner, 1.0, Waits()).steps(THREE_WEEKS)) as steps:
        await anext(steps)
        assert (inner.begun, inner.closed) == (1, 0)
    assert inner.closed == 1


def test_it_goes_by_the_name_of_the_one_inside() -> None:
    """A program says who wrote it, not who waited."""
    assert PacedGenerator(ScriptedGenerator(), 1.0).provider(JobKind.GENERATE) == "scripted"
