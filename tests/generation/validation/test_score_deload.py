"""Deloads: how often, by level and age."""

import pytest

from schemas.model import JsonObject
from schemas.program import Program
from tests.generation.validation.handwritten import lift, program, session, week
from tests.generation.validation.scored import earns_all, good, one, only


def weeks_of(pattern: str, **request: object) -> Program:
    """A program of working weeks, written as w, and deloads, written as D."""
    day = session(lift())
    return program(*(week(day, is_deload=each == "D") for each in pattern), **request)


LEVELS: dict[str, JsonObject] = {
    "beginner": {"fitness_level": "beginner"},
    "intermediate": {"fitness_level": "intermediate"},
    "advanced": {"fitness_level": "advanced"},
    "fifty": {"fitness_level": "beginner", "age": 50},
}


@pytest.mark.parametrize(
    ("who", "pattern"),
    [
        ("beginner", "wwwww"),
        ("intermediate", "w"),
        ("beginner", "wwwwwww"),
        ("beginner", "wwwwwwwD"),
        ("beginner", "wwwwwwwDwwww"),
        ("beginner", "wwwwwDwwwwwww"),
        ("intermediate", "wwwwwDwwwwwD"),
        ("intermediate", "wwwDwwwww"),
        ("advanced", "wwwwDwwwwDww"),
        ("advanced", "wwwDwwwDwwww"),
        ("fifty", "wwwDwwwDwwwD"),
    ],
)
def test_deloads_in_time(who: str, pattern: str) -> None:
    """None in short programs; every eight, six, four or five weeks, from fifty years on four, or two weeks sooner."""
    assert earns_all("deload", weeks_of(pattern, **LEVELS[who]))


@pytest.mark.parametrize(
    ("who", "pattern", "week_", "value", "points"),
    [
        ("intermediate", "wwwwD", 5, 1, 5),
        ("beginner", "wwwwwwww", 8, 8, 5),
        ("intermediate", "wwwwww", 6, 6, 5),
        ("intermediate", "wwwwwDwwwwww", 12, 6, 5 * 1 / 3),
        ("advanced", "wwwwwDw", 5, 5, 5 * 1 / 3),
        ("fifty", "wwwwDw", 4, 4, 5 * 1 / 3),
        ("intermediate", "wwDwwwww", 2, 2, 5 * 1 / 3),
        ("intermediate", "wwwwwDwwD", 8, 2, 5 * 1 / 4),
        ("beginner", "wwwwDwww", 4, 4, 5 * 1 / 3),
        ("intermediate", "wwwwwDD", 7, 2, 2.5),
        ("intermediate", "w" * 13, 13, 13, 5),
        ("intermediate", "w" * 12 + "D" + "w" * 5, 12, 12, 5 * 2 / 4),
    ],
)
def test_deloads_too_late_too_early_or_in_vain(who: str, pattern: str, week_: int, value: int, points: float) -> None:
    """Each run of weeks that is too long or too short is named by its last week, and loses its share."""
    lost, found = one("deload", weeks_of(pattern, **LEVELS[who]))
    assert lost == pytest.approx(points, abs=0.011)
    assert (found.week, found.value) == (week_, value)


def test_only_this_rule_asks_for_the_deload() -> None:
    """The good program without its deload loses these points alone."""
    made = good()
    last = made.weeks[4].model_copy(update={"index": 6})
    points, found = only("deload", made.model_copy(update={"weeks": (*made.weeks[:5], last)}))
    assert (points, found.week, found.bound) == (5, 6, "<= 5 working weeks")
