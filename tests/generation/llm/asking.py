"""Asking for programs of the vendor under script."""

import json
from collections.abc import Callable
from typing import Any

from schemas.model import JsonObject
from schemas.program import Program
from schemas.request import parse_program_request
from server.generation.generator import (
    Brief,
    ProgramWritten,
    Step,
    WeekWritten,
)
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.vendor import vendor
from tests.generation.llm.calling import settings_for
from tests.support.model_plans import asked_in, plan_of
from tests.support.responses_server import Received, ResponsesServer
from tests.support.samples import program_request
from tests.support.vendor_answers import Answer, Written


def brief(**changes: Any) -> Brief:
    return Brief(parse_program_request(program_request(**changes)))


async def steps_of(server: ResponsesServer, asked: Brief, **settings: Any) -> list[Step]:
    async with vendor(settings_for(server, **settings)) as calls:
        return [step async for step in ModelGenerator(calls, "gpt-5-mini").steps(asked)]


def program_of(steps: list[Step]) -> Program:
    """The program, whose weeks are those that were told."""
    last = steps[-1]
    assert isinstance(last, ProgramWritten)
    assert [step.week for step in steps if isinstance(step, WeekWritten)] == [*last.program.weeks]
    return last.program


def spoilt(spoil: Callable[[JsonObject], None]) -> Callable[[Received], Answer]:
    """A `brain` whose plans are good but for one thing."""

    def brain(request: Received) -> Answer:
        plan = plan_of(asked_in(request))
        spoil(plan)
        return Written(json.dumps(plan), chunk_chars=500)

    return brain


def passes(program: Program) -> bool:
    return all(gate.passed for gate in program.validation.gates)
