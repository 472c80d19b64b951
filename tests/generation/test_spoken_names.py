"""Names as they are spoken: one exercise answers to all the ways in which people say its name."""

import pytest

from server.generation.exercises import called
from server.generation.spoken_names import spoken_key
from tests.generation.common_names import COMMON_NAMES, LEFT_OPEN


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Push-ups", "push up"),
        ("pushup", "push up"),
        ("the bench presses", "bench press"),
        ("crunches", "crunch"),
        ("flies", "fly"),
        ("flyes", "fly"),
        ("box jumps", "box jump"),
        ("single-arm DB rows", "one arm dumbbell row"),
        ("one-legged squat", "single leg squat"),
        ("Farmer\u2019s carry", "farmers carry"),
        ("bicep curl", "biceps curl"),
    ],
)
def test_ways_to_say_the_same_name_are_the_same(said: str, written: str) -> None:
    """Capitals, hyphens, spaces, plurals and short words make no difference."""
    assert spoken_key(said) == spoken_key(written)


@pytest.mark.parametrize(
    ("one", "other"), [("push up", "pull up"), ("press", "pres"), ("squat", "jump squat"), ("curl", "leg curl")]
)
def test_names_of_two_exercises_stay_two(one: str, other: str) -> None:
    """Nothing is guessed from a part of a name."""
    assert spoken_key(one) != spoken_key(other)


def test_an_exercise_is_found_by_what_it_is_called() -> None:
    """By its name and by its aliases, and by nothing else."""
    found = [called(words) for words in ("Barbell bench press", "bench presses", "the RDL", "bench warmer", "")]
    assert [each and each.id for each in found] == [
        "barbell_bench_press",
        "barbell_bench_press",
        "barbell_romanian_deadlift",
        None,
        None,
    ]


@pytest.mark.parametrize("id_", COMMON_NAMES)
def test_an_exercise_answers_to_its_common_names(id_: str) -> None:
    """What people say in a gym names the exercise that a coach would understand."""
    said = COMMON_NAMES[id_].split("|")
    assert {words: each and each.id for words in said for each in [called(words)]} == dict.fromkeys(said, id_)


@pytest.mark.parametrize("words", [*LEFT_OPEN, *(f"{word}s" for word in LEFT_OPEN)])
def test_the_name_of_a_movement_names_no_exercise(words: str) -> None:
    """A row may be any of twenty: nobody is given one of them for having said so little."""
    assert called(words) is None
