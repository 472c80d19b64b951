"""What a client's session asks by itself, and what becomes of it when the server says no."""

import json
from uuid import UUID

import pytest

from schemas.client_frames import JobGet, JobSubscribe, JobsWatch
from schemas.errors import ErrorCode
from schemas.server_frames import Error, JobSubscribed, ServerFrame
from tests.support.example_frames import JOB, SNAPSHOT, USER, event
from tests.support.session_frames import (
    OTHER,
    asks,
    ended_state,
    final,
    following,
    job_accepted,
    job_submit,
    job_subscribed,
    jobs_watched,
    progress,
    receive,
    seqs,
    server_frame,
    welcome,
)
from voice_client.effects import Ask, AskLater, Delivered, Lost, LostWatch
from voice_client.own_requests import ASK_AGAIN_S, AT_ONCE, GAP_S
from voice_client.reading import read_frame
from voice_client.session import RESUMED_AT_ONCE, ClientSession, Feed

CATCH_UP = JobSubscribe(id=f"catch-up-0-{JOB}", job_id=JOB, after=1)


def _refusal(request_id: str | None, code: ErrorCode, *, retryable: bool, retry_after_s: float | None = None) -> Error:
    return Error(id=request_id, code=code, message="no", retryable=retryable, retry_after_s=retry_after_s)


@pytest.mark.parametrize(
    ("code", "retryable", "retry_after_s", "wait_s"),
    [
        (ErrorCode.RATE_LIMITED, True, 0.25, 0.25),
        (ErrorCode.INTERNAL, True, 5.0, 5.0),
        (ErrorCode.DRAINING, True, None, ASK_AGAIN_S),
        (ErrorCode.TOO_MANY_SUBSCRIPTIONS, False, None, ASK_AGAIN_S),
    ],
)
def test_a_catch_up_that_is_refused_for_now_is_asked_again(
    code: ErrorCode, retryable: bool, retry_after_s: float | None, wait_s: float
) -> None:
    """When the server says, or soon; and what it brings then is handed over to the end."""
    session = following(1)
    receive(session, progress(3))
    (later,) = receive(session, _refusal(CATCH_UP.id, code, retryable=retryable, retry_after_s=retry_after_s))
    assert later == AskLater(CATCH_UP, wait_s + GAP_S)
    assert session.wants(CATCH_UP)
    caught_up = job_subscribed(1, 4, id=CATCH_UP.id)
    assert seqs(receive(session, caught_up, *map(progress, (2, 3)), final(4))) == [2, 3, 4]
    assert not session.wants(CATCH_UP)


def test_a_catch_up_that_is_refused_for_good_loses_the_job() -> None:
    """It is not asked for ever."""
    session = following(1)
    receive(session, progress(3))
    (lost,) = receive(session, _refusal(CATCH_UP.id, ErrorCode.FORBIDDEN, retryable=False))
    assert isinstance(lost, Lost)
    assert session.feeds == {}


def test_what_waits_to_be_asked_ends_with_its_connection() -> None:
    """The next one resumes."""
    session = following(1)
    receive(session, progress(3), _refusal(CATCH_UP.id, ErrorCode.INTERNAL, retryable=True))
    session.hello("h")
    assert not session.wants(CATCH_UP)


def test_a_job_that_had_no_room_in_the_resumption_is_asked_for_later() -> None:
    """The server names it, without an id."""
    session = following(1)
    refusal = {"type": "error", "code": "too_many_subscriptions", "message": "", "retryable": False}
    effects = receive(session, server_frame({**refusal, "details": {"job_id": JOB}}))
    assert effects == [AskLater(CATCH_UP, ASK_AGAIN_S + GAP_S)]


def test_a_watch_that_is_refused_after_a_cut_is_asked_again_or_told() -> None:
    """As the refusal is."""
    session = ClientSession()
    session.watched[USER] = "w"
    (watch,) = session.again()
    (later,) = receive(session, _refusal("w", ErrorCode.RATE_LIMITED, retryable=True, retry_after_s=1))
    assert later == AskLater(watch, 1 + GAP_S)
    (lost,) = receive(session, _refusal("w", ErrorCode.FORBIDDEN, retryable=False))
    assert isinstance(lost, LostWatch)
    assert session.watched == {}


