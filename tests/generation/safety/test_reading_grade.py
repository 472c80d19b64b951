"""Whatever people hear or read is plain: eight years of school are enough (Flesch-Kincaid, counted by textstat)."""

from itertools import chain

import pytest
import textstat

from schemas.field_answers import ANSWERS, UNKNOWN_FIELD
from schemas.program import Program, ProgressionRule
from schemas.request import parse_program_request
from server.generation.anatomy import Pattern
from server.generation.exercises import of_pattern
from server.generation.rules.progression import RULES
from server.generation.safety import notices
from server.generation.safety.promises import promises_declined
from server.generation.safety.questions import questions_about
from server.generation.safety.screening import screen
from tests.generation.safety.phrasings import SAID
from tests.generation.valid_requests import USER, made_for
from tests.support.bad_requests import QUESTIONS, BadRequest
from tests.support.samples import program_request

MOST_GRADE = 8

PEOPLE: dict[str, dict[str, object]] = {
    "gym-goer": {"goal_raw": "get bigger", "equipment": ["gym"]},
    "beginner": {"fitness_level": "beginner", "equipment": ["dumbbell"], "days_per_week": 3, "duration_weeks": 8},
    "runner": {"goal_category": "cardio_endurance", "goal_raw": "run a 10k, get big", "duration_weeks": 10},
    "at home": {
        "equipment": ["bodyweight"],
        "days_per_week": 6,
        "session_minutes": 30,
        "unavailable_days": ["mon", "tue"],
    },
    "stiff": {"goal_category": "mobility", "session_minutes": 180},
    "old, with much to mind": {
        "age": 88,
        "goal_category": "general_fitness",
        "fitness_level": "beginner",
        "injuries": ["bad knee"],
        "notes": "high blood pressure, osteoporosis, vertigo, knee surgery, weak pelvic floor",
    },
    "pregnant": {"notes": "pregnant, my doctor cleared me", "duration_weeks": 3},
    "ill and active": {"notes": "diabetes", "height_cm": 235, "weight_kg": 180},
    "in a hurry": {"goal_category": "fat_loss", "goal_raw": "lose 20 kg in a month with a diet", "duration_weeks": 52},
    "a boy": {"age": 14, "height_cm": 118, "weight_kg": 30, "session_minutes": 15, "duration_weeks": 1},
}


def grade(*texts: str) -> float:
    return float(textstat.flesch_kincaid_grade(" ".join(texts)))


@pytest.fixture(scope="module", params=PEOPLE)
def program(request: pytest.FixtureRequest) -> Program:
    return made_for(**PEOPLE[request.param])


def test_every_question_about_a_field_is_plain() -> None:
    """Each sentence by itself."""
    said = chain.from_iterable(
        (answer.say, *(say for _, _, say in answer.say_if)) for answer in (*ANSWERS.values(), UNKNOWN_FIELD)
    )
    assert [say for say in said if grade(say) > MOST_GRADE] == []


@pytest.mark.parametrize("bad", QUESTIONS, ids=lambda bad: bad.name)
def test_every_question_about_a_request_is_plain(bad: BadRequest) -> None:
    """Each sentence by itself."""
    errors = questions_about(parse_program_request(bad.request))
    assert [error.say for error in errors if grade(error.say) > MOST_GRADE] == []


def test_every_refusal_is_plain() -> None:
    """Whatever the screening hears, of beginners and with effort; each sentence by itself."""
    said = set()
    for words in chain.from_iterable(SAID.values()):
        for cleared in ("", " My doctor cleared me."):
            raw = program_request(USER, goal_category="fat_loss", fitness_level="beginner", notes=words + cleared)
            if (refusal := screen(parse_program_request(raw)).refusal) is not None:
                said.add(refusal.say)
    assert len(said) > 10
    assert [say for say in said if grade(say) > MOST_GRADE] == []


def test_every_notice_is_plain() -> None:
    """What everybody hears as one text, the others each by itself."""
    single = (
        *notices.TOPIC_NOTICES.values(),
        notices.NEEDS_CLEARANCE,
        notices.CLEARED,
        notices.ADULT_THERE,
        notices.OLDER,
        notices.FRAIL,
        notices.UNUSUAL_WEIGHT,
        notices.INJURED,
        *promises_declined(["lose 20 kg in a month with a diet", "gain 20 kg in a month"]),
    )
    assert grade(*notices.GENERAL) <= MOST_GRADE
    assert [notice for notice in single if grade(notice) > MOST_GRADE] == []


@pytest.mark.parametrize("pattern", Pattern)
def test_cues_are_plain(pattern: Pattern) -> None:
    """Those of a movement pattern, as one text."""
    assert grade(*(f"{exercise.cue.rstrip('.')}." for exercise in of_pattern(pattern))) <= MOST_GRADE


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_rules_are_plain(rule: ProgressionRule) -> None:
    """What to do, and what to do when it does not go, as one text."""
    assert grade(rule.rule, rule.on_failure) <= MOST_GRADE


def test_what_a_program_says_is_plain(program: Program) -> None:
    """Description, summary, safety, assumptions and warnings, each as one text."""
    texts = {
        "description": (program.description,),
        "summary": (program.spoken_summary,),
        "notices": program.safety.notices,
        "signs": tuple(f"Stop at {sign}." for sign in program.safety.stop_signs),
        "assumptions": program.assumptions,
        "warnings": program.warnings,
    }
    assert {name: grade(*said) for name, said in texts.items() if said and grade(*said) > MOST_GRADE} == {}
