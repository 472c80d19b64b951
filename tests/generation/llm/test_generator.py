"""Programs that a model writes: what is told of them and when, what they cost, and what becomes of bad answers."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest

from schemas.program import LoadType, StrengthItem, Week
from server.generation.exercises import catalogue
from server.generation.generator import (
    Brief,
    Chunk,
    GenerationFailed,
    KeptInMemory,
    Revision,
    Step,
    WeekWritten,
)
from server.generation.llm.generator import ModelGenerator
from server.generation.llm.instructions import INSTRUCTIONS
from server.generation.llm.vendor import vendor
from server.generation.rules.generator import RulesGenerator
from tests.generation.llm.asking import brief, passes, program_of, steps_of
from tests.generation.llm.calling import settings_for
from tests.support.model_plans import DESCRIPTION, NAME, asked_in, end_of_block, good, plan_of, weeks_asked
from tests.support.responses_server import Received, ResponsesServer
from tests.support.vendor_answers import Answer, Ending, Gate, Written

TWELVE = [[(1, 3)], [(4, 6)], [(7, 9)], [(10, 12)]]
EIGHT = [[(1, 3), (4, 6), (7, 8)]]


async def test_a_long_program_is_asked_for_in_parts(vendor_server: ResponsesServer) -> None:
    """Each call writes four weeks at the most, is told of those before, and the whole passes every gate."""
    vendor_server.brain = good
    program = program_of(await steps_of(vendor_server, brief()))
    assert [weeks_asked(request) for request in vendor_server.received] == TWELVE
    assert [len(asked_in(request)["before"]) for request in vendor_server.received] == [0, 1, 2, 2]
    assert passes(program)
    assert (program.provider.name, program.provider.model) == ("openai", "gpt-5-mini")
    assert (program.name, program.description) == (NAME, DESCRIPTION)
    assert [(block.first_week, block.last_week) for block in program.blocks] == [weeks for [weeks] in TWELVE]
    assert {week.block for week in program.weeks} == {block.name for block in program.blocks}
    assert program.warnings == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"days_per_week": 1, "duration_weeks": 1},
        {"days_per_week": 7, "fitness_level": "advanced", "duration_weeks": 10},
        {"goal_category": "fat_loss", "equipment": ["dumbbell"], "fitness_level": "beginner"},
        {"goal_category": "mobility", "age": 70},
        {"goal_category": "cardio_endurance", "days_per_week": 5},
        {"goal_category": "strength", "duration_weeks": 16},
        {"equipment": ["bodyweight"], "injuries": ["knee"], "session_minutes": 30},
    ],
)
async def test_many_kinds_of_programs_pass_every_gate(
    vendor_server: ResponsesServer, changes: dict[str, object]
) -> None:
    """With as many weeks and days as were asked for."""
    vendor_server.brain = good
    asked = brief(**changes)
    program = program_of(await steps_of(vendor_server, asked))
    assert passes(program)
    assert len(program.weeks) == asked.request.duration_weeks
    assert {len(week.sessions) for week in program.weeks} == {asked.request.days_per_week}


async def test_the_models_choices_are_what_stands_in_the_program(vendor_server: ResponsesServer) -> None:
    """Its exercises and repetitions; loads, rests, cues and progressions are computed."""
    vendor_server.brain = good
    program = program_of(await steps_of(vendor_server, brief(duration_weeks=4)))
    asked = asked_in(vendor_server.received[0])
    planned = plan_of(asked)["blocks"][0]["sessions"][0]["exercises"]
    items = program.weeks[0].sessions[0].items
    assert {item.exercise_id for item in items} == {each["exercise_id"] for each in planned}
    assert all(item.cue and item.progression_id for item in items)


async def test_repetitions_and_effort_are_the_models(vendor_server: ResponsesServer) -> None:
    """As far as the exercise makes sense with them; nothing is harder than it wants, though other weeks are easier."""

    def brain(request: Received) -> Answer:
        plan = plan_of(asked_in(request))
        for session in plan["blocks"][0]["sessions"]:
            for each in session["exercises"]:
                each.update(rir=3, **({} if each["duration_s"] else {"reps_min": 9, "reps_max": 11}))
        return Written(json.dumps(plan), chunk_chars=500)

    vendor_server.brain = brain
    program = program_of(await steps_of(vendor_server, brief(duration_weeks=4)))
    items = [item for week in program.weeks for item in strength_in(week)]
    assert {item.rir_min for item in items} == {3}
    fits = [item for item in items if _makes_sense(item, 9, 11)]
    assert len(fits) > len(items) / 2
    assert {(item.reps_min, item.reps_max) for item in fits} == {(9, 11)}


def strength_in(week: Week) -> list[StrengthItem]:
    return [item for day in week.sessions for item in day.items if isinstance(item, StrengthItem)]


def _makes_sense(item: StrengthItem, low: int, high: int) -> bool:
    exercise = catalogue()[item.exercise_id]
    is_counted = exercise.load_type is LoadType.KG and not exercise.is_hold
    return is_counted and exercise.rep_range[0] <= low and high <= exercise.rep_range[1]


async def test_changes_of_programs_are_made_by_rules(vendor_server: ResponsesServer) -> None:
    """The vendor is not asked; the estimate is the rules' own."""
    asked = brief(duration_weeks=2)
    parent = program_of([step async for step in RulesGenerator().steps(asked)])
    change = Brief(asked.request, Revision("p", parent, {}, is_rewritten=True))
    async with vendor(settings_for(vendor_server)) as calls:
        generator = ModelGenerator(calls, "m")
        steps = [step async for step in generator.steps(change)]
        assert generator.eta_s(change) == RulesGenerator().eta_s(change)
    assert steps == [step async for step in RulesGenerator().steps(change)]
    assert vendor_server.received == []


