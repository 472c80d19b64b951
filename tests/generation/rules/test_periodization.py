"""The weeks: blocks, lighter weeks, and the rise between them."""

from itertools import pairwise

import pytest
from hypothesis import given

from schemas.program import CardioItem, Periodization, Program, StrengthItem, Week
from schemas.request import FitnessLevel, ProgramRequest, parse_program_request
from server.generation.person import understand
from server.generation.rules.periodization import SEASON_WEEKS, SeasonPlan, plan_season
from tests.generation.valid_requests import (
    USER,
    cardio_of,
    made,
    many_requests,
    sets_of,
    strength_of,
    valid_requests,
)
from tests.support.samples import program_request

EVERY = {FitnessLevel.BEGINNER: 8, FitnessLevel.INTERMEDIATE: 6, FitnessLevel.ADVANCED: 5}


def season_for(**changes: object) -> SeasonPlan:
    return plan_season(understand(parse_program_request(program_request(USER, **changes))))


def deloads_due(request: ProgramRequest) -> list[int]:
    """By the rule: none below six weeks; every eighth, sixth or fifth, and every fourth from the age of fifty."""
    every = 4 if (request.age or 0) >= 50 else EVERY[request.fitness_level]
    total = request.duration_weeks
    return [] if total < 6 else list(range(every, total + 1, every))


def working_weeks_by_block(program: Program) -> list[list[Week]]:
    blocks = [
        [w for w in program.weeks if b.first_week <= w.index <= b.last_week and not w.is_deload] for b in program.blocks
    ]
    return [weeks for weeks in blocks if weeks]


def strength_items(week: Week) -> list[StrengthItem]:
    return [item for session in week.sessions for item in session.items if isinstance(item, StrengthItem)]


def held_s(week: Week) -> int:
    return sum(item.duration_s or 0 for item in strength_items(week))


def moved_s(items: list[CardioItem]) -> float:
    """Minutes of endurance work; where there are intervals of running, they count by themselves too."""
    return sum(
        item.duration_min * 60 + (item.intervals.reps * item.intervals.work_s if item.intervals else 0)
        for item in items
    )


@many_requests
@given(valid_requests)
def test_lighter_weeks_come_when_they_are_due(request: ProgramRequest) -> None:
    """Deload weeks are where level, age and length of the program put them, and nowhere else."""
    program = made(request)
    assert [week.index for week in program.weeks if week.is_deload] == deloads_due(request)


@many_requests
@given(valid_requests)
def test_blocks_cover_the_weeks_without_a_gap(request: ProgramRequest) -> None:
    """Each week belongs to the one block whose name it carries; blocks are told apart by their names."""
    program = made(request)
    covered = [
        (index, block.name) for block in program.blocks for index in range(block.first_week, block.last_week + 1)
    ]
    assert covered == [(week.index, week.block) for week in program.weeks]
    assert len({block.name for block in program.blocks}) == len(program.blocks)
    assert all(block.aim for block in program.blocks)


@many_requests
@given(valid_requests)
def test_a_lighter_week_is_really_lighter(request: ProgramRequest) -> None:
    """It has fewer sets than every other week, more in reserve, shorter holds, and lower loads than the week before."""
    program = made(request)
    for week in program.weeks:
        if not week.is_deload:
            continue
        items, before = strength_items(week), strength_items(program.weeks[week.index - 2])
        assert all(item.rir_min is not None and item.rir_min >= 4 for item in items)
        assert not items or sets_of(week) < sets_of(program.weeks[week.index - 2])
        assert week.volume_factor <= 0.8 * program.weeks[week.index - 2].volume_factor
        for lighter, heavier in zip(items, before, strict=True):
            assert lighter.sets <= heavier.sets
            assert (lighter.duration_s or 0) <= (heavier.duration_s or 0)
            assert (lighter.load.max or 0) < (heavier.load.max or 1)
            assert lighter.note
        pairs = zip(cardio_of(week), cardio_of(program.weeks[week.index - 2]), strict=True)
        assert all(easier.duration_min < harder.duration_min and easier.rpe_max <= 5 for easier, harder in pairs)


