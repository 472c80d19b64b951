"""How much fits: exercises into the time, sets into the week."""

from collections import Counter

import pytest
from hypothesis import given

from schemas.program import Role, StrengthItem
from schemas.request import FitnessLevel, GoalCategory, ProgramRequest, parse_program_request
from server.generation.exercises import catalogue
from server.generation.person import Person, understand
from server.generation.rules.days import SLOTS
from server.generation.rules.dose import dose_of
from server.generation.rules.fitting import Line, grow, new_line, sets_in, take
from server.generation.rules.periodization import WeekPlan, plan_season
from server.generation.rules.selection import pick
from tests.generation.valid_requests import USER, made, made_for, many_requests, strength_of, valid_requests
from tests.support.samples import program_request


def person_for(**changes: object) -> Person:
    return understand(parse_program_request(program_request(USER, **changes)))


def lines_for(person: Person, slots: tuple[str, ...] = SLOTS["full_a"]) -> tuple[Line, ...]:
    fullest = plan_season(person).fullest
    found = [pick(slot, person, set(), set()) for slot in slots]
    return tuple(new_line(person, exercise, place, fullest) for place, exercise in enumerate(found) if exercise)


def week(step: float, *, is_deload: bool = False) -> WeekPlan:
    return WeekPlan(index=1, block="b", is_deload=is_deload, week_of_block=0, step=step, rir=2, reps_shift=0)


def ids(lines: tuple[Line, ...]) -> list[str]:
    return [line.exercise.id for line in lines]


@many_requests
@given(valid_requests)
def test_sets_stay_within_what_the_dose_and_a_session_allow(request: ProgramRequest) -> None:
    """No item has more sets than its goal and level say, and no session more than thirty or nine items."""
    most = dose_of(request.goal_category, request.fitness_level).sets[1]
    program = made(request)
    assert all(item.sets <= most for item in strength_of(program))
    for session in (session for week in program.weeks for session in week.sessions):
        assert sum(item.sets for item in session.items if isinstance(item, StrengthItem)) <= 30
        assert len(session.items) <= 8


@pytest.mark.parametrize("level", FitnessLevel)
@pytest.mark.parametrize("goal", GoalCategory)
def test_sets_are_added_up_to_the_weekly_dose_and_not_beyond(goal: GoalCategory, level: FitnessLevel) -> None:
    """What is added over a block leaves each muscle within the weekly sets of its goal."""
    program = made_for(goal_category=goal, fitness_level=level, session_minutes=120, days_per_week=4, duration_weeks=5)
    most = dose_of(goal, level).weekly_sets
    grown: Counter[str] = Counter()
    weekly: Counter[str] = Counter()
    for start, end in zip(program.weeks[0].sessions, program.weeks[3].sessions, strict=True):
        for before, after in zip(start.items, end.items, strict=True):
            if isinstance(before, StrengthItem) and isinstance(after, StrengthItem):
                exercise = catalogue()[after.exercise_id]
                is_drill = exercise.pattern in {"mobility", "balance"}
                for share, muscles in ((1.0, exercise.primary), (0.5, exercise.secondary)):
                    grown.update(dict.fromkeys(muscles, share * (after.sets - before.sets)))
                    weekly.update({} if is_drill else dict.fromkeys(muscles, share * after.sets))
    assert all(weekly[muscle] <= most for muscle, more in grown.items() if more)


@pytest.mark.parametrize(("minutes", "count"), [(10, 2), (20, 2), (30, 3), (45, 4), (60, 6), (90, 8), (180, 8)])
def test_the_more_time_the_more_exercises(minutes: int, count: int) -> None:
    """Ten minutes hold two exercises, an hour six, and more than eight are never useful."""
    person = person_for(session_minutes=minutes)
    assert len(take(person, lines_for(person))) == count


@pytest.mark.parametrize("slots", [SLOTS["upper_a"], SLOTS["full_a"]])
@pytest.mark.parametrize("minutes", range(60, 80, 2))
def test_a_block_has_room_to_rise(minutes: int, slots: tuple[str, ...]) -> None:
    """A session of an hour or so leaves time for a further set of a big lift, instead of one more small exercise."""
    person = person_for(session_minutes=minutes, days_per_week=1)
    (grown,) = grow(person, [take(person, lines_for(person, slots))])
    assert any(line.most_sets > line.sets for line in grown if line.is_big)


def test_what_is_kept_is_kept_in_order() -> None:
    """First things first: what does not fit is left out, what is smaller behind it may still fit."""
    person = person_for(session_minutes=30, equipment=[])
    lines = lines_for(person, SLOTS["lower_a"])
    kept = ids(take(person, lines))
    assert kept == [id_ for id_ in ids(lines) if id_ in kept]
    assert kept[:2] == ids(lines)[:2]
    assert len(kept) == 3


@pytest.mark.parametrize("exercise_id", ["box_single_leg_squat", "barbell_split_squat", "barbell_back_squat"])
@pytest.mark.parametrize("goal", GoalCategory)
def test_even_the_longest_exercise_fits_into_the_shortest_session(goal: GoalCategory, exercise_id: str) -> None:
    """Ten minutes never leave a session empty, whatever comes first in it."""
    person = person_for(session_minutes=10, goal_category=goal, fitness_level="advanced")
    long = new_line(person, catalogue()[exercise_id], 0, plan_season(person).fullest)
    assert take(person, (long,)) == (long,)


def test_sets_are_added_to_big_lifts_first() -> None:
    """When there is time for one more set, a main lift gets it."""
    person = person_for(session_minutes=45)
    (grown,) = grow(person, [take(person, lines_for(person))])
    more = [line.role for line in grown if line.most_sets > line.sets]
    assert more
    assert set(more) <= {Role.MAIN, Role.SECONDARY}


def test_a_session_never_has_more_than_thirty_sets() -> None:
    """With three hours, one day and the highest dose there are thirty sets, no more."""
    person = person_for(goal_category="strength", fitness_level="advanced", days_per_week=1, session_minutes=180)
    (grown,) = grow(person, [take(person, lines_for(person))])
    assert sum(line.most_sets for line in grown) == 30


def test_the_old_get_no_more_sets() -> None:
    """From sixty-five on a block rises in effort alone."""
    person = person_for(age=65, session_minutes=180)
    (grown,) = grow(person, [take(person, lines_for(person))])
    assert [line.most_sets for line in grown] == [line.sets for line in grown]


def test_sets_come_one_exercise_after_the_other() -> None:
    """At the start of a block no line has its further set, in the middle the first half, at the end all."""
    person = person_for(session_minutes=180, days_per_week=1)
    (lines,) = grow(person, [take(person, lines_for(person))])
    growing = [line.most_sets - line.sets for line in lines]
    assert sum(growing) >= 4
    assert sets_in(lines, week(0)) == [line.sets for line in lines]
    assert sets_in(lines, week(1)) == [line.most_sets for line in lines]
    half = sum(sets_in(lines, week(0.5))) - sum(sets_in(lines, week(0)))
    assert half == sum(growing) // 2
    assert sets_in(lines, week(0.5))[0] == lines[0].most_sets


def test_a_lighter_week_halves_the_sets() -> None:
    """Three sets become two and one in turn, two become one, one stays."""
    person = person_for()
    three = lines_for(person)[:4]
    assert [line.sets for line in three] == [3, 3, 3, 3]
    assert sets_in(three, week(1, is_deload=True)) == [2, 1, 2, 1]
    beginner = lines_for(person_for(fitness_level="beginner"))[:2]
    assert sets_in(beginner, week(1, is_deload=True)) == [1, 1]
