"""Programs to be changed, and the programs that they become."""

import asyncio
from functools import cache

from schemas.model import JsonObject
from schemas.program import Program
from schemas.request import ProgramRequest, parse_program_request
from server.generation.generator import Brief, ProgramWritten, Step
from server.generation.revise.reviser import Reviser
from server.generation.revise.understanding import brief_of
from server.generation.rules.generator import RulesGenerator
from tests.generation.valid_requests import USER
from tests.support.samples import program_request

PARENT_ID = "0d9f1b9e-6f5b-4d8e-9f4e-0f8c8a1d2b3c"


def steps_of(brief: Brief) -> list[Step]:
    """All that is told while it is made."""

    async def collected() -> list[Step]:
        return [step async for step in Reviser(RulesGenerator()).steps(brief)]

    return asyncio.run(collected())


def made(brief: Brief) -> Program:
    last = steps_of(brief)[-1]
    assert isinstance(last, ProgramWritten)
    return last.program


@cache
def parent_of(request: ProgramRequest) -> Program:
    """The first program of a request."""
    return made(Brief(request))


def request_with(**changes: object) -> ProgramRequest:
    """The demo's request: intermediate, muscle, a full gym, 12 weeks of 4 days."""
    raw: JsonObject = program_request(USER, **changes)
    return parse_program_request(raw)


def brief_for(change: str, **changes: object) -> Brief:
    """What is understood of a change of the demo's program, or of one with ``changes``."""
    request = request_with(**changes)
    return brief_of(change, PARENT_ID, request, parent_of(request))


def revised(change: str, **changes: object) -> tuple[Program, Program, Brief]:
    """The demo's program, or one with ``changes``; what becomes of it; and what was asked for."""
    brief = brief_for(change, **changes)
    assert brief.revision is not None
    return brief.revision.parent, made(brief), brief
