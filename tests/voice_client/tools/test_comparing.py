"""Whether what is asked for is there already: the same details, a short while ago, and nothing new said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.job import JobKind, JobSnapshot, JobStatus
from schemas.model import JsonObject
from schemas.request import GoalCategory, ProgramRequest
from tests.support.example_frames import SNAPSHOT
from tests.support.samples import new_user, program_request
from voice_client.tools.comparing import change_done, finished_alike, recent, with_known_goal

USER, NOW = new_user(), datetime(2026, 1, 2, 12, tzinfo=UTC)


def asked(**changes: object) -> ProgramRequest:
    said = {name: value for name, value in program_request(USER, **changes).items() if value is not None}
    return ProgramRequest.model_validate(said)


def job(request: JsonObject | None = None, status: JobStatus = JobStatus.COMPLETED, **changes: Any) -> JobSnapshot:
    """One that ended a minute ago, unless something else is said."""
    ended = NOW - timedelta(minutes=1) if status.is_final else None
    state = {"request": request or program_request(USER), "status": status, "completed_at": ended}
    return JobSnapshot.model_validate({**SNAPSHOT, "job_id": new_user(), **state, **changes})


def test_an_hour_is_a_short_while() -> None:
    """And what is in flight is always near."""
    old = job(completed_at=NOW - timedelta(hours=1))
    running, young = job(status=JobStatus.IN_PROGRESS), job()
    assert recent([running, young, old], NOW) == [running, young]


def test_words_alone_make_no_other_program() -> None:
    """Goal, notes beside notes, and confirmations are rephrased each time."""
    done = job(program_request(USER, notes="mornings"))
    assert finished_alike(asked(goal_raw="OK", notes="in the morning", confirmed=["weight_kg"]), [done]) == done


@pytest.mark.parametrize("news", [{"duration_weeks": 8}, {"injuries": ["knee"]}, {"notes": "my knee hurts"}])
def test_news_makes_another_program(news: JsonObject) -> None:
    """A field that differs, or notes where there were none."""
    assert finished_alike(asked(**news), [job()]) is None


def test_only_a_finished_program_of_a_request_that_is_understood_counts() -> None:
    """Not one that failed, is in flight as well, was changed, or was asked for in words of another version."""
    wish, done = asked(), job()
    assert finished_alike(wish, [job(status=JobStatus.FAILED), done]) == done
    assert finished_alike(wish, [job(status=JobStatus.FAILED)]) is None
    assert finished_alike(wish, [job(status=JobStatus.PENDING), done]) is None
    assert finished_alike(wish, [job({"program_id": new_user()}, kind=JobKind.REVISE)]) is None
    assert finished_alike(wish, [job(program_request(USER, mood="good"))]) is None


def test_words_that_name_no_goal_mean_the_one_that_was_named() -> None:
    """Where all else is the same; a goal that is said is kept."""
    known = [job(status=JobStatus.IN_PROGRESS)]
    said = {"goal_category": None}
    assert with_known_goal(asked(goal_raw="OK, do it", **said), known).goal_category is GoalCategory.HYPERTROPHY
    assert with_known_goal(asked(goal_raw="run a marathon", **said), known).goal_category is (
        GoalCategory.CARDIO_ENDURANCE
    )
    other = asked(goal_raw="OK", duration_weeks=8, **said)
    assert with_known_goal(other, known) is other
    named = asked(goal_raw="OK", goal_category="mobility")
    assert with_known_goal(named, known) is named


def test_a_change_is_done_when_the_newest_program_came_of_it() -> None:
    """Or the one that is named: as what was changed, or as what it became."""
    parent, child, other = new_user(), new_user(), new_user()
    request = {"program_id": parent, "change_request": "No Mondays"}
    revised = job(request, kind=JobKind.REVISE, program_id=child)
    newer = job(program_id=other)
    assert change_done("no mondays", None, [revised, newer]) == revised
    assert change_done("no mondays", None, [newer, revised]) is None
    assert change_done("no mondays", parent, [newer, revised]) == revised
    assert change_done("no mondays", child, [newer, revised]) == revised
    assert change_done("no mondays", other, [newer, revised]) is None
    assert change_done("no fridays", None, [revised]) is None
