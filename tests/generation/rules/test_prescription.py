"""What stands on the sheet: sets, repetitions, effort, load, rest, tempo."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given

from schemas.program import LoadType, Role, StrengthItem
from schemas.request import FitnessLevel, ProgramRequest, parse_program_request
from server.generation.exercises import Exercise, catalogue
from server.generation.person import understand
from server.generation.rules.dose import Emphasis, dose_of
from server.generation.rules.periodization import WeekPlan
from server.generation.rules.prescription import prescribe, role_of
from tests.generation.valid_requests import USER, made, many_requests, strength_of, valid_requests
from tests.support.samples import program_request

WORKING = WeekPlan(index=2, block="Build 1", week_of_block=1, step=0.5, rir=2)
LIGHTER = replace(WORKING, is_deload=True, rir=4)


def written(exercise_id: str, role: Role = Role.MAIN, plan: WeekPlan = WORKING, **changes: object) -> StrengthItem:
    person = understand(parse_program_request(program_request(USER, **changes)))
    return prescribe(catalogue()[exercise_id], role, person, plan, order=1, sets=3, others=())


strong = partial(written, goal_category="strength", fitness_level="advanced")


def reps(item: StrengthItem) -> tuple[int | None, int | None]:
    return item.reps_min, item.reps_max


def percent_of(repetitions: int) -> float:
    """What can be lifted so often, in percent of what can be lifted once [Epley 1985]."""
    return 100 / (1 + repetitions / 30)


@many_requests
@given(valid_requests)
def test_percentages_agree_with_repetitions_and_effort(request: ProgramRequest) -> None:
    """In working weeks a share of the 1RM is what repetitions and reserve allow, give or take 10 points."""
    program = made(request)
    for week in program.weeks:
        for item in [i for s in week.sessions for i in s.items if isinstance(i, StrengthItem)]:
            if item.load.type is not LoadType.PCT_1RM or item.progression_id == "speed" or week.is_deload:
                continue
            low = percent_of((item.reps_max or 0) + (item.rir_min or 0))
            high = percent_of((item.reps_min or 0) + (item.rir_min or 0))
            assert low - 10 <= (item.load.min or 0) <= (item.load.max or 0) <= high + 10


@many_requests
@given(valid_requests)
def test_beginners_and_the_young_and_the_old_lift_nothing_near_their_most(request: ProgramRequest) -> None:
    """They get no fewer than six repetitions of a loaded lift and no more than 85 % of a 1RM; power moves are quick."""
    age = request.age or 30
    if request.fitness_level is not FitnessLevel.BEGINNER and 18 <= age < 65:
        return
    for item in strength_of(made(request)):
        assert (item.load.max or 0) <= 85
        is_slow_lift = item.progression_id in {"linear", "double"}
        assert not is_slow_lift or (item.reps_min or 0) >= 6


@many_requests
@given(valid_requests)
def test_no_load_is_invented(request: ProgramRequest) -> None:
    """Nobody has said what he lifts, so no item is in kilograms, and percentages are for big lifts alone."""
    for item in strength_of(made(request)):
        assert item.load.type is not LoadType.KG
        exercise = catalogue()[item.exercise_id]
        is_by_percent = item.load.type is LoadType.PCT_1RM
        assert not is_by_percent or exercise.is_main_lift or exercise.pattern == "power"


@many_requests
@given(valid_requests)
def test_rests_and_repetitions_are_those_of_the_goal(request: ProgramRequest) -> None:
    """No rest is longer than the dose says; loaded accessories keep to its repetitions, as far as they make sense."""
    dose = dose_of(request.goal_category, request.fitness_level)
    low, high = dose.accessory_reps
    for item in strength_of(made(request)):
        is_big = item.role in {Role.MAIN, Role.SECONDARY}
        assert item.rest_s <= (dose.main_rest_s if is_big else dose.accessory_rest_s)
        is_chosen = item.progression_id in {"linear", "double"} and item.load.type is not LoadType.BAND
        if item.role is Role.ACCESSORY and is_chosen:
            least, most = catalogue()[item.exercise_id].rep_range
            assert min(low, most - 1) <= (item.reps_min or 0) < (item.reps_max or 0) <= max(high, least + 1)


@pytest.mark.parametrize(
    ("exercise_id", "kind"),
    [
        ("barbell_back_squat", LoadType.PCT_1RM),
        ("goblet_squat", LoadType.RIR),
        ("band_row", LoadType.BAND),
        ("push_up", LoadType.BODYWEIGHT),
        ("pull_up", LoadType.BODYWEIGHT),
        ("assisted_pull_up", LoadType.ASSISTED_KG),
        ("plank", LoadType.NONE),
        ("suitcase_carry", LoadType.RIR),
        ("barbell_push_press", LoadType.PCT_1RM),
    ],
)
def test_the_load_is_said_in_the_way_of_the_exercise(exercise_id: str, kind: LoadType) -> None:
    """A bar has a percentage, a dumbbell an effort, a band a band, the body itself."""
    assert written(exercise_id).load.type is kind


def test_heavy_lifts_are_heavy_and_others_are_not() -> None:
    """For strength a barbell squat is done for few repetitions, a step-up and a curl are not."""
    assert reps(strong("barbell_back_squat")) == (3, 5)
    assert reps(strong("dumbbell_step_up", Role.SECONDARY)) == (6, 10)
    assert reps(strong("barbell_curl", Role.ACCESSORY)) == (6, 10)
    assert reps(written("dumbbell_step_up", Role.SECONDARY)) == reps(written("barbell_back_squat")) == (6, 10)


def test_a_phase_moves_the_repetitions_of_heavy_lifts_alone() -> None:
    """In a volume phase the squat has more repetitions; the curl has the same."""
    volume = replace(WORKING, main_reps=(6, 8))
    assert reps(strong("barbell_back_squat", plan=volume)) == (6, 8)
    assert reps(strong("barbell_curl", Role.ACCESSORY, plan=volume)) == (6, 10)


@pytest.mark.parametrize(("age", "expected"), [(17, (6, 8)), (18, (3, 5)), (64, (3, 5)), (65, (6, 8))])
def test_the_young_and_the_old_lift_six_times_at_least(age: int, expected: tuple[int, int]) -> None:
    """Below 18 and from 65 on even an advanced lifter's strength work stays away from the maximum."""
    assert reps(strong("barbell_back_squat", age=age)) == expected


