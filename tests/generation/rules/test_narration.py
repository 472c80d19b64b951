"""What is said about a program: short, plain, and true."""

import re
from collections import Counter

import pytest
from hypothesis import given

from schemas.program import Program, SafetyStatus, SessionType, Week
from schemas.request import GoalCategory, ProgramRequest, parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import Person, understand
from server.generation.rules.composition import write_week
from server.generation.rules.days import shape_week
from server.generation.rules.narration import warnings_of
from server.generation.rules.periodization import SeasonPlan, plan_season
from server.generation.rules.sessions import Plan, SessionWriter, plan_sessions
from server.generation.wishes import named_ids
from tests.generation.valid_requests import (
    INJURIES,
    items_of,
    made,
    made_for,
    many_requests,
    raw_requests,
    valid_requests,
)
from tests.support.samples import program_request

SPOKEN_GOALS = {
    GoalCategory.STRENGTH: "strength",
    GoalCategory.HYPERTROPHY: "muscle",
    GoalCategory.POWER: "power",
    GoalCategory.MUSCULAR_ENDURANCE: "muscular endurance",
    GoalCategory.CARDIO_ENDURANCE: "endurance",
    GoalCategory.FAT_LOSS: "fat loss",
    GoalCategory.GENERAL_FITNESS: "general fitness",
    GoalCategory.MOBILITY: "mobility",
}
ASSUMED = {
    "goal_category": "goal",
    "age": "an adult under 50 is assumed",
    "sex": "one for anybody",
    "session_minutes": "60 minutes are assumed",
    "equipment": "a full gym is assumed",
    "injuries": "none are assumed",
    "unavailable_days": "any day of the week is assumed",
}
"""The defaults that shape a program, and what is said of each."""


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def longest(program: Program) -> int:
    return max(session.est_minutes for week in program.weeks for session in week.sessions)


@many_requests
@given(valid_requests)
def test_the_summary_can_be_spoken(request: ProgramRequest) -> None:
    """It has at most 80 words, of letters, digits, commas and full stops, in whole sentences."""
    summary = made(request).spoken_summary
    assert len(summary.split()) <= 80
    assert re.fullmatch(r"([A-Z][A-Za-z0-9, ]+\.( |$))+", summary)


@many_requests
@given(valid_requests)
def test_the_summary_tells_of_this_program(request: ProgramRequest) -> None:
    """Goal, weeks, sessions by kind, longest session and lighter weeks are those of the document."""
    program = made(request)
    summary = program.spoken_summary
    assert f"Your {SPOKEN_GOALS[request.goal_category]} program" in summary
    assert f"It runs for {plural(request.duration_weeks, 'week')}," in summary
    assert f"takes up to {longest(program)} minutes." in summary
    lifting = dict.fromkeys((SessionType.RESISTANCE, SessionType.MIXED), "strength")
    kinds = Counter(lifting.get(session.type, session.type.value) for session in program.weeks[0].sessions)
    said = re.findall(r"(\d+) (strength|cardio|mobility|recovery)", summary)
    assert {word: int(count) for count, word in said} == kinds
    assert sum(int(count) for count, _ in said) == request.days_per_week
    deloads = [week.index for week in program.weeks if week.is_deload]
    assert ("lighter" in summary) == bool(deloads)
    assert not deloads or f"week {deloads[0]}" in summary


@many_requests
@given(valid_requests)
def test_name_and_description_tell_of_this_program(request: ProgramRequest) -> None:
    """The name has goal, weeks and days; the description has split, level, blocks and every lighter week."""
    program = made(request)
    assert program.name.lower().startswith(SPOKEN_GOALS[request.goal_category])
    assert program.name.endswith(
        f"{plural(request.duration_weeks, 'week')}, {plural(request.days_per_week, 'day')} a week"
    )
    assert f"of {program.split} training for the {request.fitness_level.value} level" in program.description
    assert plural(len(program.blocks), "block") in program.description
    deloads = ", ".join(str(week.index) for week in program.weeks if week.is_deload)
    assert program.description.endswith(f"Lighter weeks: {deloads}.") == bool(deloads)