def test_a_watch_that_is_answered_after_its_watcher_left_begins_nothing() -> None:
    """Nor is it asked again."""
    session = ClientSession()
    session.watched[USER] = "w"
    (watch,) = session.again()
    session.unwatched(USER)
    assert not session.wants(watch)
    assert receive(session, jobs_watched("w", SNAPSHOT)) == []
    assert session.feeds == {}


def test_more_jobs_than_a_greeting_holds_are_subscribed_behind_it() -> None:
    """Each once, and no more together than a server takes."""
    session = ClientSession()
    jobs = [str(UUID(int=number)) for number in range(RESUMED_AT_ONCE + AT_ONCE + 2)]
    session.feeds = {job_id: Feed(3) for job_id in jobs}
    hello = session.hello("h")
    assert [point.job_id for point in hello.resume or ()] == jobs[:RESUMED_AT_ONCE]
    effects = receive(session, welcome())
    assert [request.job_id for request in asks(effects) if isinstance(request, JobSubscribe)] == jobs[RESUMED_AT_ONCE:]
    assert all(isinstance(effect, Ask) for effect in effects[:AT_ONCE])
    assert [effect.delay_s for effect in effects if isinstance(effect, AskLater)] == [GAP_S, 2 * GAP_S]


def test_the_largest_greeting_is_smaller_than_the_largest_frame() -> None:
    """Also with the longest token and the highest numbers."""
    session = ClientSession()
    session.feeds = {str(UUID(int=number)): Feed(2**53 - 1) for number in range(2 * RESUMED_AT_ONCE)}
    hello = session.hello("h" * 64).model_copy(update={"token": "t" * 4096})
    assert len(hello.model_dump_json()) < 64 * 1024


def test_what_came_and_went_during_a_cut_is_caught_up_for_a_watch() -> None:
    """What had ended before the watch began is not."""
    session = ClientSession()
    session.watched[USER] = "w"
    session.asked(JobsWatch(id="w", user_id=USER))
    before = ended_state(4, job_id=OTHER)
    receive(session, jobs_watched("w", before))
    session.hello("h")
    receive(session, welcome())
    session.again()
    effects = receive(session, jobs_watched("w", before, ended_state(2)))
    assert asks(effects) == [JobSubscribe(id=f"catch-up-1-{JOB}", job_id=JOB, after=0)]
    caught_up = job_subscribed(0, 2, id=f"catch-up-1-{JOB}")
    assert seqs(receive(session, caught_up, progress(1), final(2))) == [1, 2]


def test_a_state_of_a_watched_users_unknown_job_is_handed_over() -> None:
    """The watch read too slowly, and the server began the job anew."""
    session = ClientSession()
    session.watched[USER] = "w"
    whole = job_subscribed(0, 900, recovered=False, snapshot={**SNAPSHOT, "seq": 900, "weeks": []})
    (delivered,) = receive(session, whole)
    assert isinstance(delivered, Delivered)
    assert delivered.user_id == USER
    assert seqs(receive(session, progress(901))) == [901]


def test_a_second_watcher_gets_what_runs_from_its_first_frame_on() -> None:
    """Those who have it drop it by their places."""
    session = following(5)
    session.watched[USER] = "w"
    session.asked(JobsWatch(id="second", user_id=USER))
    assert asks(receive(session, jobs_watched("second", SNAPSHOT))) == [CATCH_UP.model_copy(update={"after": 0})]
    assert session.hello("h").resume[0].after == 0  # type: ignore[index]  # it is not None


def test_a_duplicate_of_a_followed_job_begins_at_its_first_frame_even_across_a_cut() -> None:
    """Its handle has none yet."""
    session = following(5)
    session.asked(job_submit())
    effects = receive(session, job_accepted("s", duplicate=True, seq=5))
    assert asks(effects) == [CATCH_UP.model_copy(update={"after": 0})]
    assert session.hello("h").resume[0].after == 0  # type: ignore[index]  # it is not None


