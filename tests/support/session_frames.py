"""Frames for a client's session, and what it makes of them."""

import json
from collections.abc import Sequence
from typing import Any

from schemas.client_frames import ClientFrame, JobSubmit
from schemas.codec import decode_server_frame
from schemas.job import JobKind
from schemas.model import JsonObject
from schemas.server_frames import JobEvent, ServerFrame
from tests.support.example_frames import AT, JOB, SNAPSHOT, USER, event
from voice_client.effects import Ask, AskLater, Delivered, Effect
from voice_client.session import ClientSession, Feed

OTHER = "00000000-0000-4000-8000-000000000077"
"""Another job of the same user."""


def server_frame(fields: JsonObject) -> ServerFrame:
    frame = decode_server_frame(json.dumps(fields))
    assert frame is not None
    return frame


def progress(seq: int) -> ServerFrame:
    return server_frame(event("job.started", seq, "in_progress", 0, provider="rules"))


def final(seq: int) -> ServerFrame:
    return server_frame(event("job.cancelled", seq, "cancelled", 0))


def seqs(effects: Sequence[Effect]) -> list[int]:
    return [each.frame.seq for each in effects if isinstance(each, Delivered) and isinstance(each.frame, JobEvent)]


def receive(session: ClientSession, *frames: ServerFrame | JobEvent) -> list[Effect]:
    return [effect for frame in frames for effect in session.received(frame)]


def job_accepted(request_id: str, **changes: Any) -> ServerFrame:
    reply = {"type": "job.accepted", "id": request_id, "job_id": JOB, "status": "pending", "seq": 1, "duplicate": False}
    return server_frame({**reply, **changes})


def job_subscribed(after: int, seq: int, **changes: Any) -> ServerFrame:
    reply = {"type": "job.subscribed", "job_id": JOB, "after": after, "seq": seq, "recovered": True}
    return server_frame({**reply, **changes})


def welcome(*resumed: ServerFrame) -> ServerFrame:
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
    return server_frame(welcome)


def job_submit(request_id: str = "s") -> JobSubmit:
    return JobSubmit(id=request_id, kind=JobKind.GENERATE, request={}, idempotency_key="k")


def following(seq: int = 0) -> ClientSession:
    session = ClientSession()
    session.feeds[JOB] = Feed(seq)
    return session


def asks(effects: Sequence[Effect]) -> list[ClientFrame]:
    """What is asked, at once or later."""
    return [each.request for each in effects if isinstance(each, Ask | AskLater)]


def jobs_watched(request_id: str, *jobs: JsonObject) -> ServerFrame:
    return server_frame({"type": "jobs.watched", "id": request_id, "user_id": USER, "jobs": list(jobs)})


def ended_state(seq: int, **changes: Any) -> JsonObject:
    return {**SNAPSHOT, "seq": seq, "status": "cancelled", "completed_at": AT, **changes}
