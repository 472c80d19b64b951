"""Words of users are data: whatever they say, and whatever a model makes of it, the program keeps its shape."""

import json
import re
from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest

from schemas.model import JsonObject
from schemas.program import Program
from schemas.request import parse_program_request
from server.generation.generator import Brief, ProgramWritten
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.instructions import INSTRUCTIONS
from server.generation.llm.plan import plan_schema
from server.generation.llm.vendor import vendor
from tests.generation.llm.calling import KEY, settings_for
from tests.generation.llm.injections import INJECTIONS
from tests.support.model_plans import asked_in, good, plan_of
from tests.support.responses_server import Received, ResponsesServer
from tests.support.samples import new_user, program_request
from tests.support.vendor_answers import Written

USER = new_user()
SEVEN_WORDS = re.compile(r"(?=\b((?:\w+\W+){6}\w+))")
LINES = [line for line in INSTRUCTIONS.splitlines() if len(line.split()) > 9]


def _asked(words: str) -> Brief:
    fields = program_request(USER, duration_weeks=2, days_per_week=2, goal_raw=words, notes=words)
    return Brief(parse_program_request(fields))


async def _program(server: ResponsesServer, words: str) -> Program:
    async with vendor(settings_for(server)) as calls:
        steps = [step async for step in ModelGenerator(calls, "m").steps(_asked(words))]
    assert isinstance(steps[-1], ProgramWritten)
    return steps[-1].program


def _unworded(program: Program) -> JsonObject:
    """All but the echo of what was asked."""
    return program.model_dump(mode="json", exclude={"request": True, "goal_raw": True})


def test_there_are_fifty_of_them() -> None:
    """Each another one."""
    assert len(set(INJECTIONS)) == len(INJECTIONS) == 50


async def test_no_words_change_what_is_asked_of_the_model(vendor_server: ResponsesServer) -> None:
    """Instructions, schema and the rest of the input are the same for all of them; the words are one string of JSON."""
    vendor_server.brain = good
    plain = await _program(vendor_server, "OK")
    for words in INJECTIONS:
        assert _unworded(await _program(vendor_server, words)) == _unworded(plain), words
    inputs = [asked_in(request) for request in vendor_server.received]
    said = [each.pop("said") for each in inputs]
    goals = [goal for goal, _ in groupby(each["goal"] for each in said)]  # a call that is tried again says it again
    assert goals == ["OK", *(words.strip() for words in INJECTIONS)]
    assert all(each == inputs[0] for each in inputs)
    assert {request.instructions for request in vendor_server.received} == {INSTRUCTIONS}
    assert all(request.body["text"]["format"]["schema"] == plan_schema() for request in vendor_server.received)
    sent = json.dumps([request.body for request in vendor_server.received])
    assert not any(secret in sent for secret in (USER, KEY))
    assert not any("tools" in request.body for request in vendor_server.received)


def _leaks(plan: JsonObject) -> None:
    plan["name"] = LINES[0][:70]
    plan["description"] = " ".join(LINES[1:3])[:390]
    for block, line in zip(plan["blocks"], LINES[3:], strict=False):
        block["name"], block["aim"] = line[:70], line


def _marks_up(plan: JsonObject) -> None:
    plan["name"] = "<script>alert(1)</script>"
    plan["description"] = "see https://evil.example/?q=1"
    plan["blocks"][0]["aim"] = "![x](evil)"
    plan["blocks"][0]["name"] = "x" * 5000


def _turns_round(plan: JsonObject) -> None:
    plan["name"] = plan["description"] = plan["blocks"][0]["name"] = "Strength \u202ehtgnerts"


def _more_weeks(plan: JsonObject) -> None:
    plan["blocks"][0]["last_week"] = 52


def _more_sessions(plan: JsonObject) -> None:
    plan["blocks"][0]["sessions"] *= 3


def _more_blocks(plan: JsonObject) -> None:
    plan["blocks"] *= 4


def _too_much(plan: JsonObject) -> None:
    for session in plan["blocks"][0]["sessions"]:
        for exercise in session["exercises"]:
            exercise.update(sets=8, reps_min=50, reps_max=50, rir=0)


def _another_member(plan: JsonObject) -> None:
    plan["blocks"][0]["leak"] = INSTRUCTIONS


def _made_up(plan: JsonObject) -> None:
    for session in plan["blocks"][0]["sessions"]:
        for exercise in session["exercises"]:
            exercise["exercise_id"] = "'; DROP TABLE programs; --"


@pytest.mark.parametrize(
    "obey",
    [_leaks, _marks_up, _turns_round, _more_weeks, _more_sessions, _more_blocks, _too_much, _another_member, _made_up],
)
async def test_a_model_that_obeys_changes_no_program(
    vendor_server: ResponsesServer, obey: Callable[[JsonObject], Any]
) -> None:
    """Weeks, days and gates are as they were asked for, and nothing of the prompt or of markup is told."""

    def brain(request: Received) -> Written:
        plan = plan_of(asked_in(request))
        obey(plan)
        return Written(json.dumps(plan), chunk_chars=500)

    vendor_server.brain = brain
    program = await _program(vendor_server, INJECTIONS[0])
    assert [week.index for week in program.weeks] == [1, 2]
    assert {len(week.sessions) for week in program.weeks} == {2}
    assert all(gate.passed for gate in program.validation.gates)
    told = json.dumps(_unworded(program), ensure_ascii=False)
    assert _sevens(told).isdisjoint(_sevens(INSTRUCTIONS))
    assert not any(mark in told for mark in ("<script", "evil", "DROP TABLE", "x" * 100, "\u202e"))


def _sevens(text: str) -> set[str]:
    """Each seven words in a row."""
    return {" ".join(re.findall(r"\w+", found.lower())) for found in SEVEN_WORDS.findall(text)}