async def test_more_calls_are_expected_to_take_longer(vendor_server: ResponsesServer) -> None:
    """The estimate grows with weeks and with days."""
    async with vendor(settings_for(vendor_server)) as calls:
        generator = ModelGenerator(calls, "m")
        spans = [brief(duration_weeks=4), brief(duration_weeks=12), brief(duration_weeks=12, days_per_week=6)]
        estimates = [generator.eta_s(each) or 0 for each in spans]
    assert 0 < estimates[0] < estimates[1] < estimates[2]


async def test_a_week_is_told_while_the_rest_is_being_written(vendor_server: ResponsesServer) -> None:
    """The vendor holds back the second block until the weeks of the first are here."""
    gate = Gate()

    def brain(request: Received) -> Answer:
        text = json.dumps(plan_of(asked_in(request)))
        return Written(text, chunk_chars=200, gates={end_of_block(text, 1): gate})

    vendor_server.brain = brain
    weeks = []
    async with vendor(settings_for(vendor_server)) as calls:
        async for step in ModelGenerator(calls, "m").steps(brief(duration_weeks=8)):
            if isinstance(step, WeekWritten):
                weeks.append(step.week.index)
                if len(weeks) == 3:
                    assert not vendor_server.received[0].is_answered
                    gate.opened.set()
    assert weeks == [*range(1, 9)]
    assert [weeks_asked(request) for request in vendor_server.received] == EIGHT


async def test_an_answer_that_is_cut_goes_on_behind_what_was_told(vendor_server: ResponsesServer) -> None:
    """The weeks of the first try stay, though the second one has other exercises; all of it is one program."""
    first: list[Written] = []

    def brain(request: Received) -> Answer:
        plan = plan_of(asked_in(request))
        if first:
            for session in plan["blocks"][0]["sessions"]:
                session["exercises"].reverse()
                session["exercises"].pop()
            return Written(json.dumps(plan), chunk_chars=200)
        text = json.dumps(plan)
        first.append(Written(text, Ending.CUT, chunk_chars=200, after_chars=end_of_block(text, 1) + 50))
        return first[0]

    vendor_server.brain = brain
    steps = await steps_of(vendor_server, brief(duration_weeks=8))
    assert passes(program_of(steps))
    assert len(vendor_server.received) == 2


