"""What words wish for beside the goal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.request import GoalCategory, parse_program_request
from server.generation.anatomy import Muscle
from server.generation.person import understand
from server.generation.wishes import Wishes, wishes_of
from tests.generation.valid_requests import USER, items_of, made_for
from tests.support.samples import program_request


def wishes(goal_raw: str, **changes: object) -> Wishes:
    return wishes_of(parse_program_request(program_request(USER, goal_raw=goal_raw, **changes)))


@pytest.mark.parametrize(
    ("words", "muscles"),
    [
        ("bigger arms", {Muscle.BICEPS, Muscle.TRICEPS}),
        ("toned glutes and abs", {Muscle.GLUTES, Muscle.ABS, Muscle.OBLIQUES}),
        ("grow my chest, not my legs", {Muscle.CHEST}),
        ("get bigger", set()),
    ],
)
def test_muscles_that_are_named_come_first(words: str, muscles: set[Muscle]) -> None:
    """Those that are denied do not."""
    assert wishes(words).focus == muscles


def test_muscles_are_for_goals_of_muscle() -> None:
    """Whoever wants endurance and names the legs has no focus on them."""
    assert wishes("run with lighter legs", goal_category="cardio_endurance").focus == set()


@pytest.mark.parametrize(
    ("words", "distance_km"),
    [
        ("run a 10k", 10),
        ("5 km without stopping", 5),
        ("my first half-marathon", 21.1),
        ("a marathon in spring", 42.2),
        ("never a marathon again", None),
        ("run more", None),
    ],
)
def test_an_event_has_a_distance(words: str, distance_km: float | None) -> None:
    """In kilometres."""
    assert wishes(words).event_km == distance_km


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("I hate burpees", {"burpee"}),
        ("muscle, but no running please", {"easy_run", "walk_run"}),
        ("no pain in squats", set()),
        ("no problem with running", set()),
        ("no machines", set()),
        ("I can't do a push-up yet", set()),
        ("without box jumps", {"box_jump"}),
        ("avoid burpees or box jumps", {"burpee", "box_jump"}),
    ],
)
def test_exercises_that_are_not_wanted_are_known(words: str, ids: set[str]) -> None:
    """By their names as they are spoken."""
    assert wishes(words).left_out == ids


@pytest.mark.parametrize(
    ("spoken", "word"),
    [
        ("squats", "squat"),
        ("rows", "row"),
        ("presses", "press"),
        ("push-ups", "push_up"),
        ("deadlifts", "deadlift"),
        ("lunging", "lunge"),
    ],
)
def test_a_program_has_nothing_that_is_not_wanted(spoken: str, word: str) -> None:
    """Neither as an exercise nor as a substitute, whether the goal or the notes say so."""
    for changes in ({"goal_raw": f"get bigger without {spoken}"}, {"notes": f"I don't like {spoken}"}):
        unwanted = wishes_of(parse_program_request(program_request(USER, **changes))).left_out
        assert any(id_.endswith(word) for id_ in unwanted)
        program = made_for(duration_weeks=1, **changes)
        used = {id_ for item in items_of(program) for id_ in (item.exercise_id, *item.substitutes)}
        assert not used & unwanted


@pytest.mark.parametrize(
    ("words", "goal", "second", "warned"),
    [
        ("get bigger and run a 10k", "hypertrophy", GoalCategory.CARDIO_ENDURANCE, True),
        ("run a 10k", "hypertrophy", GoalCategory.CARDIO_ENDURANCE, True),
        ("get big and strong", "hypertrophy", GoalCategory.STRENGTH, False),
        ("muscle", "general_fitness", GoalCategory.HYPERTROPHY, False),
        ("get bigger", "hypertrophy", None, False),
        ("asdf", "hypertrophy", None, False),
    ],
)
def test_a_second_goal_is_known_and_said_where_it_is_at_odds(
    words: str, goal: str, second: GoalCategory | None, warned: bool
) -> None:
    """What was chosen comes first; one sentence says so where one program can hardly serve both."""
    person = understand(parse_program_request(program_request(USER, goal_raw=words, goal_category=goal)))
    assert (person.goal, person.secondary) == (goal, second)
    program = made_for(goal_raw=words, goal_category=goal, duration_weeks=4)
    assert any("You also spoke of" in warning for warning in program.warnings) is warned


def test_fat_loss_is_no_second_goal_of_whom_it_is_not_planned_for() -> None:
    """Who weighs little, or has an eating disorder, is not given it by the back door."""
    for changes in ({"height_cm": 180, "weight_kg": 55}, {"notes": "anorexia"}):
        request = parse_program_request(program_request(USER, goal_raw="build muscle, lose fat", **changes))
        assert understand(request).secondary is None


@given(st.text(max_size=500), st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=500))
def test_any_text_is_read(goal_raw: str, notes: str) -> None:
    """Nothing that is written makes the reading fail."""
    request = parse_program_request(program_request(USER))
    assert wishes_of(request.model_copy(update={"goal_raw": goal_raw, "notes": notes})) is not None
