"""What a client knows of its jobs: each frame once and in order, whatever the connection does."""

from uuid import UUID

from schemas.client_frames import JobGet, JobSubscribe, JobsWatch, Ping
from schemas.errors import ErrorCode
from schemas.server_frames import Error, JobSubscribed
from tests.support.example_frames import AT, JOB, SNAPSHOT, USER, event
from tests.support.session_frames import (
    OTHER,
    asks,
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
from voice_client import session as client_session
from voice_client.effects import Answered, Ask, Delivered, Lost
from voice_client.session import ClientSession, Feed


def test_a_submitted_job_is_followed_from_its_first_frame() -> None:
    """The answer is handed to who asked, the frames to who follows."""
    session = ClientSession()
    session.asked(job_submit())
    (answered,) = session.received(job_accepted("s"))
    assert isinstance(answered, Answered)
    assert seqs(receive(session, progress(1), progress(2))) == [1, 2]
    assert session.pending == {}


def test_what_came_before_a_duplicate_is_asked_for() -> None:
    """The job is older than the request, so its log is read from the beginning."""
    session = ClientSession()
    session.asked(job_submit())
    effects = session.received(job_accepted("s", duplicate=True, seq=7))
    assert [effect.request for effect in effects if isinstance(effect, Ask)] == [
        JobSubscribe(id=f"catch-up-0-{JOB}", job_id=JOB, after=0)
    ]
    assert seqs(receive(session, progress(7))) == []
    caught_up = job_subscribed(0, 7, id=f"catch-up-0-{JOB}")
    assert seqs(receive(session, caught_up, *(progress(seq) for seq in range(1, 9)))) == list(range(1, 9))


def test_doubles_are_dropped_and_a_hole_is_asked_for_once() -> None:
    """Until it is answered nothing behind the hole is handed over."""
    session = following(3)
    effects = receive(session, progress(2), progress(3), progress(4), progress(4), progress(7), progress(8))
    assert seqs(effects) == [4]
    asked = asks(effects)
    assert asked == [JobSubscribe(id=f"catch-up-0-{JOB}", job_id=JOB, after=4)]
    caught_up = job_subscribed(4, 8, id=f"catch-up-0-{JOB}")
    assert seqs(receive(session, caught_up, *(progress(seq) for seq in (5, 6, 7, 8)))) == [5, 6, 7, 8]
    (ask,) = receive(session, progress(10))
    assert isinstance(ask, Ask)


def test_the_state_as_a_whole_is_handed_over_in_the_place_of_frames() -> None:
    """What comes behind it follows as frames."""
    session = following(3)
    whole = job_subscribed(3, 900, recovered=False, snapshot={**SNAPSHOT, "seq": 900, "weeks": []})
    (delivered,) = session.received(whole)
    assert isinstance(delivered, Delivered)
    assert isinstance(delivered.frame, JobSubscribed)
    assert not delivered.is_last
    assert seqs(receive(session, progress(900), progress(901))) == [901]


def test_a_state_that_has_ended_is_the_last() -> None:
    """Nothing is followed after it."""
    session = following(3)
    ended = {**SNAPSHOT, "seq": 9, "status": "cancelled", "completed_at": AT}
    (delivered,) = session.received(job_subscribed(3, 9, recovered=False, snapshot=ended))
    assert isinstance(delivered, Delivered)
    assert delivered.is_last
    assert session.feeds == {}


def test_a_late_double_of_the_end_starts_nothing_anew() -> None:
    """Also for a watched user."""
    session = following(1)
    session.watched[USER] = "w"
    assert seqs(receive(session, final(2), final(2), progress(1))) == [2]


def test_a_new_connection_resumes_and_says_again_what_had_no_answer() -> None:
    """Every followed job with its cursor; every request, in its order, with its own id and key."""
    session = following(5)
    session.asked(job_submit("first"))
    session.asked(Ping(id="second"))
    session.watched[USER] = "watch"
    hello = session.hello("h")
    assert [(point.job_id, point.after) for point in hello.resume or ()] == [(JOB, 5)]
    assert session.again() == [JobsWatch(id="watch", user_id=USER), job_submit("first"), Ping(id="second")]
    assert seqs(receive(session, welcome(job_subscribed(5, 7)), progress(6), progress(7))) == [6, 7]


def test_a_catch_up_of_the_connection_before_is_forgotten() -> None:
    """Its answer never comes; the resumption takes its place."""
    session = following(1)
    receive(session, progress(3))
    session.hello("h")
    (ask,) = receive(session, progress(4))
    assert isinstance(ask, Ask)


def test_a_refusal_because_of_a_drain_is_no_answer() -> None:
    """The request is said again to the next server."""
    session = ClientSession()
    session.asked(job_submit())
    draining = Error(id="s", code=ErrorCode.DRAINING, message="later", retryable=True)
    assert session.received(draining) == ()
    assert session.again() == [job_submit()]
    refused = Error(id="s", code=ErrorCode.ACTIVE_JOB, message="no", retryable=False)
    assert session.received(refused) == [Answered("s", refused)]
    assert session.again() == []


def test_a_followed_job_that_is_gone_is_told_as_lost() -> None:
    """Whether a resumption or a catch-up finds that out."""
    for request_id, details in ((None, {"job_id": JOB}), (f"catch-up-0-{JOB}", None)):
        session = following(1)
        if request_id:
            receive(session, progress(5))
        gone = {"type": "error", "code": "not_found", "message": "gone", "retryable": False}
        gone |= {"id": request_id} if request_id else {"details": details}
        (lost,) = session.received(server_frame(gone))
        assert isinstance(lost, Lost)
        assert lost.job_id == JOB
        assert session.feeds == {}


def test_a_watch_takes_up_what_runs_from_its_beginning_and_what_comes() -> None:
    """What has ended is told by the answer alone."""
    session = ClientSession()
    session.watched[USER] = "w"
    session.asked(JobsWatch(id="w", user_id=USER))
    ended = {**SNAPSHOT, "job_id": USER, "status": "cancelled", "completed_at": AT}
    effects = receive(session, jobs_watched("w", SNAPSHOT, ended))
    asked = asks(effects)
    assert asked == [JobSubscribe(id=f"catch-up-0-{JOB}", job_id=JOB, after=0)]
    assert any(isinstance(effect, Answered) for effect in effects)
    new = server_frame({**event("job.created", 1, "pending", 0, kind="generate", request={}), "job_id": OTHER})
    assert seqs(receive(session, new)) == [1]


def test_frames_of_jobs_that_nobody_follows_are_passed_over() -> None:
    """As those that were on their way when it was unfollowed."""
    assert receive(ClientSession(), progress(1)) == []


def test_an_answer_that_nobody_waits_for_is_passed_over() -> None:
    """Its asker gave up."""
    session = ClientSession()
    session.asked(JobGet(id="g", job_id=JOB))
    session.given_up("g")
    assert receive(session, server_frame({"type": "job.snapshot", "id": "g", "snapshot": SNAPSHOT})) == []


def test_ended_jobs_are_remembered_up_to_a_bound() -> None:
    """Memory does not grow with the jobs that a client ever had."""
    session = ClientSession()
    jobs = [str(UUID(int=number)) for number in range(client_session.MAX_ENDED + 5)]
    end = final(1)
    for job_id in jobs:
        session.feeds[job_id] = Feed(0)
        session.received(end.model_copy(update={"job_id": job_id}))
    assert list(session.ended) == jobs[5:]


def test_an_answer_behind_the_end_begins_nothing_anew() -> None:
    """What a duplicate's client asked for came live before the answer did; it is not had twice."""
    session = ClientSession()
    session.asked(job_submit())
    effects = receive(session, job_accepted(job_submit().id, duplicate=True), progress(1), final(2))
    assert seqs(effects) == [1, 2]
    assert seqs(receive(session, job_subscribed(0, 2, id=f"catch-up-0-{JOB}"), progress(1), final(2))) == []


def test_an_ended_job_can_be_followed_anew() -> None:
    """Its frames come again, for who asked; who had them drops them by his place."""
    session = following(0)
    receive(session, final(1))
    session.asked(JobSubscribe(id="f", job_id=JOB, after=0))
    again = receive(session, job_subscribed(0, 1, id="f"), final(1))
    assert [effect.is_last for effect in again if isinstance(effect, Delivered)] == [True]
