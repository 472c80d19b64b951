"""What is said when: results in the first pause and once, progress rarely, in real silence, while it is news."""

import pytest

from schemas.job import Speak
from voice_client.dialogue.announcements import Announcements
from voice_client.tools import Update, UpdateKind

FOREVER_S = 3600.0


def progress(seq: int, job: str = "a") -> Update:
    return Update(job, seq, UpdateKind.MILESTONE, f"as of {seq}", speak=Speak.WHEN_IDLE)


def result(seq: int, job: str = "a") -> Update:
    return Update(job, seq, UpdateKind.COMPLETED, "It is ready.", speak=Speak.NOW)


def test_a_result_waits_for_a_pause_and_is_said_once() -> None:
    """Whoever still speaks is not interrupted; the same end again is no news."""
    announcements = Announcements()
    announcements.put(result(9), 0.0)
    assert announcements.take(0.0, 1.1) is None
    assert announcements.look_again_s(0.0, 1.1) == pytest.approx(0.1)
    assert announcements.take(0.1, 1.2) == result(9)
    announcements.put(result(9), 0.2)
    announcements.put(result(9), 6.0)
    assert announcements.take(FOREVER_S, FOREVER_S) is None
    assert announcements.look_again_s(FOREVER_S, FOREVER_S) is None


def test_results_are_never_dropped() -> None:
    """However long the user talks, each comes, oldest first."""
    announcements = Announcements()
    ends = [result(9, job) for job in "abcde"]
    for now_s, end in enumerate(ends):
        announcements.put(end, float(now_s))
    assert announcements.results == tuple(ends)
    assert [announcements.take(FOREVER_S, 2.0) for _ in [*ends, None]] == [*ends, None]


def test_progress_needs_real_silence_and_is_rare() -> None:
    """Six seconds of it, and not twice in thirty."""
    announcements = Announcements()
    announcements.put(progress(3), 0.0)
    assert announcements.take(5.0, 5.0) is None
    assert announcements.take(8.0, 6.0) == progress(3)
    announcements.put(progress(5), 9.0)
    assert announcements.take(37.0, 29.0) is None
    assert announcements.look_again_s(37.0, 29.0) == pytest.approx(1.0)
    assert announcements.take(38.0, 30.0) == progress(5)


def test_newer_progress_takes_the_place_of_older() -> None:
    """One word of it is enough; an end makes it needless."""
    announcements = Announcements()
    announcements.put(progress(3), 0.0)
    announcements.put(progress(5), 1.0)
    announcements.put(progress(4, "b"), 1.0)
    assert announcements.take(7.0, 7.0) == progress(5)
    announcements.put(result(6, "b"), 8.0)
    assert announcements.take(9.0, 9.0) == result(6, "b")
    assert announcements.take(FOREVER_S, FOREVER_S) is None


def test_progress_that_is_no_news_any_more_is_not_said() -> None:
    """It waited too long for a silence."""
    announcements = Announcements()
    announcements.put(progress(3), 0.0)
    assert announcements.take(46.0, 10.0) is None
    assert announcements.look_again_s(46.0, 10.0) is None


def test_what_the_user_knows_from_an_answer_is_not_announced() -> None:
    """Neither what waits, nor what comes late."""
    announcements = Announcements()
    announcements.put(progress(3), 0.0)
    announcements.known("a", 9)
    announcements.put(result(9), 1.0)
    assert announcements.take(FOREVER_S, FOREVER_S) is None


def test_silent_updates_are_not_said() -> None:
    """But an end that needs no words makes what led to it needless."""
    announcements = Announcements()
    announcements.put(progress(3), 0.0)
    announcements.put(Update("a", 4, UpdateKind.WEEK_READY, "Week 3 of 4 is ready."), 0.0)
    announcements.put(Update("a", 5, UpdateKind.CANCELLED, "The work on that program was stopped."), 0.0)
    assert announcements.take(10.0, 10.0) is None