@many_requests
@given(raw_requests)
def test_every_default_that_shapes_a_program_is_said(raw: dict[str, object]) -> None:
    """Each field that was left out has its assumption, and no field that was given has one."""
    assumptions = made(parse_program_request(raw)).assumptions
    expected = [words for field, words in ASSUMED.items() if field not in raw]
    assert len(assumptions) == len(expected)
    assert all(words in said for words, said in zip(expected, assumptions, strict=True))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run a 10k", "The goal is taken from your words: endurance."),
        ("asdf", "The goal was not clear; general fitness is assumed."),
    ],
)
def test_a_goal_that_was_not_chosen_is_said(words: str, said: str) -> None:
    """From the words, or assumed."""
    raw = program_request(goal_raw=words)
    del raw["goal_category"]
    assert made(parse_program_request(raw)).assumptions[0] == said


@many_requests
@given(valid_requests)
def test_every_program_says_when_to_stop(request: ProgramRequest) -> None:
    """The disclaimer and the stop signs are always there; injuries and age make it a case for care."""
    safety = made(request).safety
    assert any("not medical advice" in notice for notice in safety.notices)
    assert {"chest pain", "feeling faint", "sharp pain", "dark urine"} <= {*safety.stop_signs}
    age = request.age or 30
    if request.injuries or age < 18 or age >= 65:
        assert safety.status is SafetyStatus.CAUTION


@pytest.mark.parametrize(
    ("changes", "status", "notice"),
    [
        ({"height_cm": 180, "weight_kg": 80, "age": 30}, SafetyStatus.CLEAR, "This is general fitness information"),
        ({"age": 15}, SafetyStatus.CAUTION, "Train with an adult"),
        ({"age": 65}, SafetyStatus.CAUTION, "Talk with your doctor before you start."),
        ({"height_cm": 180, "weight_kg": 130}, SafetyStatus.CAUTION, "Talk with your doctor before you start, and"),
        ({"height_cm": 180, "weight_kg": 50}, SafetyStatus.CAUTION, "Talk with your doctor before you start, and"),
    ],
)
def test_the_first_notice_is_the_most_important(changes: dict[str, object], status: SafetyStatus, notice: str) -> None:
    """Who is young, old, very heavy or very light hears of it first."""
    safety = made_for(**changes).safety
    assert safety.status is status
    assert safety.notices[0].startswith(notice)


def test_an_injury_that_is_not_understood_is_said() -> None:
    """Words that name no joint come back as a warning; those that do, do not."""
    warnings = made_for(injuries=["my aura", *INJURIES][:10]).warnings
    assert warnings == ("I could not tell which joint this is: my aura.",)


def test_an_exercise_to_avoid_that_nobody_knows_is_told() -> None:
    """Those that are known are left out without a word."""
    program = made_for(avoid=["zorbing", "rows"])
    assert "I do not know this exercise: zorbing." in program.warnings
    assert not any("rows" in warning for warning in program.warnings)
    used = {id_ for item in items_of(program) for id_ in (item.exercise_id, *item.substitutes)}
    assert used.isdisjoint(named_ids("rows"))


def test_training_without_weights_is_honest_about_legs_and_back() -> None:
    """Who wants muscle from body weight alone is told what is missing; who wants to be fit is not."""
    told = "Without weights, your legs and back get less than they could"
    assert any(told in warning for warning in made_for(equipment=[]).warnings)
    assert made_for(equipment=[], goal_category="general_fitness").warnings == ()
    assert made_for(equipment=["band"]).warnings == ()


def test_time_that_is_not_used_is_explained() -> None:
    """Who has three hours is told how much of them the sessions take."""
    program = made_for(session_minutes=180)
    assert program.warnings == (
        f"No session takes more than {longest(program)} of your 180 minutes; more would add little.",
    )
    assert made_for(session_minutes=60).warnings == ()


def test_a_movement_that_nothing_is_left_for_is_said() -> None:
    """Who wants nothing that replaces it either hears that there is no press; the rest of the week is there."""
    presses = [e.id for e in catalogue().values() if e.pattern in {"horizontal_push", "fly", "triceps"}]
    person = understand(parse_program_request(program_request()), avoided=frozenset(presses))
    shape, season = shape_week(person), plan_season(person)
    plan = plan_sessions(person, shape.days, season)
    assert set(plan.missing) == {"horizontal_push", "incline_push"}
    told = warnings_of(person, shape, written(person, plan, season), plan.missing)
    assert "With what you have, I found no safe press, so it is left out." in told
    assert len(told) == len({*told})


def written(person: Person, plan: Plan, season: SeasonPlan) -> list[Week]:
    writer = SessionWriter(person, plan)
    return [write_week(writer, plan, week) for week in season.weeks]
