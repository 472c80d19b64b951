"""A job's log as server-sent events."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator

import httpx
import pytest
from sqlalchemy import delete

from schemas.model import JsonObject
from server.api import events
from server.jobs.log import EVENTS
from tests.support.asyncapi_schema import check_server_frame
from tests.support.live_server import LiveServer
from tests.support.parts import log_of
from tests.support.rest import polled_to_the_end, submitted
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until


async def _events(answer: httpx.Response) -> AsyncGenerator[JsonObject, None]:
    """The events of a stream: ``id`` and ``event`` as they are, ``data`` read, comments as ``comment``."""
    event: JsonObject = {}
    async for line in answer.aiter_lines():
        if not line and event:
            if "data" in event:
                event["data"] = json.loads(event["data"])
                check_server_frame(event["data"])
            yield event
            event = {}
        elif line:
            name, _, value = line.partition(":")
            event[name or "comment"] = value.strip()


async def _all(http: httpx.AsyncClient, job_id: str, **headers: str) -> list[JsonObject]:
    async with http.stream("GET", f"/api/programs/status/{job_id}/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        return [event async for event in _events(answer)]


async def test_the_stream_is_the_log_and_ends_with_it(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """``id`` is ``seq``, ``event`` is the type, ``data`` is the frame as on the socket."""
    job_id = await submitted(http)
    streaming = asyncio.create_task(_all(http, job_id))
    await wait_until(lambda: len(server.parts.rooms.streams) == 1, "the stream is open")
    generator.release()
    found = await streaming
    log = [event.model_dump(mode="json") for event in await log_of(server.parts, job_id)]
    assert [event["data"] for event in found] == log
    assert [event["id"] for event in found] == [str(frame["seq"]) for frame in log]
    assert [event["event"] for event in found] == [frame["type"] for frame in log]
    assert not server.parts.rooms.streams


async def test_last_event_id_resumes(http: httpx.AsyncClient, generator: ScriptedGenerator) -> None:
    """Not one event that was had."""
    generator.release()
    job_id = await submitted(http)
    last = (await polled_to_the_end(http, job_id))["seq"]
    found = await _all(http, job_id, **{"Last-Event-ID": "5"})
    assert [int(event["id"]) for event in found] == list(range(6, last + 1))


async def test_who_has_all_of_it_is_told_not_to_come_again(
    http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """204 ends the reconnecting of an EventSource [HTML standard, 9.2]."""
    generator.release()
    job_id = await submitted(http)
    last = (await polled_to_the_end(http, job_id))["seq"]
    answer = await http.get(f"/api/programs/status/{job_id}/events", headers={"Last-Event-ID": str(last)})
    assert answer.status_code == 204


@pytest.mark.parametrize("last_event_id", ["", "x", "-1", "1.5", "9" * 40, "1e3"])
async def test_a_last_event_id_that_is_none_begins_at_the_beginning(
    http: httpx.AsyncClient, generator: ScriptedGenerator, last_event_id: str
) -> None:
    """A stream never fails for what a browser remembered."""
    generator.release()
    job_id = await submitted(http)
    await polled_to_the_end(http, job_id)
    assert (await _all(http, job_id, **{"Last-Event-ID": last_event_id}))[0]["id"] == "1"


async def test_what_cannot_be_replayed_is_told_as_state(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """A pruned log begins with the whole state, under the number at which it was taken."""
    generator.release()
    job_id = await submitted(http)
    last = (await polled_to_the_end(http, job_id))["seq"]
    pruned = delete(EVENTS).where(EVENTS.c.job_id == job_id, EVENTS.c.seq < 9)
    await server.parts.database.write(lambda tx: tx.connection.execute(pruned))
    (event,) = await _all(http, job_id, **{"Last-Event-ID": "3"})
    assert (event["event"], event["id"]) == ("job.subscribed", str(last))
    assert event["data"]["snapshot"]["status"] == "completed"


async def test_a_silent_stream_is_kept_alive(
    http: httpx.AsyncClient, generator: ScriptedGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With comments, which an EventSource passes over."""
    monkeypatch.setattr(events, "KEEPALIVE_S", 0.02)
    job_id = await submitted(http)
    async with http.stream("GET", f"/api/programs/status/{job_id}/events") as answer:
        async with contextlib.aclosing(_events(answer)) as stream:
            async for event in stream:
                if "comment" in event:
                    break
    generator.release()


async def test_a_client_that_goes_leaves_nothing_behind(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """No reader waits for nobody."""
    job_id = await submitted(http)
    async with http.stream("GET", f"/api/programs/status/{job_id}/events") as answer:
        async for _ in answer.aiter_lines():
            break
        assert len(server.parts.rooms.streams) == 1
    await wait_until(lambda: not server.parts.rooms.streams, "the reader is gone")
    assert list(server.parts.hub.listeners()) == []
    generator.release()


async def test_a_drain_ends_streams_that_go_on_elsewhere(
    server: LiveServer, http: httpx.AsyncClient, generator: ScriptedGenerator
) -> None:
    """The job is handed over, and its frames so far are all there."""
    job_id = await submitted(http)
    streaming = asyncio.create_task(_all(http, job_id))
    await wait_until(lambda: generator.holding == 1 and len(server.parts.rooms.streams) == 1, "it streams")
    await server.parts.drain()
    found = await streaming
    assert found[-1]["event"] == "job.retried"
    assert [int(event["id"]) for event in found] == list(range(1, len(found) + 1))