def test_a_follower_ahead_of_another_takes_nothing_from_it() -> None:
    """The server goes on behind what the last one named; what the first one lacks is asked for."""
    session = following(2)
    session.asked(JobSubscribe(id="f", job_id=JOB, after=8))
    effects = receive(session, job_subscribed(8, 8, id="f"))
    assert asks(effects) == [CATCH_UP.model_copy(update={"after": 2})]


def test_a_catch_up_that_is_answered_behind_a_lower_follower_leaves_no_hole() -> None:
    """It is asked again, from where the lower one stands."""
    session = following(4)
    receive(session, progress(6))
    session.asked(JobSubscribe(id="f", job_id=JOB, after=0))
    late = job_subscribed(4, 6, id=CATCH_UP.id)
    effects = receive(session, job_subscribed(0, 6, id="f"), *map(progress, (1, 2, 3)), late)
    assert seqs(effects) == [1, 2, 3]
    assert asks(effects) == [CATCH_UP.model_copy(update={"after": 3})]


def _look(seq: int, *, is_final: bool) -> ServerFrame:
    snapshot = ended_state(seq) if is_final else {**SNAPSHOT, "seq": seq}
    return server_frame({"type": "job.snapshot", "id": f"look-0-{JOB}", "snapshot": snapshot})


def test_a_job_that_ended_where_its_follower_stands_is_told_as_its_state() -> None:
    """No frame would ever say so."""
    session = ClientSession()
    session.asked(JobSubscribe(id="f", job_id=JOB, after=9))
    effects = receive(session, job_subscribed(9, 9, id="f"))
    assert asks(effects) == [JobGet(id=f"look-0-{JOB}", job_id=JOB)]
    (end,) = receive(session, _look(9, is_final=True))
    assert isinstance(end, Delivered)
    assert isinstance(end.frame, JobSubscribed)
    assert end.is_last
    assert session.feeds == {}


def test_a_job_that_runs_where_its_follower_stands_goes_on() -> None:
    """Whether the look or the next frame comes first."""
    for seq, is_final in ((9, False), (10, True)):
        session = ClientSession()
        session.asked(JobSubscribe(id="f", job_id=JOB, after=9))
        receive(session, job_subscribed(9, 9, id="f"))
        assert seqs(receive(session, _look(seq, is_final=is_final), progress(10))) == [10]


def test_a_look_that_a_cut_swallowed_is_taken_again() -> None:
    """The resumption stands where the follower did."""
    session = ClientSession()
    session.asked(JobSubscribe(id="f", job_id=JOB, after=9))
    receive(session, job_subscribed(9, 9, id="f"))
    session.hello("h")
    assert asks(receive(session, welcome(job_subscribed(9, 9)))) == [JobGet(id=f"look-1-{JOB}", job_id=JOB)]


def test_unfollowing_leaves_a_watched_job_where_it_is() -> None:
    """Nothing is read again."""
    session = following(2)
    session.watched[USER] = "w"
    receive(session, progress(3))
    session.unfollowed(JOB)
    effects = receive(session, progress(4))
    assert seqs(effects) == [4]
    assert asks(effects) == []


def test_unwatching_forgets_what_only_the_watch_had() -> None:
    """What is followed by its own name goes on."""
    session = ClientSession()
    session.watched[USER] = "w"
    session.asked(job_submit())
    receive(session, job_accepted("s", job_id=OTHER), progress(1))
    receive(session, progress(1).model_copy(update={"job_id": OTHER}))
    assert session.unwatched(USER) == [JOB]
    assert list(session.feeds) == [OTHER]
    session.unfollowed(OTHER)
    assert session.feeds == {}


def test_an_end_that_cannot_be_read_is_told_as_the_state() -> None:
    """A newer server ends jobs in words that this client does not know."""
    session = following(8)
    unreadable = read_frame(json.dumps(event("job.expired", 9, "cancelled", 40)))
    assert unreadable is not None
    passed, *look = receive(session, unreadable)
    assert isinstance(passed, Delivered)
    assert not passed.is_last
    assert asks(look) == [JobGet(id=f"look-0-{JOB}", job_id=JOB)]
    (end,) = receive(session, _look(9, is_final=True))
    assert isinstance(end, Delivered)
    assert end.is_last
