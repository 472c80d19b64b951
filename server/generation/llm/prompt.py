"""What is sent to the model: the instructions, which never change, then what is this person's own. Pure.

All of the input is JSON, so that words of users are strings in it and cannot end anything.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence

from schemas.model import JsonObject
from schemas.program import SessionType
from server.generation.anatomy import Pattern
from server.generation.exercises import Exercise
from server.generation.llm.instructions import INSTRUCTIONS, PROMPT_VERSION
from server.generation.llm.outline import Outline, Window
from server.generation.llm.plan import SCHEMA_NAME, PlannedBlock, plan_schema
from server.generation.llm.request import ModelRequest
from server.generation.person import Person
from server.generation.rules.dose import dose_of

MOST_OF_A_MOVEMENT = 9
"""Exercises of one movement that are offered: enough to vary, few enough to read."""
MOST_SAID_CHARS = 500
MOST_NOTES_CHARS = 1000
MOST_BEFORE = 2
"""Blocks that are shown again; what lies further back matters little."""
MOST_FAULTS = 12

THINKING_TOKENS = 4000
"""Room for thoughts at low effort, beside the answer."""
HEAD_TOKENS = 250
BLOCK_TOKENS = 80
SESSION_TOKENS = 60
EXERCISE_TOKENS = 60
"""Upper bounds of what the JSON of each takes [J]; an answer that needs more is asked for again with half as much."""
CAP_SPARE = 1.3


def model_request(
    outline: Outline, windows: Sequence[Window], before: Sequence[PlannedBlock], faults: Sequence[str]
) -> ModelRequest:
    """The request for some blocks.

    Args:
        before: those that are written already.
        faults: what was wrong with the last answer.
    """
    user = outline.person.request.user_id
    return ModelRequest(
        instructions=INSTRUCTIONS,
        input=json.dumps(input_for(outline, windows, before, faults), ensure_ascii=False, separators=(",", ":")),
        schema_name=SCHEMA_NAME,
        schema=plan_schema(),
        max_output_tokens=most_tokens(outline.person, windows),
        cache_key=f"repcast-plan-{PROMPT_VERSION}",
        safety_identifier=hashlib.sha256(user.encode()).hexdigest(),
    )


def answer_tokens(person: Person, windows: Sequence[Window]) -> int:
    """About the most that the JSON of these blocks takes."""
    exercises = max(4, person.minutes // 7)
    session = SESSION_TOKENS + EXERCISE_TOKENS * exercises
    return HEAD_TOKENS + len(windows) * (BLOCK_TOKENS + person.request.days_per_week * session)


def most_tokens(person: Person, windows: Sequence[Window]) -> int:
    """The cap of a call: thoughts and answer."""
    return int(THINKING_TOKENS + CAP_SPARE * answer_tokens(person, windows))


def input_for(
    outline: Outline, windows: Sequence[Window], before: Sequence[PlannedBlock], faults: Sequence[str]
) -> JsonObject:
    """All that the model is told of a person and of what to write; its arguments are those of `model_request`."""
    return {
        "exercises": _exercises(outline),
        "person": _person(outline.person),
        "week": [
            {
                "day": day.index,
                "kind": day.type.value,
                "emphasis": day.name if day.type is SessionType.RESISTANCE else "",
            }
            for day in outline.shape.days
        ],
        "before": [block.model_dump(mode="json") for block in before[-MOST_BEFORE:]],
        "blocks": [
            {"first_week": each.first_week, "last_week": each.last_week, "deload_weeks": [*each.deloads]}
            for each in windows
        ],
        "faults": [*faults[:MOST_FAULTS]],
        "said": _said(outline.person),
    }


def _person(person: Person) -> JsonObject:
    dose = dose_of(person.goal, person.level)
    return {
        "goal": person.goal.value,
        "second_goal": None if person.secondary is None else person.secondary.value,
        "level": person.level.value,
        "minutes": person.minutes,
        "sets_of_an_exercise": [*dose.sets],
        "reps_of_big_lifts": [*dose.main_reps],
        "reps_of_small_lifts": [*dose.accessory_reps],
        "rir": [*dose.rir],
        "weekly_sets_of_a_big_muscle": dose.weekly_sets,
        "most_rpe": person.most_rpe,
        "muscles_first": sorted(muscle.value for muscle in person.focus),
        "is_older": person.is_older,
        "is_minor": person.is_minor,
    }


def _said(person: Person) -> JsonObject:
    request = person.request
    return {
        "goal": request.goal_raw[:MOST_SAID_CHARS],
        "sport": request.sport,
        "notes": (request.notes or "")[:MOST_NOTES_CHARS],
    }


def _exercises(outline: Outline) -> JsonObject:
    return {pattern.value: lines for pattern in Pattern if (lines := [*_offered(outline, pattern)])}


def _offered(outline: Outline, pattern: Pattern) -> Iterator[str]:
    points = outline.menu.points(pattern.value)
    best = sorted(outline.menu.suited(pattern.value), key=lambda each: -points.get(each.id, 0))
    yield from map(_line, best[:MOST_OF_A_MOVEMENT])


def _line(exercise: Exercise) -> str:
    low, high = exercise.rep_range
    unit = "s" if exercise.is_hold else "reps"
    return f"{exercise.id}: {', '.join(exercise.primary) or exercise.name}; {low}-{high} {unit}"