def test_sessions_of_a_week_may_differ() -> None:
    """A heavy session has few repetitions, a light one many; small exercises have the same in both."""
    squat, curl = catalogue()["barbell_back_squat"], catalogue()["barbell_curl"]
    person = understand(parse_program_request(program_request(USER, fitness_level="advanced")))

    def done(exercise: Exercise, role: Role, emphasis: Emphasis) -> tuple[int | None, int | None]:
        item = prescribe(exercise, role, person, WORKING, order=1, sets=3, others=(), emphasis=emphasis)
        return reps(item)

    assert done(squat, Role.MAIN, Emphasis.HEAVY) == (5, 8)
    assert done(squat, Role.MAIN, Emphasis.LIGHT) == (10, 15)
    assert done(curl, Role.ACCESSORY, Emphasis.HEAVY) == done(curl, Role.ACCESSORY, Emphasis.LIGHT) == (10, 15)


@pytest.mark.parametrize(
    ("exercise_id", "goal", "expected"),
    [
        ("barbell_deadlift", "muscular_endurance", (9, 10)),
        ("nordic_curl", "muscular_endurance", (9, 10)),
        ("band_row", "strength", (6, 15)),
        ("bent_over_dumbbell_row", "strength", (6, 12)),
        ("pike_push_up", "hypertrophy", (6, 15)),
    ],
)
def test_repetitions_make_sense_for_the_exercise(exercise_id: str, goal: str, expected: tuple[int, int]) -> None:
    """What the goal wants is done as far as the exercise allows; bands are done for more, since they are not heavy."""
    assert reps(written(exercise_id, goal_category=goal)) == expected


@many_requests
@given(valid_requests)
def test_nothing_is_done_more_often_or_longer_than_makes_sense(request: ProgramRequest) -> None:
    """Each item stays in the range of its exercise: repetitions, or seconds of what is held."""
    for item in strength_of(made(request)):
        least, most = catalogue()[item.exercise_id].rep_range
        low, high = (item.reps_min, item.reps_max) if item.duration_s is None else (item.duration_s, item.duration_s)
        assert low is not None
        assert high is not None
        assert least <= low <= high <= most


def test_body_weight_is_done_until_the_effort_is_reached() -> None:
    """Its load cannot be chosen, so its range is wide; on a bar it is not."""
    assert reps(strong("push_up")) == (6, 20)
    assert reps(strong("pull_up")) == (4, 12)
    assert reps(written("push_up", goal_category="muscular_endurance")) == (12, 20)