@many_requests
@given(valid_requests)
def test_work_rises_over_a_block(request: ProgramRequest) -> None:
    """From the first to the last working week nothing gets easier to lift, and something gets harder."""
    for weeks in working_weeks_by_block(made(request)):
        first, last = weeks[0], weeks[-1]
        if first is last:
            continue
        for start, end in zip(strength_items(first), strength_items(last), strict=True):
            assert (start.sets, start.duration_s or 0) <= (end.sets, end.duration_s or 0)
            assert (start.rir_min or 0) >= (end.rir_min or 0)
        rises = [
            sets_of(first) < sets_of(last),
            held_s(first) < held_s(last),
            sum(item.rir_min or 0 for item in strength_items(first))
            > sum(item.rir_min or 0 for item in strength_items(last)),
            moved_s(cardio_of(first)) < max(moved_s(cardio_of(week)) for week in weeks),
        ]
        assert any(rises)


@many_requests
@given(valid_requests)
def test_no_week_jumps(request: ProgramRequest) -> None:
    """From one working week to the next no session gains more than a quarter of its sets, or one set."""
    for weeks in working_weeks_by_block(made(request)):
        for before, after in pairwise(weeks):
            for start, end in zip(before.sessions, after.sessions, strict=True):
                sets = [sum(i.sets for i in s.items if isinstance(i, StrengthItem)) for s in (start, end)]
                assert sets[0] <= sets[1] <= max(sets[0] + 1, sets[0] * 1.25)


@many_requests
@given(valid_requests)
def test_repetitions_in_reserve_are_those_of_the_level(request: ProgramRequest) -> None:
    """Beginners keep two in reserve, the young and the old too, and nobody goes to failure."""
    program = made(request)
    is_spared = request.age is not None and (request.age < 18 or request.age >= 65)
    least = 2 if request.fitness_level is FitnessLevel.BEGINNER or is_spared else 1
    assert all(item.rir_min is not None and item.rir_min >= least for item in strength_of(program))
    first = [item.rir_min for item in strength_items(program.weeks[0])]
    assert request.fitness_level is not FitnessLevel.BEGINNER or all(rir == 4 for rir in first)


@pytest.mark.parametrize(
    ("level", "age", "weeks", "deloads"),
    [
        ("beginner", None, 5, ()),
        ("beginner", None, 7, ()),
        ("beginner", None, 17, (8, 16)),
        ("intermediate", None, 5, ()),
        ("intermediate", None, 6, (6,)),
        ("intermediate", 49, 12, (6, 12)),
        ("intermediate", 50, 12, (4, 8, 12)),
        ("intermediate", 50, 5, ()),
        ("advanced", None, 15, (5, 10, 15)),
    ],
)
def test_lighter_weeks_by_level_and_age(level: str, age: int | None, weeks: int, deloads: tuple[int, ...]) -> None:
    """The higher the level and the age, the sooner a lighter week comes."""
    assert season_for(fitness_level=level, age=age, duration_weeks=weeks).deloads == deloads


@pytest.mark.parametrize(
    ("goal", "level", "weeks", "style"),
    [
        ("hypertrophy", "beginner", 12, Periodization.LINEAR),
        ("strength", "beginner", 12, Periodization.LINEAR),
        ("hypertrophy", "intermediate", 12, Periodization.LINEAR),
        ("power", "intermediate", 12, Periodization.LINEAR),
        ("strength", "intermediate", 7, Periodization.LINEAR),
        ("strength", "intermediate", 8, Periodization.BLOCK),
        ("strength", "advanced", 8, Periodization.BLOCK),
        ("power", "advanced", 8, Periodization.BLOCK),
        ("strength", "advanced", 7, Periodization.UNDULATING),
        ("hypertrophy", "advanced", 12, Periodization.UNDULATING),
    ],
)
def test_the_style_is_named_as_what_it_is(goal: str, level: str, weeks: int, style: Periodization) -> None:
    """Long strength programs go in phases, other advanced programs undulate, all others rise in a line."""
    assert season_for(goal_category=goal, fitness_level=level, duration_weeks=weeks).periodization is style


