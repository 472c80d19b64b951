"""G9: runs that grow slowly."""

from typing import Any

from schemas.program import CardioItem, Intervals, Program, Session, Week
from server.generation.counting import running_minutes
from tests.generation.repair.mended import items_of, mended
from tests.generation.validation.handwritten import cardio, program, session, week


def run(minutes: float, **changes: Any) -> Session:
    return session(cardio("easy_run", duration_min=minutes, **changes), type="cardio")


def minutes_of(made: Program) -> list[list[float]]:
    """Of each run, week by week."""
    return [[running_minutes(item) for item in _runs(one)] for one in made.weeks]


def _runs(one: Week) -> list[CardioItem]:
    return [item for day in one.sessions for item in day.items if isinstance(item, CardioItem)]


def test_a_run_that_jumps_is_shortened() -> None:
    """It is a tenth longer than the longest of the last month, and those behind it grow from there."""
    made = mended(program(*(week(run(minutes)) for minutes in (20, 40, 40, 24))))
    assert minutes_of(made) == [[20], [22], [24], [24]]


def test_a_week_of_more_runs_is_shortened_altogether() -> None:
    """Each run is short enough, and there are too many: all are shortened."""
    before = week(run(30), run(1), run(1))
    made = mended(program(before, week(run(30), run(30), run(30))))
    assert sum(minutes_of(made)[1]) <= 1.3 * 32
    assert len({*minutes_of(made)[1]}) == 1


def test_turns_of_running_get_shorter() -> None:
    """The running of a turn grows slowly; the walking takes what is left of it."""

    def turns(run_s: int, walk_s: int) -> Week:
        intervals = {"reps": 10, "work_s": run_s, "recover_s": walk_s}
        return week(session(cardio("walk_run", duration_min=30, intervals=intervals), type="cardio"))

    made = mended(program(turns(60, 90), turns(120, 30)))
    [item] = items_of(made, 2)
    assert isinstance(item, CardioItem)
    assert item.intervals == Intervals(reps=10, work_s=66, recover_s=84)
    assert item.duration_min == 30


def test_intervals_of_a_shorter_run_are_fewer() -> None:
    """What does not fit any more is left out."""
    fast = {"reps": 10, "work_s": 60, "recover_s": 60}
    made = mended(program(week(run(10)), week(run(20, intervals=fast))))
    [item] = items_of(made, 2)
    assert isinstance(item, CardioItem)
    assert (item.duration_min, item.intervals) == (11, Intervals(reps=6, work_s=60, recover_s=60))
