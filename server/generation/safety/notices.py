"""What every program says of safety: notices, the most important first, and when to stop. Pure.

Nobody is given a diet or a promise; what a person's words ask for beyond that is answered in a warning.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from schemas.program import Safety, SafetyStatus
from server.generation.person import Person
from server.generation.safety.promises import promises_declined
from server.generation.safety.topics import Topic

LOW_BMI, HIGH_BMI = 18.5, 35.0
FRAIL_YEARS = 85

GENERAL = (
    "This is general fitness information, not medical advice.",
    "Pain of up to 3 out of 10 is fine. At 4 or 5, do less. Above 5, stop.",
)
STOP_SIGNS = (
    "chest pain",
    "feeling faint",
    "unusual shortness of breath",
    "sharp pain",
    "dark urine",
)
PREGNANCY_STOP_SIGNS = ("bleeding or leaking fluid", "regular painful cramps in your belly", "a bad headache")
"""Beside the others [ACOG]."""

NEEDS_CLEARANCE = "See your doctor before you train harder than this. The program stays easy to moderate until then."
CLEARED = "You were cleared to train: keep to what your doctor told you. This program stays easy to moderate."
ADULT_THERE = "Train with an adult who knows how. No maximal lifts."
OLDER = "Talk with your doctor before you start."
FRAIL = "Have somebody with you when you train, and hold on to something when you stand on one leg."
UNUSUAL_WEIGHT = "Talk with your doctor before you start, and begin gently."
INJURED = "Leave out what hurts your sore joint. Each exercise names others that may take its place."

TOPIC_NOTICES: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.PREGNANCY: "Do not lie flat on your back, and do nothing in which you could fall or be hit.",
        Topic.POSTPARTUM: "Begin gently after a birth. Do less if you bleed more, leak, or feel heavy down there.",
        Topic.BIRTH: "Begin gently after a birth. Do less if you bleed more, leak, or feel heavy down there.",
        Topic.DIABETES: "Check your blood sugar before and after you train, and have something sweet with you.",
        Topic.SURGERY: "If your surgery was in the last six months, ask your doctor before you start.",
        Topic.EATING_DISORDER: "Train to get strong, not to burn off food. Please talk with a professional too.",
        Topic.HIGH_BLOOD_PRESSURE: "Never hold your breath: breathe out as you lift. Do not push to the limit.",
        Topic.OSTEOPOROSIS: "Keep your back long and straight. Do not bend or twist it under a load.",
        Topic.DIZZINESS: "Get up slowly, and have something to hold on to.",
        Topic.PELVIC_FLOOR: "Breathe out as you lift, and leave out what makes you leak or feel heavy down there.",
    }
)
"""What somebody of whom this is known hears beside the rest: [ACOG] for pregnancy, else [J]."""


def safety_of(person: Person) -> Safety:
    """Status, notices and stop signs of a person's program."""
    is_pregnant = Topic.PREGNANCY in person.screening.topics
    return Safety(
        status=_status(person),
        notices=tuple(dict.fromkeys((*_notices(person), *GENERAL))),
        stop_signs=(*STOP_SIGNS, *PREGNANCY_STOP_SIGNS) if is_pregnant else STOP_SIGNS,
    )


def cautions_of(person: Person) -> tuple[str, ...]:
    """What was asked for and is not done so, or done with care: for the program's warnings."""
    texts = (person.request.goal_raw, person.request.notes or "")
    return (*_unusual_figures(person), *promises_declined(texts))


def _status(person: Person) -> SafetyStatus:
    if person.screening.status is not SafetyStatus.CLEAR:
        return person.screening.status
    needs_care = (
        person.is_minor
        or person.is_older
        or _is_unusual_weight(person)
        or bool(person.injured or person.request.injuries)
    )
    return SafetyStatus.CAUTION if needs_care else SafetyStatus.CLEAR


def _notices(person: Person) -> Iterator[str]:
    screening = person.screening
    if screening.status is SafetyStatus.NEEDS_CLEARANCE:
        yield NEEDS_CLEARANCE
    elif person.is_held_back:
        yield CLEARED
    if person.is_minor:
        yield ADULT_THERE
    if _is_unusual_weight(person):
        yield UNUSUAL_WEIGHT
    if person.is_older:
        yield OLDER
    if (person.request.age or 0) > FRAIL_YEARS:
        yield FRAIL
    yield from (TOPIC_NOTICES[topic] for topic in screening.topics if topic in TOPIC_NOTICES)
    if person.injured:
        yield INJURED


def _is_unusual_weight(person: Person) -> bool:
    return not LOW_BMI <= person.bmi < HIGH_BMI


_SOFT_BOUNDS: tuple[tuple[str, float, float, str, str], ...] = (
    (
        "height_cm",
        120,
        230,
        "Benches and machines may be too tall for you; choose what you can set to your size.",
        "Benches and machines may be too short for you; choose what you can set to your size.",
    ),
    (
        "weight_kg",
        35,
        250,
        "You weigh very little: eat enough, and stop as soon as you feel weak.",
        "Benches and machines have a weight limit; look for it before you use them.",
    ),
    (
        "duration_weeks",
        4,
        24,
        "Less than four weeks is short; take it as a start.",
        "Over so many weeks you will change; make a new plan when this one no longer fits.",
    ),
    (
        "session_minutes",
        20,
        120,
        "In less than 20 minutes little can be done; train often, and rest no longer than you need.",
        "",  # what of the time is used is said anyway
    ),
)
"""Field, usual from and to, and what is said of less and of more [J]."""


def _unusual_figures(person: Person) -> Iterator[str]:
    for field, low, high, say_of_less, say_of_more in _SOFT_BOUNDS:
        value = getattr(person.request, field)
        if value < low:
            yield say_of_less
        elif value > high and say_of_more:
            yield say_of_more
