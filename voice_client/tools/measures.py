"""Height and weight as they were said, in feet and pounds too, to the metric fields of a request. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.errors import FieldCode, FieldError, shown
from schemas.field_answers import FieldAnswer
from schemas.model import JsonObject

CM_PER_INCH = 2.54
INCHES_PER_FOOT = 12
KG_PER_POUND = 0.45359237
"""Exact by definition, as is the inch."""
DIGITS = 1
"""Of the converted value, in centimetres or kilograms: finer than anybody is measured."""

MOST = 10_000
"""Inches or pounds: above it, or not a number, there is nothing to convert."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that can be said in two units.

    Attributes:
        metric: the request's field.
        imperial: the parameters that may say it instead.
        missing: what is asked when neither is there.
        wrong: what is asked when it was said in the imperial unit, and cannot be.
    """

    metric: str
    imperial: tuple[str, ...]
    missing: FieldAnswer
    wrong: FieldAnswer


HEIGHT = Measure(
    "height_cm",
    ("height_ft", "height_in"),
    FieldAnswer(
        accepted="height_cm, or height_ft with height_in",
        say="How tall are you, in centimetres, or in feet and inches?",
    ),
    FieldAnswer(
        accepted="whole feet, and inches below 12, together 3 to 8.5 feet", say="How tall are you, in feet and inches?"
    ),
)
WEIGHT = Measure(
    "weight_kg",
    ("weight_lb",),
    FieldAnswer(accepted="weight_kg or weight_lb", say="How much do you weigh, in kilograms or in pounds?"),
    FieldAnswer(accepted="a number from 56 to 771, in pounds", say="How much do you weigh, in pounds?"),
)
MEASURES = (HEIGHT, WEIGHT)


@dataclass(frozen=True, slots=True)
class Measured:
    """Arguments with metric measures.

    Attributes:
        fields: without the imperial ones.
        errors: metric field → what is wrong with how it was said.
        converted: the measures that were said in imperial units.
    """

    fields: JsonObject
    errors: Mapping[str, FieldError]
    converted: tuple[Measure, ...]


def in_metric(raw: JsonObject) -> Measured:
    """The arguments with each measure in the one unit of the request."""
    imperial = {name for measure in MEASURES for name in measure.imperial}
    fields = {name: value for name, value in raw.items() if name not in imperial}
    errors: dict[str, FieldError] = {}
    converted: list[Measure] = []
    for measure in MEASURES:
        said = {name: raw[name] for name in measure.imperial if name in raw}
        if not said:
            continue
        value = _converted(said)
        if measure.metric in fields:
            errors[measure.metric] = _error(measure.metric, fields.pop(measure.metric), measure.missing)
        elif value is None:
            name, wrong = next(iter(said.items()))
            errors[measure.metric] = _error(name, wrong, measure.wrong)
        else:
            fields[measure.metric] = value
            converted.append(measure)
    return Measured(fields, errors, tuple(converted))


def worded(error: FieldError, measured: Measured, raw: JsonObject) -> FieldError:
    """An error about a measure, in the unit in which it was said."""
    if error.field in measured.errors:
        return measured.errors[error.field]
    for measure in MEASURES:
        if error.field != measure.metric:
            continue
        if error.code is FieldCode.MISSING:
            accepted, say = measure.missing.accepted, measure.missing.say
            return error.model_copy(update={"accepted": accepted, "say": say, "message": f"{accepted} is missing."})
        if measure in measured.converted:
            name = next(name for name in measure.imperial if name in raw)
            return _error(name, raw[name], measure.wrong)
    return error


def _converted(said: Mapping[str, Any]) -> float | None:
    """Centimetres or kilograms; None where it cannot be."""
    if not all(_is_measurable(value) for value in said.values()):
        return None
    if "weight_lb" in said:
        return round(float(said["weight_lb"]) * KG_PER_POUND, DIGITS)
    feet, inches = said.get("height_ft"), float(said.get("height_in", 0))
    if feet is None:
        return round(inches * CM_PER_INCH, DIGITS)
    if feet != int(feet) or not 0 <= inches < INCHES_PER_FOOT:  # 5.11 feet are five and eleven, or not: it is asked
        return None
    return round((int(feet) * INCHES_PER_FOOT + inches) * CM_PER_INCH, DIGITS)


def _is_measurable(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST


def _error(name: str, value: Any, answer: FieldAnswer) -> FieldError:
    return FieldError(
        field=name,
        value=shown(value),
        accepted=answer.accepted,
        message=f"{name} is not accepted; accepted: {answer.accepted}.",
        say=answer.say_for(value),
    )
