"""What is told of a generator's steps: progress is work that is done, and not told too often."""

from schemas.job import Speak, Stage
from schemas.program import Week
from server.generation.generator import StageReached, WeekWritten
from server.jobs.lifecycle import Happening, Progressed, WeekReady
from server.jobs.reporting import Reporter
from tests.support.example_frames import WEEK

A_WEEK = WeekWritten(Week.model_validate(WEEK))
SCREENING = StageReached(Stage.SCREENING, "I look at your answers.")


def _progress(told: list[Happening]) -> list[int]:
    return [happening.progress for happening in told if isinstance(happening, Progressed | WeekReady)]


def test_progress_is_the_share_of_weeks_that_exist() -> None:
    """Nothing but written weeks and the last stages moves the bar, and it never reaches a hundred by itself."""
    reporter = Reporter(weeks_total=4, interval_s=0)
    told = reporter.stage(SCREENING, 0)
    for second in range(1, 5):
        told += [happening for happening in reporter.week(A_WEEK, second) if isinstance(happening, WeekReady)]
    told += reporter.stage(StageReached(Stage.VALIDATING, "v"), 6) + reporter.stage(StageReached(Stage.STORING, "s"), 7)
    assert _progress(told) == [0, 23, 47, 71, 95, 97, 99]


def test_weeks_are_always_told_and_progress_only_now_and_then() -> None:
    """Ten stages in a moment make two frames: the first, and the newest once the interval has passed."""
    reporter = Reporter(weeks_total=40, interval_s=0.25)
    told = [reporter.stage(StageReached(Stage.WRITING, f"{n}"), n * 0.01) for n in range(10)]
    assert [len(each) for each in told] == [1] + [0] * 9
    assert reporter.due_in_s(0.1) == 0.15
    assert reporter.flush(0.2) == []
    (newest,) = reporter.flush(0.25)
    assert isinstance(newest, Progressed)
    assert newest.message == "9"
    assert reporter.due_in_s(0.3) is None
    assert [type(happening) for n in range(3) for happening in reporter.week(A_WEEK, 0.3)] == [WeekReady] * 3


def test_a_week_overtakes_what_was_held_back_before_it() -> None:
    """Old news does not come after newer news."""
    reporter = Reporter(weeks_total=40, interval_s=0.25)
    reporter.stage(SCREENING, 0)
    reporter.stage(SCREENING, 0.1)
    reporter.week(A_WEEK, 0.2)
    assert reporter.due_in_s(0.2) is None
    assert reporter.flush(1) == []


def test_quarters_may_be_spoken_when_nobody_speaks() -> None:
    """A voice client gets three sentences on the way, however many weeks there are."""
    for weeks in (4, 12, 52):
        reporter = Reporter(weeks, interval_s=0)
        told = [happening for n in range(weeks) for happening in reporter.week(A_WEEK, n)]
        spoken = [each for each in told if isinstance(each, Progressed) and each.speak is Speak.WHEN_IDLE]
        assert [each.message for each in spoken] == [
            "A quarter of your program is written.",
            "Half of your program is written.",
            "Three quarters of your program are written.",
        ]


def test_a_short_program_is_not_talked_to_death() -> None:
    """Of one week there is nothing to say before it is all there."""
    assert [type(happening) for happening in Reporter(1, 0).week(A_WEEK, 0)] == [WeekReady]
