"""What a client knows of its jobs: each frame once and in order, whatever the connection does."""

import json
from typing import Any
from uuid import UUID

from schemas.client_frames import ClientFrame, JobGet, JobSubmit, JobSubscribe, JobsWatch, Ping
from schemas.codec import decode_server_frame
from schemas.errors import ErrorCode
from schemas.job import JobKind
from schemas.model import JsonObject
from schemas.server_frames import Error, JobEvent, JobSubscribed, ServerFrame
from tests.support.example_frames import AT, JOB, SNAPSHOT, USER, event
from voice_client import session as client_session
from voice_client.session import Answered, Ask, ClientSession, Delivered, Effect, Lost


def _frame(fields: JsonObject) -> ServerFrame:
    frame = decode_server_frame(json.dumps(fields))
    assert frame is not None
    return frame


def _progress(seq: int) -> ServerFrame:
    return _frame(event("job.started", seq, "in_progress", 0, provider="rules"))


def _end(seq: int) -> ServerFrame:
    return _frame(event("job.cancelled", seq, "cancelled", 0))


def _seqs(effects: list[Effect]) -> list[int]:
    return [each.frame.seq for each in effects if isinstance(each, Delivered) and isinstance(each.frame, JobEvent)]


def _receive(session: ClientSession, *frames: ServerFrame) -> list[Effect]:
    return [effect for frame in frames for effect in session.received(frame)]


def _accepted(request_id: str, **changes: Any) -> ServerFrame:
    reply = {"type": "job.accepted", "id": request_id, "job_id": JOB, "status": "pending", "seq": 1, "duplicate": False}
    return _frame({**reply, **changes})


def _subscribed(after: int, seq: int, **changes: Any) -> ServerFrame:
    reply = {"type": "job.subscribed", "job_id": JOB, "after": after, "seq": seq, "recovered": True}
    return _frame({**reply, **changes})


def _welcome(*resumed: ServerFrame) -> ServerFrame:
    welcome = {
        "type": "welcome",
        "id": "h",
        "connection_id": "c",
        "server": {"name": "repcast", "version": "1"},
        "time": AT,
        "heartbeat_s": 20,
        "limits": {"max_frame_bytes": 1, "max_subscriptions": 1, "max_active_jobs": 1, "submits_per_minute": 1},
        "resumed": [each.model_dump(mode="json") for each in resumed],
    }
    return _frame(welcome)


def _submit(request_id: str = "s") -> JobSubmit:
    return JobSubmit(id=request_id, kind=JobKind.GENERATE, request={}, idempotency_key="k")


def _following(seq: int = 0) -> ClientSession:
    session = ClientSession()
    session.feeds[JOB] = seq
    return session


def test_a_submitted_job_is_followed_from_its_first_frame() -> None:
    """The answer is handed to who asked, the frames to who follows."""
    session = ClientSession()
    session.asked(_submit())
    (answered,) = session.received(_accepted("s"))
    assert isinstance(answered, Answered)
    assert _seqs(_receive(session, _progress(1), _progress(2))) == [1, 2]
    assert session.pending == {}


def test_what_came_before_a_duplicate_is_asked_for() -> None:
    """The job is older than the request, so its log is read from the beginning."""
    session = ClientSession()
    session.asked(_submit())
    effects = session.received(_accepted("s", duplicate=True, seq=7))
    assert [effect.request for effect in effects if isinstance(effect, Ask)] == [
        JobSubscribe(id="catch-up-1", job_id=JOB, after=0)
    ]
    assert _seqs(_receive(session, _progress(7))) == []
    assert _seqs(_receive(session, _subscribed(0, 7), *(_progress(seq) for seq in range(1, 9)))) == list(range(1, 9))


def test_doubles_are_dropped_and_a_hole_is_asked_for_once() -> None:
    """Until it is answered nothing behind the hole is handed over."""
    session = _following(3)
    effects = _receive(session, _progress(2), _progress(3), _progress(4), _progress(4), _progress(7), _progress(8))
    assert _seqs(effects) == [4]
    asks = [effect.request for effect in effects if isinstance(effect, Ask)]
    assert asks == [JobSubscribe(id="catch-up-1", job_id=JOB, after=4)]
    assert _seqs(_receive(session, _subscribed(4, 8), *(_progress(seq) for seq in (5, 6, 7, 8)))) == [5, 6, 7, 8]
    (ask,) = _receive(session, _progress(10))
    assert isinstance(ask, Ask)


def test_the_state_as_a_whole_is_handed_over_in_the_place_of_frames() -> None:
    """What comes behind it follows as frames."""
    session = _following(3)
    whole = _subscribed(3, 900, recovered=False, snapshot={**SNAPSHOT, "seq": 900, "weeks": []})
    (delivered,) = session.received(whole)
    assert isinstance(delivered, Delivered)
    assert isinstance(delivered.frame, JobSubscribed)
    assert not delivered.is_last
    assert _seqs(_receive(session, _progress(900), _progress(901))) == [901]


def test_a_state_that_has_ended_is_the_last() -> None:
    """Nothing is followed after it."""
    session = _following(3)
    ended = {**SNAPSHOT, "seq": 9, "status": "cancelled", "completed_at": AT}
    (delivered,) = session.received(_subscribed(3, 9, recovered=False, snapshot=ended))
    assert isinstance(delivered, Delivered)
    assert delivered.is_last
    assert session.feeds == {}


