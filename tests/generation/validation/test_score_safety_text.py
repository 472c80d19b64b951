"""Safety text: the notice, the signs to stop at, the reading grade."""

import pytest
import textstat

from schemas.program import Program
from schemas.request import GoalCategory
from server.generation.validation.score_safety_text import reading_grade, spoken_text
from tests.generation.valid_requests import made_for
from tests.generation.validation.scored import SAFETY, earns_all, good, only


def with_safety(**changes: object) -> Program:
    made = good()
    return made.model_copy(update={"safety": made.safety.model_copy(update=changes)})


def test_a_notice_says_that_it_is_no_medical_advice() -> None:
    """Without it, a quarter of the points is lost."""
    points, found = only("safety_text", with_safety(notices=("Have fun.",)))
    assert (points, found.value, found.bound) == (1, 1, "a notice")


@pytest.mark.parametrize("sign", SAFETY["stop_signs"])
def test_each_sign_to_stop_at_is_named(sign: str) -> None:
    """One of the five that is missing costs a fifth of their points, and is named."""
    others = tuple(other for other in SAFETY["stop_signs"] if other != sign)
    points, found = only("safety_text", with_safety(stop_signs=others))
    assert points == pytest.approx(1.5 / 5, abs=0.011)
    assert found.bound is not None
    assert set(found.bound.split()) & {*sign.split(), "faintness", "breathlessness"}


@pytest.mark.parametrize("field", ["notices", "summary", "rule"])
def test_everything_that_is_read_is_plain(field: str) -> None:
    """Long words in the notices, the summary or the rules of progression cost the points for language."""
    text = "Comprehensive cardiovascular conditioning necessitates individualised periodisation. " * 6
    made = good()
    hard = {
        "notices": with_safety(notices=(*made.safety.notices, text)),
        "summary": made.model_copy(update={"spoken_summary": text}),
        "rule": made.model_copy(
            update={"progression_rules": (made.progression_rules[0].model_copy(update={"rule": text}),)}
        ),
    }[field]
    points, found = only("safety_text", hard)
    assert points == 1.5
    assert found.bound == "<= 8 years"


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("The cat sat on the mat.", -2, 1),
        ("Stop if you feel chest pain, and talk with your doctor before you train again.", 4, 7),
        ("When every set reaches the top of the range, add 2.5 to 5 % for the upper body.", 3, 8),
        ("Comprehensive cardiovascular conditioning necessitates individualised periodisation.", 20, 60),
    ],
)
def test_reading_grade_is_about_right(text: str, least: float, most: float) -> None:
    """Simple sentences are for the first years of school, learned ones for no school at all."""
    assert least <= reading_grade(text) <= most


@pytest.mark.parametrize("goal", list(GoalCategory))
def test_the_estimate_agrees_with_a_real_measurement(goal: GoalCategory) -> None:
    """What generated programs say is as hard to read as textstat finds it, within less than a school year."""
    text = spoken_text(made_for(goal_category=goal))
    assert abs(reading_grade(text) - textstat.flesch_kincaid_grade(text)) < 0.75


def test_no_stop_sign_is_enough_by_accident() -> None:
    """The good program's text is plain and whole."""
    assert earns_all("safety_text", good())
