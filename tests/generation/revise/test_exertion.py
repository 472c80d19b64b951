"""A step harder or easier: effort changes, exercises, sets and days stay."""

from itertools import pairwise

import pytest

from schemas.program import CardioItem, Program, StrengthItem
from schemas.request import Effort, FitnessLevel
from server.generation.counting import is_work
from server.generation.generator import Brief, ProgramWritten, WeekWritten
from server.generation.person import understand
from server.generation.revise.exertion import steps_between, with_steps
from server.generation.validation.sheet import sheet_of
from server.generation.validation.validator import check, validate
from tests.generation.revise.parents import brief_for, made, parent_of, request_with, revised, steps_of
from tests.generation.valid_requests import items_of, strength_of


def _rirs(program: Program) -> list[int]:
    return [item.rir_min for item in strength_of(program) if is_work(item) and item.rir_min is not None]


@pytest.mark.parametrize("goal", ["hypertrophy", "strength", "fat_loss", "general_fitness", "muscular_endurance"])
@pytest.mark.parametrize("level", ["beginner", "intermediate", "advanced"])
@pytest.mark.parametrize("change", ["harder", "easier"])
def test_only_the_effort_changes(goal: str, level: str, change: str) -> None:
    """Nowhere by more than a repetition in reserve, nowhere the other way; it is as sound as before."""
    before, after, brief = revised(change, goal_category=goal, fitness_level=level)
    sign = -1 if change == "harder" else 1
    differences = [new - old for old, new in zip(_rirs(before), _rirs(after), strict=True)]
    assert {*differences} <= {0, sign}
    assert sign in differences
    for old, new in zip(items_of(before), items_of(after), strict=True):
        assert (old.exercise_id, old.order) == (new.exercise_id, new.order)
        if isinstance(old, StrengthItem) and isinstance(new, StrengthItem):
            assert (old.sets, old.reps_min, old.reps_max, old.rest_s) == (
                new.sets,
                new.reps_min,
                new.reps_max,
                new.rest_s,
            )
    person = understand(brief.request)
    faults = {gate.id for gate in check(sheet_of(before, person)) if not gate.passed}
    assert {gate.id for gate in check(sheet_of(after, person)) if not gate.passed} <= faults
    assert (validate(after, person).score or 0) > 80


def test_loads_in_percent_follow_the_effort() -> None:
    """Less in reserve is heavier, more is lighter."""
    before, after, _ = revised("harder", fitness_level="advanced", goal_category="strength")
    pairs = [
        (old, new)
        for old, new in zip(strength_of(before), strength_of(after), strict=True)
        if old.load.type == "pct_1rm" and old.rir_min != new.rir_min
    ]
    assert pairs
    assert all((old.load.max or 0) < (new.load.max or 0) <= 95 for old, new in pairs)


def test_deloads_stay_as_they_are() -> None:
    """Who works harder needs them all the more."""
    before, after, _ = revised("harder")
    deloads = [week for week in before.weeks if week.is_deload]
    assert deloads
    assert [week for week in after.weeks if week.is_deload] == deloads


def test_nobody_is_brought_nearer_to_the_limit_than_suits_them() -> None:
    """Beginners keep two repetitions in reserve, as do the old and the young."""
    for changes in ({"fitness_level": "beginner"}, {"age": 70}, {"age": 15}):
        _, after, _ = revised("harder", **changes)
        assert min(_rirs(after)) >= 2


def test_endurance_work_takes_a_tenth_more_or_less() -> None:
    """Within the session's time."""
    changes = {"goal_category": "fat_loss", "goal_raw": "lose fat", "session_minutes": 90}
    before = parent_of(request_with(**changes))
    person = understand(request_with(**changes))
    minutes = [item.duration_min for item in items_of(before) if isinstance(item, CardioItem)]
    for steps, share in ((1, 1.1), (-1, 0.9)):
        after = with_steps(before, person, steps)
        changed = [item.duration_min for item in items_of(after) if isinstance(item, CardioItem)]
        assert all(abs(new - share * old) <= 0.5 or new == old for old, new in zip(minutes, changed, strict=True))
        assert changed != minutes
    assert all(day.est_minutes <= 90 for week in with_steps(before, person, 1).weeks for day in week.sessions)


def test_a_step_back_leads_to_where_one_was() -> None:
    """But for what was at the end of its band."""
    before, after, brief = revised("harder")
    back = with_steps(after, understand(brief.request), -1)
    assert all(abs(new - old) <= 1 for old, new in zip(_rirs(before), _rirs(back), strict=True))


def test_efforts_are_in_order() -> None:
    """From easier to harder, a step each."""
    assert [steps_between(one, other) for one, other in pairwise(Effort)] == [1, 1]
    assert steps_between(Effort.HARDER, Effort.EASIER) == -2


def test_who_asks_for_it_at_first_gets_it_at_once() -> None:
    """The field is a part of any request; the weeks that are told are those of the program."""
    usual = parent_of(request_with())
    steps = steps_of(Brief(request_with(effort="harder")))
    (program,) = [step.program for step in steps if isinstance(step, ProgramWritten)]
    assert tuple(step.week for step in steps if isinstance(step, WeekWritten)) == program.weeks
    assert program.weeks == with_steps(usual, understand(request_with()), 1).weeks


def test_effort_lasts_through_other_changes() -> None:
    """Weeks that are written anew are as hard as those before."""
    harder = request_with(effort="harder")
    assert _rirs(made(Brief(request_with(effort="harder", duration_weeks=8)))) < _rirs(
        made(Brief(request_with(duration_weeks=8)))
    )
    assert brief_for("make it 8 weeks", effort="harder").request.effort is Effort.HARDER
    assert _rirs(revised("make it 8 weeks", effort="harder")[1]) == _rirs(
        made(Brief(harder.model_copy(update={"duration_weeks": 8})))
    )


def test_where_there_is_no_room_the_level_is_next() -> None:
    """A program whose effort cannot rise gets harder by its exercises and its dose."""
    brief = brief_for("harder", goal_category="power", fitness_level="beginner", effort="harder")
    assert (brief.request.fitness_level, brief.request.effort) == (FitnessLevel.INTERMEDIATE, Effort.USUAL)
