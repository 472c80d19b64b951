"""Minutes of endurance work, for endurance and for fat loss."""

from collections.abc import Sequence
from math import floor
from typing import Any

import pytest

from schemas.model import JsonObject
from schemas.program import Program, Week
from server.generation.validation.asked import asked_of
from server.generation.validation.marks import Marks
from server.generation.validation.score_endurance import endurance_marks, minutes_of
from server.generation.validation.sheet import WeekSheet, sheet_of
from tests.generation.validation.handwritten import cardio, changed_week, lift, person_of, program, session, week

LOW = [floor(150 * min(1, 0.6 * 1.05**number)) for number in range(14)]
"""The least minutes of each week on the way from 90 to 150."""


def judged(made: Program) -> Marks:
    """What the clause says of a program."""
    person = person_of(made)
    return endurance_marks(sheet_of(made, person), asked_of(person), "volume")


def runs(minutes: Sequence[float], **request: object) -> Program:
    """Four days of endurance work a week, which share its minutes."""
    weeks = [week(*(session(cardio(duration_min=each / 4)) for _ in range(4))) for each in minutes]
    asked = {"goal_category": "cardio_endurance", "fitness_level": "beginner", "session_minutes": 120, **request}
    return program(*weeks, **asked)


def test_minutes_may_grow_slowly_to_a_hundred_and_fifty() -> None:
    """From 90 minutes on, a twentieth more each week is enough; a minute less in any week is not."""
    assert (LOW[0], LOW[-1]) == (90, 150)
    assert judged(runs(LOW)).findings == []
    for number, minutes in enumerate(LOW[:11], start=1):
        made = changed_week(runs(LOW), number, sessions=runs([minutes - 1]).weeks[0].sessions)
        [found] = judged(made).findings
        assert (found.week, found.value) == (number, minutes - 1)
        assert found.bound == f"{minutes} to 300 minutes a week"


def test_too_little_loses_in_proportion() -> None:
    """A third of the minutes that a week owes earns a third."""
    assert judged(runs([30])).share == pytest.approx(1 / 3, abs=0.01)


def test_a_week_may_be_easier_once() -> None:
    """After building, a week of two thirds is right; a second one is not."""
    assert judged(runs([120, 130, 140, 100, 150])).findings == []
    [found] = judged(runs([120, 130, 140, 80, 80])).findings
    assert (found.week, found.value) == (5, 80)


def test_a_deload_is_easier() -> None:
    """A lighter week owes 60 %, also after an easier one."""
    made = runs([120, 130, 140, 100, 70])
    assert [found.week for found in judged(made).findings] == [5]
    assert judged(changed_week(made, 5, is_deload=True)).findings == []


@pytest.mark.parametrize(
    ("request_", "most"),
    [
        ({}, 300),
        ({"fitness_level": "intermediate"}, 300),
        ({"fitness_level": "advanced"}, 450),
        ({"fitness_level": "advanced", "goal_category": "fat_loss"}, 300),
    ],
)
def test_more_than_helps_costs_too(request_: JsonObject, most: int) -> None:
    """Three hundred minutes are the most; of advanced people whose goal is endurance 450."""
    assert judged(runs([most], **request_)).findings == []
    [found] = judged(runs([most + 1], **request_)).findings
    assert found.value == most + 1


def test_vigorous_minutes_count_twice() -> None:
    """Those of hard intervals alone, or all where there are none; turns of easy running do not."""
    parts = {"reps": 5, "work_s": 120, "recover_s": 120}
    hard = {"rpe_min": 6, "rpe_max": 7}

    def minutes(**changes: Any) -> float:
        return minutes_of(WeekSheet(week(session(cardio(duration_min=30, **changes)))))

    assert minutes(**hard) == 60
    assert minutes(**hard, intervals=parts) == 40
    assert minutes(intervals=parts) == 30


def with_lifting(days: int, **request: object) -> Program:
    """A week of four days, some of which are for lifting, without any endurance work."""
    stretch = lift("hamstring_stretch", reps_min=None, reps_max=None, duration_s=30)
    sessions = [session(lift() if number < days else stretch) for number in range(4)]
    return program(week(*sessions), **{"goal_category": "fat_loss", "fitness_level": "beginner", **request})


@pytest.mark.parametrize(
    ("request_", "lifting", "bound"),
    [
        ({"session_minutes": 60}, 2, floor(0.9 * 2 * 55 * 0.6)),
        ({"session_minutes": 20}, 2, floor(0.9 * 2 * 15 * 0.6)),
        ({"session_minutes": 120}, 2, floor(0.9 * 2 * 60 * 0.6)),
        ({"session_minutes": 60}, 3, floor(0.9 * 55 * 0.6)),
        ({"session_minutes": 60}, 4, floor(0.9 * 55 * 0.6)),
        ({"session_minutes": 120, "fitness_level": "advanced"}, 2, 90),
        ({"session_minutes": 120, "fitness_level": "advanced"}, 3, floor(0.9 * 90 * 0.6)),
        ({"session_minutes": 120, "fitness_level": "intermediate"}, 3, floor(0.9 * 75 * 0.6)),
    ],
)
def test_who_has_less_time_owes_less(request_: JsonObject, lifting: int, bound: int) -> None:
    """Nine tenths of what the other days hold, sessions an hour or more by level; lifting daily is no excuse."""
    [found] = judged(with_lifting(lifting, **request_)).findings
    assert found.bound == f"{bound} to 300 minutes a week"


def test_a_day_of_seven_is_to_recover_on() -> None:
    """It is not counted among those that hold endurance work."""
    days: list[Week] = [week(*(session(lift()) for _ in range(7)))]
    made = program(*days, goal_category="fat_loss", fitness_level="beginner", session_minutes=20)
    [found] = judged(made).findings
    assert found.bound == f"{floor(0.9 * 3 * 15 * 0.6)} to 300 minutes a week"


def test_two_days_of_lifting_leave_no_time() -> None:
    """Nothing is asked where all days are rightly for lifting."""
    made = program(week(session(lift()), session(lift())), goal_category="fat_loss", fitness_level="beginner")
    assert judged(made).is_empty
