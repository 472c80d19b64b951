"""The checker itself: it finds what is broken, and nothing where nothing is."""

import json

from schemas.model import JsonObject
from tests.support.example_frames import JOB, event
from tests.support.history import History


def _frame(seq: int, type_: str = "job.started") -> JsonObject:
    return event(type_, seq, "in_progress", 0)


LOG = [_frame(1), _frame(2), _frame(3, "job.cancelled")]
LOGS = {JOB: [json.dumps(frame) for frame in LOG]}


def _history(*frames: JsonObject) -> History:
    history = History()
    for frame in frames:
        history.saw(frame)
    return history


def test_an_exact_history_is_whole() -> None:
    """Doubles of what was had are allowed: the client drops them."""
    history = _history(LOG[0], LOG[0], LOG[1], LOG[0], LOG[2])
    assert history.verify(LOGS) == []
    assert history.doubles == 2
    assert history.resume == []


def test_a_state_stands_for_the_frames_up_to_it() -> None:
    """And for none behind it."""
    state = {"type": "job.subscribed", "job_id": JOB, "after": 0, "seq": 2, "recovered": False}
    assert _history(state, LOG[2]).verify(LOGS) == []


def test_everything_that_breaks_the_promise_is_found() -> None:
    """A gap, a lost end, a frame behind the end, a changed frame, a recovery from elsewhere."""
    recovered = {"type": "job.subscribed", "job_id": JOB, "after": 1, "seq": 3, "recovered": True}
    assert "came after 1" in _history(LOG[0], LOG[2]).verify(LOGS)[0]
    assert "never came" in _history(LOG[0], LOG[1]).verify(LOGS)[0]
    assert "behind the final" in _history(*LOG, _frame(4)).verify(LOGS)[0]
    assert "not as it is" in _history(LOG[0], {**LOG[1], "progress": 7}, LOG[2]).verify(LOGS)[0]
    assert "not from 2" in _history(LOG[0], LOG[1], recovered, LOG[2]).verify(LOGS)[0]
    assert _history().verify(LOGS)
