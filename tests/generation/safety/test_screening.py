"""Who gets a program, how hard it may be, and who is asked to see a doctor first."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.program import SafetyStatus
from schemas.request import GoalCategory, parse_program_request
from server.generation.anatomy import Condition
from server.generation.exercises import catalogue
from server.generation.generator import Brief, GenerationFailed
from server.generation.person import understand
from server.generation.rules.generator import RulesGenerator
from server.generation.safety.decisions import DECISIONS
from server.generation.safety.screening import FULL_RPE, MODERATE_RPE, Screening, screen
from server.generation.safety.topics import Topic
from tests.generation.safety.phrasings import SAID
from tests.generation.valid_requests import USER
from tests.support.samples import program_request

MOST_SAID_WORDS = 25
ADVICE = ("doctor", "medical care", "professional")


def screened(**changes: object) -> Screening:
    return screen(parse_program_request(program_request(USER, **changes)))


REFUSED = [
    ("chest pain on the stairs", {}),
    ("chest pain on the stairs", {"fitness_level": "advanced"}),
    ("I fainted last week", {"fitness_level": "advanced"}),
    ("palpitations", {}),
    ("dizzy when I exercise", {}),
    ("heart disease", {"fitness_level": "beginner"}),
    ("diabetes", {"fitness_level": "beginner"}),
    ("had a stroke in 2015", {"fitness_level": "beginner"}),
    ("kidney disease, and I have not trained in years", {}),
    ("I'm pregnant", {}),
    ("6 weeks postpartum", {}),
    ("broken ankle", {}),
    ("tore my hamstring last week", {}),
    ("knee surgery last month", {}),
    ("blood pressure of 190 over 115", {}),
    ("I'm pregnant, my physio cleared me", {}),
    ("heart disease, my midwife cleared me", {"fitness_level": "beginner"}),
]


@pytest.mark.parametrize(("words", "changes"), REFUSED)
@pytest.mark.parametrize("field", ["goal_raw", "notes", "injuries", "sport"])
def test_who_needs_clearance_gets_no_program(words: str, changes: dict[str, object], field: str) -> None:
    """Wherever it is said; one short sentence can be spoken, and says whom to ask."""
    refusal = screened(**{field: [words] if field == "injuries" else words, **changes}).refusal
    assert refusal is not None
    assert refusal.code == "needs_clearance"
    assert len(refusal.say.split()) <= MOST_SAID_WORDS
    assert any(word in refusal.say for word in ADVICE)


@pytest.mark.parametrize("topic", Topic)
def test_every_sentence_is_short(topic: Topic) -> None:
    """Whatever a thing is called, the sentence that speaks of it has at most 25 words."""
    called = DECISIONS[topic].called
    assert called
    assert called.casefold() == called
    assert len(called.split()) <= 5


@pytest.mark.parametrize("words", ["heart disease", "diabetes", "a stroke in 2015", "kidney disease"])
def test_who_is_active_with_a_disease_gets_moderate_work(words: str) -> None:
    """ACSM: clearance is needed before vigorous work alone."""
    found = screened(notes=words)
    assert found.refusal is None
    assert (found.status, found.most_rpe) == (SafetyStatus.NEEDS_CLEARANCE, MODERATE_RPE)


@pytest.mark.parametrize(
    ("words", "conditions"),
    [
        ("heart disease. My doctor cleared me.", set()),
        ("I fainted last month, my doctor says I can train", set()),
        ("I'm pregnant and my midwife cleared me", {Condition.PREGNANCY}),
        ("6 weeks postpartum, cleared by my doctor", {Condition.PELVIC_FLOOR}),
        ("knee surgery last month, my physio cleared me to train", set()),
    ],
)
def test_who_was_cleared_gets_moderate_work(words: str, conditions: set[Condition]) -> None:
    """Also a beginner; with what the condition forbids left out."""
    found = screened(notes=words, fitness_level="beginner")
    assert found.refusal is None
    assert (found.status, found.most_rpe, found.conditions) == (
        SafetyStatus.CAUTION,
        MODERATE_RPE,
        frozenset(conditions),
    )


def test_a_clearance_in_one_field_is_for_what_another_says() -> None:
    """The goal speaks of it, the notes of the doctor."""
    assert screened(goal_raw="fit in pregnancy", notes="my doctor cleared me").refusal is None


def test_symptoms_with_effort_are_for_medical_care_even_when_cleared() -> None:
    """Nobody who gets chest pain on the stairs is given a program here."""
    refusal = screened(notes="chest pain on the stairs. My doctor cleared me.").refusal
    assert refusal is not None
    assert "medical care" in refusal.say


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("high blood pressure", Condition.HIGH_BLOOD_PRESSURE),
        ("osteoporosis", Condition.OSTEOPOROSIS),
        ("I get dizzy", Condition.DIZZINESS),
        ("weak pelvic floor", Condition.PELVIC_FLOOR),
    ],
)
def test_what_is_no_disease_is_minded(words: str, condition: Condition) -> None:
    """There is a program, with care, and without what the condition forbids."""
    found = screened(notes=words, fitness_level="beginner")
    assert found.refusal is None
    assert (found.status, found.most_rpe, found.conditions) == (SafetyStatus.CAUTION, FULL_RPE, frozenset({condition}))


def test_weight_loss_is_declined_kindly_with_an_eating_disorder() -> None:
    """Also when a doctor cleared them; another goal is planned with care."""
    words = "recovering from anorexia, my doctor cleared me"
    refusal = screened(notes=words, goal_category="fat_loss").refusal
    assert refusal is not None
    assert refusal.code == "weight_loss_declined"
    assert "professional" in refusal.say
    assert len(refusal.say.split()) <= MOST_SAID_WORDS
    assert screened(notes=words, goal_category="strength").refusal is None


def test_the_gravest_is_spoken_of_first() -> None:
    """And everything else is known too."""
    found = screened(notes="I'm pregnant, have diabetes and get chest pain. Also osteoporosis.")
    assert found.topics == (Topic.CHEST_PAIN, Topic.DIABETES, Topic.PREGNANCY, Topic.OSTEOPOROSIS)
    assert found.conditions == {Condition.PREGNANCY, Condition.OSTEOPOROSIS}
    assert found.refusal is not None
    assert "chest pain" in found.refusal.say


SENTENCES = frozenset(
    refusal.say
    for words in SAID.values()
    for notes in (*words, f"{words[0]}. My doctor cleared me.")
    for level in ("beginner", "advanced")
    if (refusal := screened(notes=notes, fitness_level=level, goal_category="fat_loss").refusal)
)


@given(
    st.lists(st.sampled_from([text for texts in SAID.values() for text in texts]) | st.text(max_size=40), max_size=4),
    st.sampled_from(GoalCategory),
)
def test_nothing_of_the_words_comes_back(parts: list[str], goal: GoalCategory) -> None:
    """Whatever is written, what is spoken is one of the sentences that stand here."""
    plain = parse_program_request(program_request(USER, goal_category=goal))
    refusal = screen(plain.model_copy(update={"notes": ". ".join(parts)})).refusal
    assert refusal is None or refusal.say in SENTENCES


def test_who_says_nothing_of_it_is_clear() -> None:
    """The demo's request is not held back."""
    assert screened() == Screening()


