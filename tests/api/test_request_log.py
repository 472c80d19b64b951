"""What the log tells of requests, and how a client finds its own there."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi.responses import StreamingResponse
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from server.app import create_app
from tests.support.live_server import LiveServer
from tests.support.parts import settings_for
from tests.support.rest import submitted
from tests.support.samples import new_user


async def test_what_changes_something_and_what_fails_is_told(http: httpx.AsyncClient) -> None:
    """At info; what only reads at debug. By routes, not by addresses: anything may stand in those."""
    with capture_logs() as logs:
        job_id = await submitted(http)
        await http.get(f"/api/programs/status/{job_id}")
        await http.get(f"/api/programs/status/{new_user()}")
        await http.get("/somewhere/private")
    ended = [log for log in logs if log["event"] == "request_ended"]
    assert [(log["log_level"], log["method"], log["route"], log["status"]) for log in ended] == [
        ("info", "POST", "/api/programs/generate", 202),
        ("debug", "GET", "/api/programs/status/{job_id}", 200),
        ("info", "GET", "/api/programs/status/{job_id}", 404),
        ("info", "GET", None, 404),
    ]
    assert all(log["seconds"] >= 0 for log in ended)


@pytest.mark.parametrize(("given", "is_taken"), [("from-the-proxy-1", True), ("a b", False), (None, False)])
async def test_a_request_has_an_id(http: httpx.AsyncClient, given: str | None, is_taken: bool) -> None:
    """The one that came with it, if it may stand in a log; it is in the answer, and in the problem document."""
    answer = await http.get("/nowhere", headers={} if given is None else {"X-Request-ID": given})
    request_id = answer.headers["x-request-id"]
    assert (request_id == given) is is_taken
    assert answer.json()["request_id"] == request_id
    assert len(request_id) >= 16


async def test_requests_without_an_id_have_different_ones(http: httpx.AsyncClient) -> None:
    """Also when they share a connection."""
    ids = {(await http.get("/api/health")).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


async def _crash_at_once() -> None:
    raise RuntimeError("of the test")


async def _crash_midway() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"begun"
        raise RuntimeError("of the test")

    return StreamingResponse(parts())


async def test_a_crash_is_told_once_and_answered(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With the id by which the client can ask about it; and without what happened."""
    app = create_app(settings_for(tmp_path))
    app.add_api_route("/crash", _crash_at_once, methods=["GET"])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as http:
        answer = await http.get("/crash")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "of the test" not in answer.text
    (line,) = (record for record in caplog.records if record.levelname == "ERROR")
    assert "request_crashed" in line.message
    assert "RuntimeError: of the test" in line.message


async def test_a_crash_within_an_answer_cuts_it(server: LiveServer, http: httpx.AsyncClient) -> None:
    """The client sees that the end is missing; it is told once here too."""
    server.uvicorn.config.app.app.add_api_route("/crash", _crash_midway, methods=["GET"])  # type: ignore[union-attr]  # it is behind the door
    with capture_logs() as logs, pytest.raises(httpx.RemoteProtocolError):
        await http.get("/crash")
    assert [log["event"] for log in logs] == ["request_crashed", "request_ended"]


async def test_a_job_is_traced_to_its_request(http: httpx.AsyncClient) -> None:
    """One line has both ids: from then on its lines are the job's own, whoever asked for it."""
    with capture_logs(processors=[merge_contextvars]) as logs:
        job_id = await submitted(http)
    (line,) = (log for log in logs if log["event"] == "job_submitted")
    assert (line["job_id"], line["kind"], line["is_duplicate"]) == (job_id, "generate", False)
