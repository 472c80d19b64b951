"""What the words and figures of a request are taken to mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.request import Equipment, parse_program_request
from server.generation.anatomy import Joint
from server.generation.person import Person, understand
from tests.generation.valid_requests import INJURIES, USER
from tests.support.samples import program_request


def person_for(**changes: object) -> Person:
    return understand(parse_program_request(program_request(USER, **changes)))


@pytest.mark.parametrize(("words", "joint"), INJURIES.items())
def test_an_injury_is_understood_by_its_joint(words: str, joint: Joint) -> None:
    """The usual ways to speak of a joint spare that joint and no other."""
    person = person_for(injuries=[words])
    assert person.injured == {joint}
    assert person.unclear_injuries == ()


@pytest.mark.parametrize(
    ("words", "joints"),
    [
        ("discomfort in my knee", {Joint.KNEE}),
        ("whiplash", {Joint.NECK}),
        ("it hurts when pushing with the elbow", {Joint.ELBOW}),
        ("knee and hip", {Joint.KNEE, Joint.HIP}),
        ("KNEES", {Joint.KNEE}),
        ("friendship trouble", set()),
        ("my aura", set()),
    ],
)
def test_a_joint_is_a_word_and_not_a_part_of_one(words: str, joints: set[Joint]) -> None:
    """Only the beginning of a word names a joint, several are all spared, and none is said to be unclear."""
    person = person_for(injuries=[words])
    assert person.injured == joints
    assert person.unclear_injuries == (() if joints else (words,))


@pytest.mark.parametrize(
    ("changes", "runs"),
    [
        ({"goal_raw": "run a 10k"}, True),
        ({"goal_raw": "finish my first half-marathon"}, True),
        ({"goal_raw": "5 km without stopping"}, True),
        ({"sport": "jogging"}, True),
        ({"goal_raw": "more crunches, prune the fat"}, False),
        ({"goal_raw": "stamina, but I hate running"}, False),
        ({"goal_raw": "I can't run"}, False),
        ({"goal_raw": "I can\u2019t run"}, False),
        ({"goal_raw": "not bulky, run faster"}, True),
    ],
)
def test_running_is_for_those_who_speak_of_it(changes: dict[str, object], runs: bool) -> None:
    """A word of running makes a runner, unless it is denied before; a part of a word does not."""
    assert person_for(**changes).is_runner is runs


@pytest.mark.parametrize(
    ("changes", "runs"),
    [
        ({}, True),
        ({"equipment": ["cardio_machine"]}, False),
        ({"fitness_level": "beginner"}, False),
        ({"age": 65}, False),
        ({"height_cm": 180, "weight_kg": 100}, False),
        ({"goal_category": "fat_loss"}, False),
    ],
)
def test_running_is_proposed_to_the_fit_alone(changes: dict[str, object], runs: bool) -> None:
    """Unasked, only trained people who want endurance, have no machine and are not heavy or old run."""
    asked = {"goal_category": "cardio_endurance", "goal_raw": "stamina", "equipment": [], **changes}
    assert person_for(**asked).is_runner is runs


def test_a_gym_has_everything_and_the_body_is_always_there() -> None:
    """The word gym stands for all equipment; any list has body weight added."""
    assert person_for(equipment=["gym"]).equipment == {*Equipment}
    assert person_for().equipment == {*Equipment}
    assert person_for(equipment=["band"]).equipment == {Equipment.BAND, Equipment.BODYWEIGHT}


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (None, (False, False, False)),
        (17, (True, False, False)),
        (18, (False, False, False)),
        (49, (False, False, False)),
        (50, (False, True, False)),
        (65, (False, True, True)),
    ],
)
def test_ages_have_their_bounds(age: int | None, expected: tuple[bool, bool, bool]) -> None:
    """Under eighteen, from fifty on and from sixty-five on a person is treated otherwise; who says nothing is not."""
    person = person_for(age=age)
    assert (person.is_minor, person.is_masters, person.is_older) == expected


def test_weight_is_seen_against_height() -> None:
    """The body mass index is in kilograms per square metre."""
    assert person_for(height_cm=200, weight_kg=80).bmi == 20


@given(st.text(min_size=1, max_size=50).filter(lambda words: words.isalnum()))
def test_the_seed_is_that_of_the_wish_and_not_of_its_wording(words: str) -> None:
    """Whoever asks for the same in other words has the same seed; whoever asks for something else has not."""
    seed = person_for().seed
    assert person_for(goal_raw=words, notes=words).seed == seed
    assert understand(parse_program_request(program_request(goal_raw=words))).seed == seed
    assert person_for(goal_raw=words, duration_weeks=11).seed != seed