def test_a_late_double_of_the_end_starts_nothing_anew() -> None:
    """Also for a watched user."""
    session = _following(1)
    session.watched[USER] = "w"
    assert _seqs(_receive(session, _end(2), _end(2), _progress(1))) == [2]


def test_a_new_connection_resumes_and_says_again_what_had_no_answer() -> None:
    """Every followed job with its cursor; every request, in its order, with its own id and key."""
    session = _following(5)
    session.asked(_submit("first"))
    session.asked(Ping(id="second"))
    session.watched[USER] = "watch"
    hello = session.hello("h")
    assert [(point.job_id, point.after) for point in hello.resume or ()] == [(JOB, 5)]
    assert session.again() == [JobsWatch(id="watch", user_id=USER), _submit("first"), Ping(id="second")]
    assert _seqs(_receive(session, _welcome(_subscribed(5, 7)), _progress(6), _progress(7))) == [6, 7]


def test_a_catch_up_of_the_connection_before_is_forgotten() -> None:
    """Its answer never comes; the resumption takes its place."""
    session = _following(1)
    _receive(session, _progress(3))
    session.hello("h")
    (ask,) = _receive(session, _progress(4))
    assert isinstance(ask, Ask)


def test_a_refusal_because_of_a_drain_is_no_answer() -> None:
    """The request is said again to the next server."""
    session = ClientSession()
    session.asked(_submit())
    draining = Error(id="s", code=ErrorCode.DRAINING, message="later", retryable=True)
    assert session.received(draining) == ()
    assert session.again() == [_submit()]
    refused = Error(id="s", code=ErrorCode.ACTIVE_JOB, message="no", retryable=False)
    assert session.received(refused) == [Answered("s", refused)]
    assert session.again() == []


def test_a_followed_job_that_is_gone_is_told_as_lost() -> None:
    """Whether a resumption or a catch-up finds that out."""
    for request_id, details in ((None, {"job_id": JOB}), ("catch-up-1", None)):
        session = _following(1)
        if request_id:
            _receive(session, _progress(5))
        gone = {"type": "error", "code": "not_found", "message": "gone", "retryable": False}
        gone |= {"id": request_id} if request_id else {"details": details}
        (lost,) = session.received(_frame(gone))
        assert isinstance(lost, Lost)
        assert lost.job_id == JOB
        assert session.feeds == {}


def test_a_watch_takes_up_what_runs_from_its_beginning_and_what_comes() -> None:
    """What has ended is told by the answer alone."""
    session = ClientSession()
    session.watched[USER] = "w"
    session.asked(JobsWatch(id="w", user_id=USER))
    ended = {**SNAPSHOT, "job_id": USER, "status": "cancelled", "completed_at": AT}
    effects = session.received(_frame({"type": "jobs.watched", "id": "w", "user_id": USER, "jobs": [SNAPSHOT, ended]}))
    asks: list[ClientFrame] = [effect.request for effect in effects if isinstance(effect, Ask)]
    assert asks == [JobSubscribe(id="catch-up-1", job_id=JOB, after=0)]
    assert any(isinstance(effect, Answered) for effect in effects)
    new = _frame({**event("job.created", 1, "pending", 0, kind="generate", request={}), "job_id": USER})
    assert _seqs(_receive(session, new)) == [1]


def test_frames_of_jobs_that_nobody_follows_are_passed_over() -> None:
    """As those that were on their way when it was unfollowed."""
    assert _receive(ClientSession(), _progress(1)) == []


def test_an_answer_that_nobody_waits_for_is_passed_over() -> None:
    """Its asker gave up."""
    session = ClientSession()
    session.asked(JobGet(id="g", job_id=JOB))
    session.given_up("g")
    assert session.received(_frame({"type": "job.snapshot", "id": "g", "snapshot": SNAPSHOT})) == ()


def test_ended_jobs_are_remembered_up_to_a_bound() -> None:
    """Memory does not grow with the jobs that a client ever had."""
    session = ClientSession()
    jobs = [str(UUID(int=number)) for number in range(client_session.MAX_ENDED + 5)]
    end = _end(1)
    for job_id in jobs:
        session.feeds[job_id] = 0
        session.received(end.model_copy(update={"job_id": job_id}))
    assert list(session.ended) == jobs[5:]


def test_an_answer_behind_the_end_begins_nothing_anew() -> None:
    """What a duplicate's client asked for came live before the answer did; it is not had twice."""
    session = ClientSession()
    session.asked(_submit())
    effects = _receive(session, _accepted(_submit().id, duplicate=True), _progress(1), _end(2))
    assert _seqs(effects) == [1, 2]
    assert _seqs(_receive(session, _subscribed(0, 2, id="catch-up-1"), _progress(1), _end(2))) == []


def test_an_ended_job_can_be_followed_anew() -> None:
    """Its frames come again, for who asked; who had them is told that they do."""
    session = ClientSession()
    session.feeds[JOB] = 0
    (first,) = _receive(session, _end(1))
    session.asked(JobSubscribe(id="f", job_id=JOB, after=0))
    again = [
        effect for effect in _receive(session, _subscribed(0, 1, id="f"), _end(1)) if isinstance(effect, Delivered)
    ]
    assert isinstance(first, Delivered)
    assert not first.is_again
    assert [effect.is_again for effect in again] == [True]
