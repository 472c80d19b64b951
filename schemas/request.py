"""What is asked for: a program, or a change of one. Wrong fields are answered with a sentence that can be spoken.

- `RequestRejected`: carries one `FieldError` for each wrong field, in the order of the fields.
"""

import hashlib
import json
import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, field_validator

from schemas.errors import FieldCode, FieldError, shown
from schemas.field_answers import ANSWERS, UNKNOWN_FIELD, FieldAnswer
from schemas.goals import GoalCategory, goal_of
from schemas.model import IS_TEXT, JsonObject, Uuid, WireModel
from schemas.wording import plain

__all__ = [
    "GOAL_ALIASES",
    "UNWORDED",
    "Confirmable",
    "Equipment",
    "FitnessLevel",
    "GoalCategory",
    "ProgramRequest",
    "RequestRejected",
    "ReviseRequest",
    "Sex",
    "Units",
    "Weekday",
    "parse_program_request",
    "parse_revise_request",
]


class FitnessLevel(StrEnum):
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNSPECIFIED = "unspecified"


class Equipment(StrEnum):
    GYM = "gym"
    """Everything."""
    BODYWEIGHT = "bodyweight"
    DUMBBELL = "dumbbell"
    BARBELL = "barbell"
    KETTLEBELL = "kettlebell"
    BAND = "band"
    MACHINE = "machine"
    CABLE = "cable"
    BENCH = "bench"
    PULL_UP_BAR = "pull_up_bar"
    CARDIO_MACHINE = "cardio_machine"


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Units(StrEnum):
    """In what the user is spoken to; the fields themselves are metric by name."""

    METRIC = "metric"
    IMPERIAL = "imperial"


class Effort(StrEnum):
    """How close to the limit, beside what is usual for the goal and the level."""

    EASIER = "easier"
    USUAL = "usual"
    HARDER = "harder"


class Confirmable(StrEnum):
    """Fields that are asked about once when their value looks like a mistake, and taken as they are when confirmed."""

    HEIGHT_CM = "height_cm"
    WEIGHT_KG = "weight_kg"
    INJURIES = "injuries"


GOAL_ALIASES = {"athletic_performance": GoalCategory.POWER}
UNWORDED = frozenset({"goal_raw", "notes", "confirmed", "fresh"})
"""What a model rephrases each time, answers to a question, or says of the making alone: no part of what makes two
requests the same. So who says ``fresh`` while such a program is being made gets that one: it is not finished, so it is
none that they could want another of, and an agent that says its request once more has not asked for a second job."""

_ILLS = (
    r"(?:injur(?:y|ies)|issues?|problems?|pains?|limitations?|complaints?|restrictions?|health (?:issues|problems)|"
    r"medical (?:conditions?|issues))"
)
NO_INJURY = re.compile(
    rf"(?:i have |i've got |there are )?(?:no|none|nope|nothing|n/?a|nil|null|healthy|-|no (?:\w+ )?{_ILLS}"
    rf"(?: (?:or|and) {_ILLS})?)(?: (?:at all|currently|now|at the moment|to report|that i know of|so far))?[.!]*"
)
"""An injury of these words is none."""


def _goal(value: Any) -> Any:
    return GOAL_ALIASES.get(value, value) if isinstance(value, str) else value


def _once_each(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), IS_TEXT]


