"""What a program says of safety, and what it answers to wishes that cannot be granted."""

import pytest

from schemas.program import SafetyStatus
from schemas.request import parse_program_request
from server.generation.person import Person, understand
from server.generation.safety.notices import (
    ADULT_THERE,
    CLEARED,
    FRAIL,
    GENERAL,
    INJURED,
    NEEDS_CLEARANCE,
    OLDER,
    PREGNANCY_STOP_SIGNS,
    STOP_SIGNS,
    TOPIC_NOTICES,
    UNUSUAL_WEIGHT,
    cautions_of,
    safety_of,
)
from server.generation.safety.promises import NO_FOOD, promises_declined
from server.generation.safety.topics import Topic
from tests.generation.valid_requests import USER, made_for
from tests.support.samples import program_request


def person_for(**changes: object) -> Person:
    return understand(parse_program_request(program_request(USER, **changes)))


@pytest.mark.parametrize(
    ("changes", "status", "notices"),
    [
        ({}, SafetyStatus.CLEAR, ()),
        ({"notes": "diabetes"}, SafetyStatus.NEEDS_CLEARANCE, (NEEDS_CLEARANCE, TOPIC_NOTICES[Topic.DIABETES])),
        ({"notes": "heart disease, my doctor cleared me"}, SafetyStatus.CAUTION, (CLEARED,)),
        ({"age": 15}, SafetyStatus.CAUTION, (ADULT_THERE,)),
        ({"age": 70}, SafetyStatus.CAUTION, (OLDER,)),
        ({"age": 86}, SafetyStatus.CAUTION, (OLDER, FRAIL)),
        ({"height_cm": 180, "weight_kg": 130}, SafetyStatus.CAUTION, (UNUSUAL_WEIGHT,)),
        ({"height_cm": 180, "weight_kg": 55}, SafetyStatus.CAUTION, (UNUSUAL_WEIGHT,)),
        ({"injuries": ["bad knee"]}, SafetyStatus.CAUTION, (INJURED,)),
        ({"notes": "knee surgery"}, SafetyStatus.CAUTION, (TOPIC_NOTICES[Topic.SURGERY], INJURED)),
        ({"notes": "osteoporosis"}, SafetyStatus.CAUTION, (TOPIC_NOTICES[Topic.OSTEOPOROSIS],)),
    ],
)
def test_what_is_special_is_said_before_what_everybody_hears(
    changes: dict[str, object], status: SafetyStatus, notices: tuple[str, ...]
) -> None:
    """The status, then the notices in their order, then the two that stand in every program."""
    safety = safety_of(person_for(**changes))
    assert (safety.status, safety.notices, safety.stop_signs) == (status, (*notices, *GENERAL), STOP_SIGNS)


def test_a_pregnant_person_knows_more_signs_to_stop_at() -> None:
    """Those that ACOG names, beside the usual ones."""
    safety = safety_of(person_for(notes="pregnant, my doctor cleared me"))
    assert safety.stop_signs == (*STOP_SIGNS, *PREGNANCY_STOP_SIGNS)
    assert TOPIC_NOTICES[Topic.PREGNANCY] in safety.notices


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"height_cm": 119, "weight_kg": 30, "goal_category": "strength"}, ("too tall for you", "very little")),
        ({"height_cm": 231, "weight_kg": 120}, ("too short for you",)),
        ({"weight_kg": 251}, ("weight limit",)),
        ({"duration_weeks": 3}, ("Less than four weeks",)),
        ({"duration_weeks": 25}, ("you will change",)),
        ({"session_minutes": 19}, ("less than 20 minutes",)),
        ({"height_cm": 120, "weight_kg": 35, "duration_weeks": 4, "session_minutes": 20}, ()),
        ({"height_cm": 230, "weight_kg": 250, "duration_weeks": 24, "session_minutes": 120}, ()),
    ],
)
def test_unusual_figures_are_accepted_with_a_word_of_caution(
    changes: dict[str, object], words: tuple[str, ...]
) -> None:
    """One sentence for each figure that is beyond what is usual; what stands at a bound is usual."""
    cautions = cautions_of(person_for(**changes))
    assert len(cautions) == len(words)
    assert all(word in said for word, said in zip(words, cautions, strict=True))


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("lose 20 kg in a month", "20 kg in a month"),
        ("I want to lose 20 kilos in 4 weeks!", "20 kilos in 4 weeks"),
        ("Within 2 months I must drop 40 lbs", "40 lbs within 2 months"),
        ("shed two stone, I mean 2 stone in three weeks", "2 stone in three weeks"),
        ("lose 5kg a week", "5kg a week"),
        ("losing 3 pounds per day", "3 pounds per day"),
        ("gain 10 kg of muscle in one month", "10 kg in one month"),
        ("burn 30 kg by next month", "30 kg by next month"),
    ],
)
def test_what_nobody_can_promise_is_declined(text: str, repeated: str) -> None:
    """In one sentence that repeats it, and says what is safe."""
    (said,) = promises_declined([text])
    assert said.startswith(f"I cannot promise {repeated}: ")


@pytest.mark.parametrize(
    "text",
    [
        "lose 6 kg in 12 weeks",
        "lose 1 pound a week",
        "lose 20 kg",
        "bench 100 kg in two months",
        "add 20 kg to my squat in 8 weeks",
        "gain 2 kg in two months",
        "weigh 80 kg. Train for a month.",
        "run 5 km in a month",
    ],
)
def test_what_can_be_reached_is_not_declined(text: str) -> None:
    """Nor is what is no weight of the body."""
    assert promises_declined([text]) == ()


@pytest.mark.parametrize("text", ["give me a diet", "meal plan too", "what should I eat?", "keto", "count calories"])
def test_no_diets_are_made(text: str) -> None:
    """Training is planned, food is not."""
    assert promises_declined([text]) == (NO_FOOD,)


def test_a_program_carries_what_is_said_of_it() -> None:
    """Notices, signs and warnings stand in the document, and the plan is built all the same."""
    program = made_for(goal_category="fat_loss", goal_raw="lose 20 kg in a month with a diet", duration_weeks=4)
    assert program.safety.notices[-2:] == GENERAL
    assert program.warnings[:2] == (
        "I cannot promise 20 kg in a month: half a kilo to one kilo a week is safe. The program is built for that.",
        NO_FOOD,
    )
    assert len(program.weeks) == 4
