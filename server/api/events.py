"""A job's log as server-sent events: ``id`` is ``seq``, ``Last-Event-ID`` resumes, the final frame ends it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic_core import from_json

from schemas.codec import encode
from schemas.server_frames import FINAL_TYPES, JobSubscribed
from server.access.identity import Identity
from server.access.ownership import scope_of
from server.api.problems import documented
from server.api.rooms import Caller, Here, Rooms, stream_place, uuid_or_not_found
from server.jobs.refusal import not_found
from server.push.log_source import Point
from server.push.outbox import Outgoing
from server.push.reader import Reader

router = APIRouter(prefix="/api/programs", tags=["jobs"])

KEEPALIVE_S = 15.0
"""Proxies cut streams that are silent for longer than a minute or so; the WHATWG advises a comment each 15 s."""

EVENT_STREAM = {"content": {"text/event-stream": {"schema": {"type": "string"}}}}


@router.get(
    "/status/{job_id}/events",
    response_class=StreamingResponse,
    dependencies=[Depends(stream_place)],
    responses={
        200: {**EVENT_STREAM, "description": "The job's frames"},
        204: {"description": "The job has ended, and all its frames were had"},
        **documented(401, 403, 404, 422, 429, 503),
    },
)
async def events(
    here: Here, caller: Caller, job_id: str, last_event_id: Annotated[str | None, Header()] = None
) -> Response:
    """The frames of a job above `Last-Event-ID`, or all of them, as they come."""
    known = uuid_or_not_found("job", job_id)
    after = int(last_event_id) if last_event_id and last_event_id.isdecimal() and len(last_event_id) < 16 else 0  # noqa: PLR2004 - 2^53 has 16 digits
    reader = here.new_reader()
    begun: list[JobSubscribed] = []
    await reader.subscribe([Point(known, after)], scope_of(caller), begun.extend)
    if not begun:
        await reader.close()
        raise not_found("job", job_id)
    if begun[0].recovered and begun[0].seq == after and not reader.subscriptions:
        await reader.close()
        return Response(status_code=204)
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(here, caller, reader, begun[0]), media_type="text/event-stream", headers=headers)


async def _stream(here: Rooms, caller: Identity, reader: Reader, begun: JobSubscribed) -> AsyncIterator[bytes]:
    here.streams.add(reader)
    visit = here.doorkeeper.visits.enter(caller, lambda _: reader.close_soon())
    try:
        if not begun.recovered:
            yield format_sse_event(data_str=encode(begun), event=begun.type, id=str(begun.seq))
        is_over = not reader.subscriptions
        while not is_over:
            following = await _frame_or_none(reader)
            if following is None:
                if reader.is_closing:  # at a drain, or because the caller may stay no longer
                    return
                yield format_sse_event(comment="still here")
                continue
            frame = from_json(following.json)
            yield format_sse_event(data_str=following.json.decode(), event=frame["type"], id=str(frame["seq"]))
            is_over = frame["type"] in FINAL_TYPES or bool(_ends(frame))
    finally:
        here.doorkeeper.visits.leave(visit)
        here.streams.discard(reader)
        await reader.close()


async def _frame_or_none(reader: Reader) -> Outgoing | None:
    """The next frame; None after a silence, or when the reader is closed."""
    try:
        async with asyncio.timeout(KEEPALIVE_S):
            return await reader.frame()
    except TimeoutError:
        return None


def _ends(frame: dict[str, object]) -> bool:
    """A restart of the subscription with the state of a job that has ended."""
    snapshot = frame.get("snapshot")
    return isinstance(snapshot, dict) and snapshot.get("completed_at") is not None
