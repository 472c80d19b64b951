"""Frames of a server that is newer than the client."""

import json

import pytest

from schemas.errors import ErrorCode
from schemas.job import Speak, Stage
from schemas.model import JsonObject
from schemas.server_frames import Error, JobCompleted, JobEvent, JobProgressed, JobsListed
from tests.support.example_frames import JOB, SNAPSHOT, USER, event
from voice_client.errors import ProtocolViolation
from voice_client.reading import read_frame

PROGRESSED = event(
    "job.progressed",
    7,
    "in_progress",
    40,
    stage="dreaming",
    message="On it.",
    weeks_done=4,
    weeks_total=12,
    speak="whisper",
)


def test_unknown_words_are_read_as_the_tamest_known_ones() -> None:
    """What the frame says beside them is kept."""
    frame = read_frame(json.dumps(PROGRESSED))
    assert isinstance(frame, JobProgressed)
    assert (frame.stage, frame.speak, frame.message) == (Stage.WRITING, Speak.SILENT, "On it.")


def test_an_unknown_error_code_keeps_what_can_be_done_about_it() -> None:
    """Whether, and when, to try again."""
    fields = {"type": "error", "id": "r", "code": "too_sunny", "message": "m", "retryable": True, "retry_after_s": 3}
    frame = read_frame(json.dumps(fields).encode())
    assert isinstance(frame, Error)
    assert (frame.code, frame.retryable, frame.retry_after_s) == (ErrorCode.INTERNAL, True, 3)


def test_unknown_words_in_many_places_are_all_read() -> None:
    """More than are named at a time."""
    jobs = [{**SNAPSHOT, "stage": "dreaming", "kind": "assess"} for _ in range(30)]
    frame = read_frame(json.dumps({"type": "jobs.listed", "id": "l", "jobs": jobs}))
    assert isinstance(frame, JobsListed)
    assert {job.stage for job in frame.jobs} == {Stage.WRITING}


@pytest.mark.parametrize(
    "fields",
    [
        {**PROGRESSED, "type": "job.paused"},
        {**PROGRESSED, "weeks_done": "four"},
        event("job.week_ready", 7, "in_progress", 40, week={"is": "new"}, weeks_done=1, weeks_total=2),
    ],
)
def test_a_numbered_frame_that_cannot_be_read_keeps_its_number(fields: JsonObject) -> None:
    """So that the log goes on behind it."""
    frame = read_frame(json.dumps(fields))
    assert type(frame) is JobEvent
    assert (frame.type, frame.job_id, frame.user_id, frame.seq) == (fields["type"], JOB, USER, 7)


def test_a_known_frame_is_read_as_it_is() -> None:
    """Free words beside the listed ones are not touched."""
    failed = event("job.failed", 9, "failed", 40, error={"code": "unsafe", "message": "m", "say": "s"})
    frame = read_frame(json.dumps(failed))
    assert frame is not None
    assert frame.error.code == "unsafe"  # type: ignore[union-attr]  # of a failed job
    assert not isinstance(frame, JobCompleted)


def test_an_unknown_frame_without_a_number_is_passed_over() -> None:
    """There is nothing in it for this client."""
    assert read_frame('{"type":"weather","sunny":true}') is None


@pytest.mark.parametrize(
    "message",
    [
        "nonsense",
        "[]",
        b"\xff",
        '{"type":"welcome"}',
        '{"type":"error","id":"r","code":7,"message":"m","retryable":true}',
        '{"type":"job.accepted","id":"r","job_id":"x","status":"pending","seq":1,"duplicate":false}',
    ],
)
def test_what_may_not_be_passed_over_is_a_violation(message: str | bytes) -> None:
    """Somebody waits for it."""
    with pytest.raises(ProtocolViolation):
        read_frame(message)