class ProgramRequest(WireModel):
    """A wish for a program. Units are in the names; bounds are those that are safe to make a program for."""

    user_id: Uuid
    height_cm: Annotated[float, Field(ge=90, le=260, strict=True, allow_inf_nan=False)]
    weight_kg: Annotated[float, Field(ge=25, le=350, strict=True, allow_inf_nan=False)]
    goal_raw: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), IS_TEXT]
    goal_category: Annotated[GoalCategory, BeforeValidator(_goal)] = Field(
        default_factory=lambda said: goal_of(said["goal_raw"])
    )
    """Left out, it is what the words of ``goal_raw`` speak of."""
    duration_weeks: Annotated[int, Field(ge=1, le=52, strict=True)]
    days_per_week: Annotated[int, Field(ge=1, le=7, strict=True)]
    fitness_level: FitnessLevel
    age: Annotated[int, Field(ge=13, le=120, strict=True)] | None = None
    sex: Sex = Sex.UNSPECIFIED
    session_minutes: Annotated[int, Field(ge=10, le=180, strict=True)] = 60
    equipment: Annotated[tuple[Equipment, ...], Field(max_length=20)] = (Equipment.GYM,)
    injuries: Annotated[tuple[Phrase, ...], Field(max_length=10)] = ()
    unavailable_days: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    effort: Effort = Effort.USUAL
    avoid: Annotated[tuple[Phrase, ...], Field(max_length=50)] = ()
    """Exercises that are not wanted, by name: "lunges" are all kinds of lunges."""
    sport: Phrase | None = None
    notes: Annotated[str, StringConstraints(max_length=1000), IS_TEXT] | None = None
    locale: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)] = "en"
    units: Units = Units.METRIC
    confirmed: Annotated[tuple[Confirmable, ...], Field(max_length=10)] = ()
    """Fields whose values the user has confirmed, after being asked."""
    fresh: Annotated[bool, Field(strict=True)] = False
    """Have it written anew, though a plan for the same wish may be kept."""

    @field_validator("injuries")
    @classmethod
    def _none_is_no_injury(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(value for value in values if not NO_INJURY.fullmatch(plain(value)))

    @field_validator("equipment", "injuries", "unavailable_days", "avoid", "confirmed")
    @classmethod
    def _drop_repeated(cls, values: tuple[Any, ...]) -> tuple[Any, ...]:
        return _once_each(values)

    @field_validator("equipment")
    @classmethod
    def _empty_is_bodyweight(cls, values: tuple[Equipment, ...]) -> tuple[Equipment, ...]:
        return values or (Equipment.BODYWEIGHT,)

    @field_validator("unavailable_days")
    @classmethod
    def _leave_a_day(cls, values: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        if len(values) == len(Weekday):
            raise ValueError("no day of the week is left")
        return values

    def fingerprint(self) -> str:
        """The same for every way of asking for the same program: SHA-256 over all fields but the wording."""
        fields = self.model_dump_json(exclude=set(UNWORDED))  # in the order of the model, whichever they came in
        return hashlib.sha256(fields.encode()).hexdigest()


class ReviseRequest(WireModel):
    """A wish for a change, in the user's own words."""

    program_id: Uuid
    change_request: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), IS_TEXT]
    user_id: Uuid | None = None
    """Whose program it is; left out, it is known by the program."""


class RequestRejected(Exception):
    """The request has wrong fields.

    Attributes:
        errors: one for each wrong field, at least one, in the order of the fields.
    """

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))


def parse_program_request(raw: JsonObject) -> ProgramRequest:
    """A program request from what a client sent.

    Raises:
        RequestRejected: it has wrong, missing or unknown fields.
    """
    try:
        return ProgramRequest.model_validate(raw)
    except ValidationError as error:
        raise _rejected(error, raw, tuple(ProgramRequest.model_fields)) from None


def parse_revise_request(raw: JsonObject) -> ReviseRequest:
    """A change request from what a client sent.

    Raises:
        RequestRejected: it has wrong, missing or unknown fields.
    """
    try:
        return ReviseRequest.model_validate(raw)
    except ValidationError as error:
        raise _rejected(error, raw, tuple(ReviseRequest.model_fields)) from None


def _rejected(error: ValidationError, raw: JsonObject, order: tuple[str, ...]) -> RequestRejected:
    found: dict[str, FieldError] = {}
    for detail in error.errors(include_url=False, include_input=False):
        name = str(detail["loc"][0]) if detail["loc"] else "request"
        is_of_another = detail["type"] == "default_factory_not_called"  # what it would be derived from is wrong
        if name not in found and not is_of_another:
            answer = ANSWERS.get(name, UNKNOWN_FIELD) if name in order else UNKNOWN_FIELD
            found[name] = _field_error(name, answer, detail["type"], raw)
    rank = {name: place for place, name in enumerate(order)}
    ordered = sorted(found.values(), key=lambda e: rank.get(e.field, len(rank)))
    return RequestRejected(tuple(ordered))


def _field_error(name: str, answer: FieldAnswer, kind: str, raw: JsonObject) -> FieldError:
    value = raw.get(name)
    code = FieldCode.UNKNOWN if answer is UNKNOWN_FIELD else FieldCode.NOT_ACCEPTED
    if kind == "missing":
        code = FieldCode.MISSING
    what = WHAT[code]
    return FieldError(
        code=code,
        field=shown(name),
        value=None if code is FieldCode.MISSING else shown(value),
        accepted=answer.accepted,
        message=f"{shown(name)} {what}; accepted: {answer.accepted}.",
        say=answer.say_for(value),
    )


WHAT = {
    FieldCode.MISSING: "is missing",
    FieldCode.UNKNOWN: "is not a field",
    FieldCode.NOT_ACCEPTED: "is not accepted",
}


def digest(fields: JsonObject) -> str:
    """SHA-256 over a JSON object, the same in whichever order it was written."""
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