@pytest.mark.parametrize("age", [17, 65])
def test_the_young_and_the_old_rise_in_a_line(age: int) -> None:
    """Nobody who is spared goes through a phase of best loads."""
    season = season_for(goal_category="strength", fitness_level="advanced", duration_weeks=12, age=age)
    assert season.periodization is Periodization.LINEAR
    assert not any(week.is_peak or week.main_reps for week in season.weeks)
    assert {week.rir for week in season.weeks if not week.is_deload} == {2, 3}


def test_the_phases_of_a_block_plan_follow_each_other() -> None:
    """Volume comes first, then heavier loads, then the best loads: repetitions fall from phase to phase."""
    season = season_for(goal_category="strength", fitness_level="advanced", duration_weeks=12)
    assert [(block.name, block.first_week, block.last_week) for block in season.blocks] == [
        ("Block 1: Accumulation", 1, 5),
        ("Block 2: Intensification", 6, 10),
        ("Block 3: Realisation", 11, 12),
    ]
    assert [season.weeks[index].main_reps for index in (0, 5, 10)] == [(6, 8), (3, 5), (2, 3)]
    assert [week.index for week in season.weeks if week.is_peak] == [11, 12]
    assert [week.rir for week in season.weeks] == [3, 3, 2, 2, 4, 3, 2, 2, 1, 4, 2, 1]


@pytest.mark.parametrize(
    ("changes", "taper"),
    [
        ({"goal_raw": "my first powerlifting meet"}, 12),
        ({"goal_raw": "test my 1RM", "duration_weeks": 16}, 16),
        ({"goal_raw": "get stronger"}, None),
        ({"goal_raw": "compete", "goal_category": "hypertrophy"}, None),
        ({"goal_raw": "compete", "duration_weeks": 7}, None),
        ({"goal_raw": "compete", "fitness_level": "advanced"}, None),
        ({"goal_raw": "compete", "age": 70}, None),
    ],
)
def test_only_who_is_tested_tapers(changes: dict[str, object], taper: int | None) -> None:
    """The last week before a meet is light in sets and heavy in load, unless a deload has just been."""
    season = season_for(**{"goal_category": "strength", "duration_weeks": 12, **changes})
    assert [week.index for week in season.weeks if week.is_taper] == ([] if taper is None else [taper])
    assert all(week.is_deload for week in season.weeks if week.is_taper)


def test_a_year_changes_small_exercises_with_the_seasons() -> None:
    """A block belongs to the season in which it begins; a season is twelve weeks."""
    season = season_for(duration_weeks=52)
    for block in season.blocks:
        own = {week.season for week in season.weeks[block.first_week - 1 : block.last_week]}
        assert own == {(block.first_week - 1) // SEASON_WEEKS}
    assert {week.season for week in season_for(duration_weeks=12).weeks} == {0}


def test_effort_rises_week_by_week_and_begins_anew_with_each_block() -> None:
    """Three in reserve become one before the lighter week, and three again after it."""
    season = season_for(duration_weeks=12)
    assert [week.rir for week in season.weeks] == [3, 2, 2, 1, 1, 4, 3, 2, 2, 1, 1, 4]


def test_a_rest_of_two_weeks_rises_half_of_the_way() -> None:
    """A short last block does not hurry to where a whole one ends."""
    season = season_for(fitness_level="beginner", duration_weeks=10)
    assert [week.step for week in season.weeks[8:]] == [0, 0.5]
    assert [week.rir for week in season.weeks[8:]] == [4, 3]


@pytest.mark.parametrize("weeks", [1, 6, 13, 52])
def test_the_fullest_week_is_as_full_as_any(weeks: int) -> None:
    """What is reckoned with has the longest holds and the most repetitions of the season."""
    season = season_for(goal_category="strength", fitness_level="advanced", duration_weeks=weeks)
    working = [week for week in season.weeks if not week.is_deload]
    assert season.fullest.step == 1.0
    assert season.fullest.week_of_block == max(week.week_of_block for week in working)
    assert (season.fullest.main_reps or (0, 0)) == max(week.main_reps or (0, 0) for week in working)
