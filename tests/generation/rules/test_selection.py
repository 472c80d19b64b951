"""Which exercise fills a place: what the person can do, has, and may do, best first."""

from collections.abc import Callable

import pytest
from hypothesis import given

from schemas.request import Equipment, FitnessLevel, GoalCategory, ProgramRequest, parse_program_request
from server.generation.anatomy import Joint, Mechanic, Muscle
from server.generation.exercises import Exercise, catalogue, of_pattern
from server.generation.person import Person, understand
from server.generation.rules.selection import RELATED, Menu, candidates, substitutes
from tests.generation.valid_requests import (
    INJURIES,
    USER,
    items_of,
    made,
    many_requests,
    preps_of,
    valid_requests,
)
from tests.support.samples import program_request

LEVELS = list(FitnessLevel)


def person_for(**changes: object) -> Person:
    return understand(parse_program_request(program_request(USER, **changes)))


def pick(slot: str, person: Person, taken: set[str], seen: set[str]) -> Exercise | None:
    return Menu(person).pick(slot, taken, seen)


def picked(slot: str, **changes: object) -> str:
    exercise = pick(slot, person_for(**changes), set(), set())
    assert exercise is not None
    return exercise.id


def is_allowed(exercise: Exercise, request: ProgramRequest) -> bool:
    """Whether the request lets its person do the exercise, by the rules as they are written down."""
    has, any_of = {*request.equipment}, {*exercise.equipment_any}
    hurt: set[Joint] = {INJURIES[words] for words in request.injuries if words in INJURIES}
    return (
        (Equipment.GYM in has or ({*exercise.equipment_all} <= has and (not any_of or bool(any_of & has))))
        and LEVELS.index(exercise.level) <= LEVELS.index(request.fitness_level)
        and not any(exercise.joint_stress.get(joint, 0) >= 2 for joint in hurt)
    )


@many_requests
@given(valid_requests)
def test_everything_in_a_program_suits_the_person(request: ProgramRequest) -> None:
    """Exercises, warm-up and cool-down are in the catalogue by their names, and allowed by equipment, level, injury."""
    program = made(request)
    for entry in {(entry.exercise_id, entry.name) for entry in (*items_of(program), *preps_of(program))}:
        exercise = catalogue()[entry[0]]
        assert exercise.name == entry[1]
        assert is_allowed(exercise, request)


@many_requests
@given(valid_requests)
def test_substitutes_suit_the_person_too(request: ProgramRequest) -> None:
    """Each item names others than itself that are allowed, and at least two wherever the catalogue has as many."""
    program = made(request)
    for id_, others in {(item.exercise_id, item.substitutes) for item in items_of(program)}:
        assert id_ not in others
        assert len(set(others)) == len(others)
        assert all(is_allowed(catalogue()[other], request) for other in others)
        alike = [e.id for e in of_pattern(catalogue()[id_].pattern) if is_allowed(e, request) and e.id != id_]
        assert len(others) >= min(2, len(alike))


@pytest.mark.parametrize("equipment", [[], ["dumbbell"], ["band"], ["kettlebell"], ["gym"]])
@pytest.mark.parametrize("level", LEVELS)
def test_nobody_is_without_two_substitutes(level: FitnessLevel, equipment: list[str]) -> None:
    """Whoever is unhurt has two other exercises for each one, with whatever equipment."""
    person = person_for(fitness_level=level, equipment=equipment)
    lonely = [
        exercise.id
        for exercise in catalogue().values()
        if exercise.pattern != "cardio" and person.allows(exercise) and len(substitutes(exercise, person)) < 2
    ]
    assert lonely == []


