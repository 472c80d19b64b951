"""The program document: what a generation makes, whoever wrote it. Complete as ``schema_version`` 1."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from schemas.model import JsonObject, Omitted, WireModel
from schemas.request import FitnessLevel, GoalCategory, Weekday

SCHEMA_VERSION: Final = 1


class SessionType(StrEnum):
    RESISTANCE = "resistance"
    CARDIO = "cardio"
    MIXED = "mixed"
    MOBILITY = "mobility"
    RECOVERY = "recovery"


class Role(StrEnum):
    MAIN = "main"
    SECONDARY = "secondary"
    ACCESSORY = "accessory"
    CORE = "core"
    CONDITIONING = "conditioning"


class SetType(StrEnum):
    WARMUP = "warmup"
    NORMAL = "normal"
    AMRAP = "amrap"
    DROPSET = "dropset"


class LoadType(StrEnum):
    RIR = "rir"
    PCT_1RM = "pct_1rm"
    KG = "kg"
    BODYWEIGHT = "bodyweight"
    ASSISTED_KG = "assisted_kg"
    BAND = "band"
    NONE = "none"


class Periodization(StrEnum):
    LINEAR = "linear"
    UNDULATING = "undulating"
    BLOCK = "block"


class SafetyStatus(StrEnum):
    CLEAR = "clear"
    CAUTION = "caution"
    NEEDS_CLEARANCE = "needs_clearance"


Count = Annotated[int, Field(ge=0)]
Rir = Annotated[int, Field(ge=0, le=10)]
"""Repetitions in reserve; RPE = 10 - RIR."""
Rpe = Annotated[float, Field(ge=0, le=10)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Load(WireModel):
    """How heavy. ``min`` and ``max`` in the unit of the type; without a known 1RM, RIR leads and % is informational."""

    type: LoadType
    min: Omitted[Number] = None
    max: Omitted[Number] = None


class Prep(WireModel):
    """One thing of a warm-up or cool-down."""

    exercise_id: str
    name: str
    duration_s: Count
    cue: str


class StrengthItem(WireModel):
    """One exercise of a session: so many sets of repetitions, of time, or of distance."""

    kind: Literal["strength"] = "strength"
    order: Count
    exercise_id: str
    name: str
    role: Role
    superset_group: Omitted[str] = None
    sets: Annotated[int, Field(ge=1)]
    set_type: SetType
    reps_min: Omitted[Count] = None
    reps_max: Omitted[Count] = None
    duration_s: Omitted[Count] = None
    distance_m: Omitted[Count] = None
    load: Load
    rir_min: Omitted[Rir] = None
    rir_max: Omitted[Rir] = None
    rest_s: Count
    tempo: Omitted[Annotated[str, Field(pattern=r"^\d+-\d+-\d+-\d+$")]] = None
    """Seconds: eccentric, pause, concentric, pause."""
    per_side: bool = False
    substitutes: tuple[str, ...]
    """Ids of exercises that may take its place, at least two where the equipment has them."""
    cue: str
    note: str = ""
    progression_id: str


class Intervals(WireModel):
    reps: Annotated[int, Field(ge=1)]
    work_s: Annotated[int, Field(ge=1)]
    recover_s: Count


class CardioItem(WireModel):
    """One piece of endurance work."""

    kind: Literal["cardio"] = "cardio"
    order: Count
    exercise_id: str
    name: str
    modality: str
    role: Role = Role.CONDITIONING
    duration_min: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    rpe_min: Rpe
    rpe_max: Rpe
    hrr_pct: Annotated[Omitted[tuple[int, ...]], Field(min_length=2, max_length=2)] = None
    """Share of the heart-rate reserve in percent, from and to."""
    talk_test: str
    intervals: Omitted[Intervals] = None
    cue: str
    note: str = ""
    substitutes: tuple[str, ...] = ()
    progression_id: str


Item = Annotated[StrengthItem | CardioItem, Field(discriminator="kind")]


class Session(WireModel):
    day_index: Annotated[int, Field(ge=1, le=7)]
    weekday: Omitted[Weekday] = None
    name: str
    type: SessionType
    focus: tuple[str, ...]
    est_minutes: Annotated[int, Field(ge=1)]
    warmup: tuple[Prep, ...]
    items: tuple[Item, ...]
    cooldown: tuple[Prep, ...]


class Week(WireModel):
    """One whole week: as many sessions as the user trains days."""

    index: Annotated[int, Field(ge=1)]
    block: str
    is_deload: bool
    volume_factor: Annotated[float, Field(gt=0)]
    sessions: tuple[Session, ...]


class Block(WireModel):
    """Weeks that have one aim."""

    name: str
    first_week: Annotated[int, Field(ge=1)]
    last_week: Annotated[int, Field(ge=1)]
    aim: str


class ProgressionRule(WireModel):
    """How an exercise gets harder, and what to do when it does not go."""

    id: str
    name: str
    rule: str
    on_failure: str


class Safety(WireModel):
    status: SafetyStatus
    notices: tuple[str, ...]
    stop_signs: tuple[str, ...]


class Provider(WireModel):
    """Who wrote the program."""

    name: str
    model: str | None
    seed: str
    rules_version: str


class Finding(WireModel):
    """One place where a program breaks a rule, or falls short of one."""

    rule: str
    """The gate or rule, as ``G6`` or ``volume``."""
    message: str
    """One sentence for people."""
    value: Omitted[float | str] = None
    """What stands there."""
    bound: Omitted[str] = None
    """What would be accepted."""
    week: Omitted[int] = None
    day: Omitted[int] = None
    """The session's ``day_index``."""
    order: Omitted[int] = None
    """The item's ``order`` in its session."""
    muscle: Omitted[str] = None


class GateReport(WireModel):
    """A rule that no program may break."""

    id: str
    passed: bool
    detail: str = ""
    findings: Omitted[tuple[Finding, ...]] = None
    """The first places where it is broken; left out where it is not."""


class RuleReport(WireModel):
    """A rule that is worth points."""

    id: str
    points: float
    max_points: float
    detail: str = ""
    findings: Omitted[tuple[Finding, ...]] = None
    """The first places that cost points; left out where none did."""


class Validation(WireModel):
    """What the checks said; ``score`` is null until a program is scored."""

    score: float | None
    gates: tuple[GateReport, ...]
    rules: tuple[RuleReport, ...]


class Program(WireModel):
    """The whole program."""

    schema_version: Literal[1] = SCHEMA_VERSION
    request: JsonObject
    """The normalised request."""
    provider: Provider
    name: str
    description: str
    spoken_summary: str
    """At most 80 words, plain, to be said aloud."""
    goal_category: GoalCategory
    goal_raw: str
    fitness_level: FitnessLevel
    split: str
    periodization: Periodization
    blocks: tuple[Block, ...]
    weeks: tuple[Week, ...]
    progression_rules: tuple[ProgressionRule, ...]
    safety: Safety
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    validation: Validation
    changes: Omitted[tuple[str, ...]] = None
    """Of a revision: what is different from the program that it was made of, the most important first."""