def test_fast_work_is_short_and_never_near_failure() -> None:
    """A jump has three to five repetitions and at least three in reserve, and so has all work for power."""
    jump = written("squat_jump", plan=replace(WORKING, rir=1))
    assert (reps(jump), jump.rir_min, jump.tempo) == ((3, 5), 3, "1-0-1-0")
    assert written("barbell_back_squat", plan=replace(WORKING, rir=1), goal_category="power").rir_min == 3


def test_holds_grow_five_seconds_a_week_up_to_a_minute() -> None:
    """A hold has seconds instead of repetitions, more each week of the block, and the least in a lighter week."""
    weeks = [written("plank", Role.CORE, replace(WORKING, week_of_block=week)) for week in (0, 1, 6, 7)]
    assert [item.duration_s for item in weeks] == [30, 35, 60, 60]
    assert {reps(item) for item in weeks} == {(None, None)}
    assert written("plank", Role.CORE, replace(LIGHTER, week_of_block=7)).duration_s == 30
    assert written("long_plank", Role.CORE, replace(WORKING, week_of_block=7)).duration_s == 45
    assert written("hamstring_stretch", Role.ACCESSORY, replace(WORKING, week_of_block=7)).duration_s == 45


def test_before_a_test_sets_are_few_and_loads_stay() -> None:
    """A taper keeps what the bar weighs, and says why."""
    taper = strong("barbell_back_squat", plan=replace(LIGHTER, is_taper=True, main_reps=(1, 3)))
    lighter = strong("barbell_back_squat", plan=replace(LIGHTER, main_reps=(1, 3)))
    assert (taper.load.max or 0) - (lighter.load.max or 0) > 0
    assert (taper.load.min, taper.load.max) == (78, 86)
    assert "test" in taper.note


def test_who_may_not_work_hard_keeps_more_in_reserve() -> None:
    """The load of a lighter week is below that of the hardest week of its block, wherever that ends."""
    hardest = written("barbell_back_squat", plan=replace(WORKING, rir=4, hardest_rir=4))
    lighter = written("barbell_back_squat", plan=replace(LIGHTER, hardest_rir=4))
    assert lighter.load.max == round(0.9 * (hardest.load.max or 0))


def test_stretches_and_balance_are_never_an_effort() -> None:
    """A drill keeps four in reserve whatever the week asks, with a short rest."""
    for exercise_id in ("cat_cow", "single_leg_stand"):
        drill = written(exercise_id, Role.ACCESSORY, replace(WORKING, rir=1))
        assert (drill.rir_min, drill.rest_s, drill.load.type) == (4, 15, LoadType.NONE)


def test_a_lighter_week_takes_a_tenth_off_the_load() -> None:
    """The share of the 1RM in a deload is nine tenths of what the hardest week of the block has, and says so."""
    hardest = written("barbell_back_squat", plan=replace(WORKING, rir=1))
    lighter = written("barbell_back_squat", plan=LIGHTER)
    assert (hardest.load.min, hardest.load.max) == (70, 81)
    assert (lighter.load.min, lighter.load.max) == (63, 73)
    assert "90 %" in lighter.note
    assert written("push_up", plan=LIGHTER).note == "Easier this week."
    assert hardest.note == ""


@pytest.mark.parametrize(
    ("goal", "minutes", "rest_s"),
    [
        ("hypertrophy", 60, 120),
        ("hypertrophy", 45, 120),
        ("hypertrophy", 44, 90),
        ("hypertrophy", 29, 45),
        ("hypertrophy", 19, 45),
        ("strength", 60, 180),
        ("strength", 29, 90),
        ("power", 29, 75),
        ("strength", 10, 90),
    ],
)
def test_short_sessions_rest_less(goal: str, minutes: int, rest_s: int) -> None:
    """The less time there is, the less of it is spent waiting; heavy sets get twice as much."""
    assert written("barbell_back_squat", goal_category=goal, session_minutes=minutes).rest_s == rest_s


@pytest.mark.parametrize(
    ("exercise_id", "place", "role"),
    [
        ("barbell_back_squat", 0, Role.MAIN),
        ("barbell_back_squat", 2, Role.SECONDARY),
        ("dumbbell_curl", 0, Role.ACCESSORY),
        ("plank", 1, Role.CORE),
        ("cat_cow", 0, Role.ACCESSORY),
        ("heel_to_toe_walk", 1, Role.ACCESSORY),
    ],
)
def test_the_role_follows_from_movement_and_place(exercise_id: str, place: int, role: Role) -> None:
    """The first two big movements are the main ones; a curl is an accessory wherever it stands."""
    assert role_of(catalogue()[exercise_id], place) is role