@pytest.mark.parametrize(
    ("slot", "changes", "expected"),
    [
        ("squat", {"goal_category": "strength"}, "barbell_back_squat"),
        ("incline_push", {"goal_category": "strength"}, "barbell_incline_press"),
        ("horizontal_push", {"equipment": []}, "tempo_push_up"),
        ("incline_push", {"equipment": []}, "decline_push_up"),
        ("horizontal_push", {"equipment": [], "fitness_level": "advanced"}, "archer_push_up"),
        ("horizontal_pull", {"equipment": ["pull_up_bar"]}, "feet_raised_inverted_row"),
        ("squat", {"equipment": ["dumbbell"], "fitness_level": "beginner"}, "goblet_squat"),
        ("squat", {"fitness_level": "beginner"}, "leg_press"),
        ("vertical_push", {"equipment": ["barbell"], "injuries": ["shoulder"]}, "landmine_press"),
    ],
)
def test_the_best_fit_is_picked(slot: str, changes: dict[str, object], expected: str) -> None:
    """Barbells for strength, machines for beginners, the hardest safe variant of what needs no equipment."""
    assert picked(slot, **changes) == expected


def test_what_is_too_easy_is_the_last_resort() -> None:
    """An intermediate person repeats push-ups before being sent to the wall."""
    order = [exercise.id for exercise in candidates("horizontal_push", person_for(equipment=[]), {"tempo_push_up"})]
    assert order.index("wall_push_up") > order.index("incline_push_up") > order.index("tempo_push_up")


@pytest.mark.parametrize("height_cm", [150, 160, 170, 180])
def test_older_beginners_begin_at_the_wall_and_on_the_chair(height_cm: int) -> None:
    """From sixty-five on a beginner is given the gentlest variant, whoever else it is."""
    older: dict[str, object] = {"equipment": [], "age": 70, "fitness_level": "beginner", "height_cm": height_cm}
    assert picked("horizontal_push", **older) == "wall_push_up"
    assert picked("squat", **older) == "chair_sit_to_stand"


def _asks(each: Exercise) -> tuple[object, ...]:
    return each.level, each.gear, each.is_main_lift, each.unilateral, each.is_incline, each.ease


def test_of_equals_what_serves_the_goal_goes_first() -> None:
    """Of exercises that ask for the same none serves it better than the one before."""
    equals: dict[object, list[int]] = {}
    for goal in GoalCategory:
        person = person_for(goal_category=goal)
        for pattern in {each.pattern for each in catalogue().values()}:
            for each in candidates(pattern, person):
                asks = (*_asks(each), each.mechanic, each.is_loaded)
                if each.pattern == pattern:
                    equals.setdefault((goal, pattern, asks), []).append(each.fit_for(goal))
    assert any(len(set(fits)) > 1 for fits in equals.values())
    assert [fits for fits in equals.values() if fits != sorted(fits, reverse=True)] == []


def test_a_session_never_has_the_same_exercise_twice() -> None:
    """What is taken is not picked again, and when nothing meant for the slot is left nothing is picked."""
    person = person_for()
    taken: set[str] = set()
    while (exercise := pick("calves", person, taken, set())) is not None:
        assert exercise.id not in taken
        taken.add(exercise.id)
    assert {e.id for e in of_pattern("calves") if person.allows(e)} == taken


def test_what_lacks_most_goes_first_among_equals() -> None:
    """Of two raises the one for the part of the shoulder that lacks sets is picked."""
    menu = Menu(person_for())

    def lack(muscle: Muscle) -> Callable[[Exercise], float]:
        return lambda exercise: float(muscle in exercise.primary)

    for muscle in (Muscle.SIDE_DELTS, Muscle.REAR_DELTS):
        exercise = menu.pick("delts", set(), set(), lack=lack(muscle))
        assert exercise is not None
        assert muscle in exercise.primary


def test_a_pullover_is_no_pull_up() -> None:
    """An exercise of one joint takes the place of a big lift only where there is none."""
    assert catalogue()[picked("vertical_pull")].mechanic is Mechanic.COMPOUND
    order = [exercise.mechanic for exercise in candidates("vertical_pull", person_for(equipment=["dumbbell"]))]
    assert Mechanic.ISOLATION in order


def test_stopgaps_are_told_from_what_a_slot_is_for() -> None:
    """In a gym floor work without load is no worthy row; at home it is."""
    swimmer = catalogue()["prone_swimmer"]
    assert not Menu(person_for()).is_worthy(swimmer, "horizontal_pull")
    assert Menu(person_for(equipment=[])).is_worthy(swimmer, "horizontal_pull")


