"""What stands on the sheet: sets, repetitions, effort, load, rest, tempo."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given

from schemas.program import LoadType, Role, StrengthItem
from schemas.request import FitnessLevel, ProgramRequest, parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import understand
from server.generation.rules.dose import dose_of
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
    """No rest is longer than the dose says; loaded accessories keep to its repetitions."""
    dose = dose_of(request.goal_category, request.fitness_level)
    low, high = dose.accessory_reps
    for item in strength_of(made(request)):
        is_big = item.role in {Role.MAIN, Role.SECONDARY}
        assert item.rest_s <= (dose.main_rest_s if is_big else dose.accessory_rest_s)
        if item.role is Role.ACCESSORY and item.progression_id in {"linear", "double"}:
            assert low <= (item.reps_min or 0) < (item.reps_max or 0) <= high


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
        ("barbell_push_press", LoadType.PCT_1RM),
    ],
)
def test_the_load_is_said_in_the_way_of_the_exercise(exercise_id: str, kind: LoadType) -> None:
    """A bar has a percentage, a dumbbell an effort, a band a band, the body itself."""
    assert written(exercise_id).load.type is kind


@pytest.mark.parametrize(
    ("exercise_id", "level", "rule"),
    [
        ("leg_press", "beginner", "linear"),
        ("leg_press", "intermediate", "double"),
        ("push_up", "intermediate", "bodyweight"),
        ("pull_up", "advanced", "bodyweight"),
        ("plank", "beginner", "hold"),
        ("suitcase_carry", "advanced", "hold"),
        ("squat_jump", "advanced", "speed"),
    ],
)
def test_each_kind_of_exercise_has_its_own_progression(exercise_id: str, level: str, rule: str) -> None:
    """Load, repetitions, time or speed: what grows is what can grow."""
    person = understand(parse_program_request(program_request(USER, fitness_level=level)))
    assert progression_of(catalogue()[exercise_id], person) == rule
    assert RULES[rule].id == rule


def test_heavy_lifts_are_heavy_and_others_are_not() -> None:
    """For strength a barbell squat is done for few repetitions, a step-up and a curl are not."""
    assert reps(strong("barbell_back_squat")) == (3, 5)
    assert reps(strong("dumbbell_step_up", Role.SECONDARY)) == (6, 10)
    assert reps(strong("barbell_curl", Role.ACCESSORY)) == (6, 10)
    assert reps(written("dumbbell_step_up", Role.SECONDARY)) == reps(written("barbell_back_squat")) == (6, 10)


def test_a_phase_moves_the_repetitions_of_heavy_lifts_alone() -> None:
    """In a volume phase the squat has more repetitions; the curl has the same."""
    volume = replace(WORKING, reps_shift=-2)
    assert reps(strong("barbell_back_squat", plan=volume)) == (5, 7)
    assert reps(strong("barbell_curl", Role.ACCESSORY, plan=volume)) == (6, 10)


@pytest.mark.parametrize(("age", "expected"), [(17, (6, 8)), (18, (3, 5)), (64, (3, 5)), (65, (6, 8))])
def test_the_young_and_the_old_lift_six_times_at_least(age: int, expected: tuple[int, int]) -> None:
    """Below 18 and from 65 on even an advanced lifter's strength work stays away from the maximum."""
    assert reps(strong("barbell_back_squat", age=age)) == expected


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
        ("hypertrophy", 29, 60),
        ("hypertrophy", 19, 45),
        ("strength", 60, 180),
        ("strength", 29, 120),
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