@pytest.mark.parametrize("condition", Condition)
def test_no_exercise_that_a_condition_forbids_is_allowed(condition: Condition) -> None:
    """One answer for every choice: exercises, drills, substitutes."""
    words = {
        Condition.PREGNANCY: "pregnant, cleared by my doctor",
        Condition.HIGH_BLOOD_PRESSURE: "high blood pressure",
        Condition.OSTEOPOROSIS: "osteoporosis",
        Condition.PELVIC_FLOOR: "pelvic floor",
        Condition.DIZZINESS: "vertigo",
    }[condition]
    person = understand(parse_program_request(program_request(USER, notes=words, fitness_level="advanced")))
    forbidden = [exercise for exercise in catalogue().values() if condition in exercise.contraindications]
    assert forbidden
    assert not any(person.allows(exercise) for exercise in forbidden)


def test_the_generator_refuses_with_a_sentence() -> None:
    """Before anything is made."""

    async def steps() -> list[object]:
        request = parse_program_request(
            program_request(USER, goal_category="fat_loss", notes="Chest pain on the stairs")
        )
        return [step async for step in RulesGenerator().steps(Brief(request))]

    with pytest.raises(GenerationFailed) as failed:
        asyncio.run(steps())
    assert failed.value.code == "needs_clearance"
    assert not failed.value.retryable
    assert "doctor" in failed.value.say