def test_a_week_varies_what_is_equally_good() -> None:
    """The second bench day of a week is another press than the first."""
    person = person_for(goal_category="hypertrophy", equipment=["dumbbell", "barbell", "bench"])
    first = pick("horizontal_push", person, set(), set())
    assert first is not None
    second = pick("horizontal_push", person, set(), {first.id})
    assert second is not None
    assert {first.id, second.id} == {"barbell_bench_press", "dumbbell_bench_press"}


def test_beginners_repeat_what_they_learn() -> None:
    """A beginner with dumbbells squats with them on each day, although the week has had it."""
    person = person_for(fitness_level="beginner", equipment=["dumbbell"])
    again = pick("squat", person, set(), {"goblet_squat"})
    assert again is not None
    assert again.id == "goblet_squat"


def test_where_a_movement_has_nothing_left_the_next_best_one_steps_in() -> None:
    """Related movements stand behind all of the movement's own."""
    person = person_for(equipment=[])
    patterns = [exercise.pattern for exercise in candidates("hinge", person)]
    assert patterns == sorted(patterns, key=["hinge", *RELATED["hinge"]].index)
    assert set(patterns) == {"hinge", *RELATED["hinge"]}


def test_short_sessions_avoid_lifts_that_need_warm_up_sets() -> None:
    """In ten minutes there is a press that can be begun at once."""
    assert catalogue()[picked("horizontal_push")].is_main_lift
    assert not catalogue()[picked("horizontal_push", session_minutes=10)].is_main_lift


def test_equals_are_told_apart_by_the_request() -> None:
    """Ties fall the same way for the same request, and not the same way for everybody."""
    curls = {picked("biceps", fitness_level="beginner", height_cm=height) for height in range(150, 200)}
    assert curls == {"cable_curl", "machine_curl"}
    assert len({picked("biceps", fitness_level="beginner") for _ in range(3)}) == 1


def kept_person(*ids: str, **changes: object) -> Person:
    return understand(parse_program_request(program_request(USER, **changes)), kept=frozenset(ids))


def test_what_is_kept_is_picked_before_what_fits_better() -> None:
    """An earlier program's goblet squat stays, where a barbell would have been chosen; nothing else is moved by it."""
    person = kept_person("goblet_squat", goal_category="strength")
    squat, hinge = pick("squat", person, set(), set()), pick("hinge", person, set(), set())
    assert squat is not None
    assert hinge is not None
    assert squat.id == "goblet_squat"
    assert hinge.id == picked("hinge", goal_category="strength")


def test_what_is_kept_fills_only_its_own_slot_and_only_if_it_is_allowed() -> None:
    """A kept incline press does not become the flat one, and a kept exercise that hurts is given up."""
    assert picked("horizontal_push") == getattr(
        pick("horizontal_push", kept_person("barbell_incline_press"), set(), set()), "id", None
    )
    hurt = pick("squat", kept_person("barbell_back_squat", injuries=["bad knees"]), set(), set())
    assert hurt is not None
    assert hurt.id != "barbell_back_squat"


def test_of_two_that_are_kept_the_week_has_each() -> None:
    """Where two presses are kept for two sessions, the second one gets the second."""
    person = kept_person("machine_chest_press", "push_up")
    first = pick("horizontal_push", person, set(), set())
    assert first is not None
    second = pick("horizontal_push", person, set(), {first.id})
    assert second is not None
    assert {first.id, second.id} == {"machine_chest_press", "push_up"}


def test_what_is_avoided_is_nowhere() -> None:
    """Nothing that somebody asked to be spared is picked, or proposed as a substitute."""
    usual = person_for()
    first = pick("squat", usual, set(), set())
    assert first is not None
    person = understand(usual.request, avoided=frozenset({first.id}))
    assert first.id not in {e.id for e in candidates("squat", person)}
    assert all(first.id not in substitutes(e, person) for e in candidates("squat", person))
