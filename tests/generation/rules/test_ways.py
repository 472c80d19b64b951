"""How people move for endurance: as they said, as they can, as their joints let them."""

from typing import Any

import pytest

from schemas.request import parse_program_request
from server.generation.person import understand
from server.generation.rules.selection import Menu
from server.generation.rules.ways import MOST_WAYS, ways_to_move
from tests.generation.valid_requests import USER
from tests.support.samples import program_request

RUNNER: dict[str, Any] = {"goal_category": "cardio_endurance", "goal_raw": "run a 10k", "fitness_level": "beginner"}


def ways_for(*, is_gentle: bool = False, kept: frozenset[str] = frozenset(), **changes: object) -> list[str]:
    person = understand(parse_program_request(program_request(USER, **changes)), kept=kept)
    return [way.id for way in ways_to_move(person, Menu(person), is_gentle=is_gentle)]


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        (RUNNER, "walk_run"),
        ({**RUNNER, "fitness_level": "intermediate"}, "easy_run"),
        ({**RUNNER, "fitness_level": "advanced"}, "easy_run"),
        ({**RUNNER, "injuries": ["knee"]}, "stationary_bike"),
        ({"goal_category": "cardio_endurance"}, "stationary_bike"),
        ({"goal_category": "cardio_endurance", "equipment": []}, "easy_run"),
        ({"goal_category": "cardio_endurance", "equipment": [], "fitness_level": "beginner"}, "easy_walk"),
        (
            {"goal_category": "cardio_endurance", "equipment": [], "goal_raw": "stamina, but I hate running"},
            "easy_walk",
        ),
        ({"equipment": []}, "easy_walk"),
        ({"sport": "marathon"}, "easy_run"),
    ],
)
def test_the_way_to_move_is_what_was_said_and_what_is_safe(changes: dict[str, Any], first: str) -> None:
    """Runners run, as far as their level and joints let them; others move without impact."""
    assert ways_for(**changes)[0] == first


@pytest.mark.parametrize(
    ("sport", "first"),
    [
        ("road cycling", "stationary_bike"),
        ("rowing", "rowing_machine"),
        ("Hiking", "incline_treadmill_walk"),
        ("kickboxing", "shadow_boxing"),
    ],
)
def test_a_sport_brings_its_own_way_to_move(sport: str, first: str) -> None:
    """Cyclists ride, rowers row, hikers walk, boxers box."""
    assert ways_for(sport=sport)[0] == first


def test_easy_days_are_gentle_for_runners_too() -> None:
    """What is only to recover, or to end a lifting session, is never running."""
    runner = {**RUNNER, "fitness_level": "advanced"}
    assert ways_for(**runner)[0] == "easy_run"
    assert ways_for(is_gentle=True, **runner)[0] == "stationary_bike"


def test_there_is_always_something_in_its_place() -> None:
    """One way, and up to three others; one that is kept comes first."""
    assert len(ways_for()) == MOST_WAYS
    assert ways_for(kept=frozenset({"elliptical"}))[0] == "elliptical"
