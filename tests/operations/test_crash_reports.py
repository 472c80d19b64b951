"""Crash reports, as Sentry gets them from a server that runs."""

import sqlite3
from pathlib import Path

import httpx

from tests.support.collectors import Collectors, collectors
from tests.support.raw_client import raw_client
from tests.support.rest import polled_to_the_end, submitted
from tests.support.samples import program_request
from tests.support.server_process import server_process

SECRET = "rk_0123456789abcdef_" + "canary" * 10
"""Stands in a row that cannot be understood, and so in the message of the crash."""


async def _crashed(folder: Path, seen: Collectors) -> str:
    """A server that fails at a request and at a frame; returns the job that it fails at."""
    async with server_process(folder, sentry_dsn=seen.sentry_dsn) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
            job_id = await submitted(http, program_request(goal_raw="my canary knee", duration_weeks=1))
            await polled_to_the_end(http, job_id)
            with sqlite3.connect(folder / "repcast.sqlite3") as database:
                database.execute("UPDATE program_generation_jobs SET status = ?", (SECRET,))
            database.close()
            assert (await http.get(f"/api/programs/status/{job_id}")).status_code == 500
        async with raw_client(server.socket_url) as client:
            assert (await client.ask("job.get", job_id=job_id))["code"] == "internal"
        assert await server.terminate() == 0
    return job_id


async def test_a_crash_is_reported_once_and_without_what_is_nobodys_business(tmp_path: Path) -> None:
    """Of a request and of a frame on a socket: where it was, by which ids the log is found; no values."""
    with collectors() as seen:
        await _crashed(tmp_path, seen)
    request, frame = seen.crashes()
    assert [crash["tags"]["event"] for crash in (request, frame)] == ["request_crashed", "request_crashed"]
    assert (request["tags"]["route"], frame["tags"]["frame"]) == ("/api/programs/status/{job_id}", "job.get")
    assert request["tags"]["request_id"]
    assert frame["tags"]["connection_id"]
    for crash in (request, frame):
        (error,) = crash["exception"]["values"]
        assert (error["type"], error["value"]) == (
            "ValueError", "'rk_0123456789abcdef_[hidden]' is not a valid JobStatus"
        )  # fmt: skip
        assert not any("vars" in place for place in error["stacktrace"]["frames"])
        assert not {"request", "user", "modules", "extra"} & crash.keys()
        assert not crash["breadcrumbs"]["values"]
        assert "canary" not in str(crash)
