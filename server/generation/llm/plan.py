"""The compact plan that a model writes, and its JSON Schema. Pure.

It picks exercises and says how much of each; weeks, loads, rests, deloads, totals and the summary that is spoken are
computed, since totals that code computes cannot contradict the plan. ``blocks`` comes last, so that each block is
worked on while the next one is being written. Bounds of texts are checked when they are used: strict mode takes none.
"""

from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.model import JsonObject

SCHEMA_NAME = "training_plan"
MOST_EXERCISES = 14
"""Of a session; more would not fit into three hours."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlannedExercise(_Closed):
    """One exercise, as it is in the fullest week of its block; repetitions, or seconds of a hold."""

    exercise_id: str
    sets: Annotated[int, Field(ge=1, le=8)]
    reps_min: Annotated[int, Field(ge=1, le=50)] | None
    reps_max: Annotated[int, Field(ge=1, le=50)] | None
    duration_s: Annotated[int, Field(ge=5, le=300)] | None
    rir: Annotated[int, Field(ge=0, le=6)]


class PlannedEndurance(_Closed):
    """Endurance work at the end of a session, or all of it; minutes are those of its longest week."""

    exercise_id: str
    minutes: Annotated[int, Field(ge=5, le=120)]
    rpe: Annotated[int, Field(ge=1, le=9)]


class PlannedSession(_Closed):
    day: Annotated[int, Field(ge=1, le=7)]
    exercises: Annotated[tuple[PlannedExercise, ...], Field(max_length=MOST_EXERCISES)]
    endurance: PlannedEndurance | None


class PlannedBlock(_Closed):
    """Weeks that have the same sessions."""

    name: str
    aim: str
    first_week: Annotated[int, Field(ge=1, le=52)]
    last_week: Annotated[int, Field(ge=1, le=52)]
    sessions: Annotated[tuple[PlannedSession, ...], Field(max_length=7)]


class PlannedProgram(_Closed):
    """The whole answer."""

    name: str
    description: str
    blocks: Annotated[tuple[PlannedBlock, ...], Field(max_length=13)]


@cache
def plan_schema() -> JsonObject:
    """In the strict form: every object closed, every property required, nothing with a default."""
    return PlannedProgram.model_json_schema()