async def test_what_was_paid_for_is_not_asked_for_again(vendor_server: ResponsesServer) -> None:
    """Another attempt tells the same weeks again, and the vendor is asked for what is missing only."""
    vendor_server.brain = good
    asked = brief()
    told: list[Any] = []
    async with vendor(settings_for(vendor_server)) as calls:
        async with aclosing(ModelGenerator(calls, "m").steps(asked)) as steps:
            async for step in steps:
                told += [step.week] if isinstance(step, WeekWritten) else []
                if len(told) == 5:
                    break
    program = program_of(await steps_of(vendor_server, asked))
    assert [*program.weeks[:5]] == told
    assert [weeks_asked(request) for request in vendor_server.received] == [TWELVE[0], TWELVE[1], *TWELVE[2:]]


async def test_the_cap_grows_with_weeks_and_days(vendor_server: ResponsesServer) -> None:
    """More sessions in one answer may take more tokens."""
    vendor_server.brain = good
    for weeks, days in ((4, 3), (8, 3), (8, 6)):
        await steps_of(vendor_server, brief(duration_weeks=weeks, days_per_week=days))
    caps = [request.body["max_output_tokens"] for request in vendor_server.received]
    assert caps == sorted(set(caps))


async def test_who_stops_listening_hangs_up(vendor_server: ResponsesServer) -> None:
    """The vendor sees the connection end, and generates no more."""
    gate = Gate()
    vendor_server.brain = lambda request: Written(
        text := json.dumps(plan_of(asked_in(request))), chunk_chars=200, gates={end_of_block(text, 1): gate}
    )
    async with vendor(settings_for(vendor_server)) as calls:
        steps: AsyncGenerator[Step, None]
        async with aclosing(ModelGenerator(calls, "m").steps(brief(duration_weeks=8))) as steps:
            async for step in steps:
                if isinstance(step, WeekWritten):
                    break
        await vendor_server.received[0].gone.wait()
    assert not vendor_server.received[0].is_answered


async def test_a_part_is_kept_before_it_is_told(vendor_server: ResponsesServer) -> None:
    """So that no week that somebody saw is ever written anew."""
    vendor_server.brain = good

    class Watched(KeptInMemory):
        saved = 0

        async def save(self, chunk: Chunk) -> None:
            await super().save(chunk)
            self.saved = max(self.saved, chunk.number)

    kept = Watched()
    asked = Brief(brief().request, checkpoints=kept)
    async with vendor(settings_for(vendor_server)) as calls:
        async for step in ModelGenerator(calls, "m").steps(asked):
            if isinstance(step, WeekWritten):
                assert kept.saved >= (step.week.index + 2) // 3


async def test_who_should_see_a_doctor_first_costs_no_call(vendor_server: ResponsesServer) -> None:
    """The door is the same for every generator, and stands before the vendor."""
    with pytest.raises(GenerationFailed) as raised:
        await steps_of(vendor_server, brief(goal_raw="get fit, my chest hurts when I climb stairs"))
    assert raised.value.code == "needs_clearance"
    assert vendor_server.received == []


async def test_the_instructions_are_the_same_for_everybody(vendor_server: ResponsesServer) -> None:
    """So that the vendor's cache knows them; what is a person's own stands in the input."""
    vendor_server.brain = good
    await steps_of(vendor_server, brief(duration_weeks=2, goal_raw="bigger arms", notes="I hate mornings"))
    await steps_of(vendor_server, brief(duration_weeks=2, goal_raw="a strong back"))
    assert {request.instructions for request in vendor_server.received} == {INSTRUCTIONS}
    assert len({request.body["prompt_cache_key"] for request in vendor_server.received}) == 1
    said = asked_in(vendor_server.received[0])["said"]
    assert (said["goal"], said["notes"]) == ("bigger arms", "I hate mornings")
