"""What the log tells of sockets."""

import asyncio

from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from server.asked import with_frame
from server.storage.transaction import StorageUnavailable
from tests.support.live_server import LiveServer
from tests.support.raw_client import raw_client
from tests.support.samples import program_request
from tests.support.waiting import wait_until


async def test_one_line_at_the_end(server: LiveServer) -> None:
    """With its code, what went over it, and no word of who it was."""
    with capture_logs(processors=[merge_contextvars, with_frame]) as logs:
        async with raw_client(server.socket_url) as client:
            connection_id = client.frames[0]["connection_id"]
            for _ in range(3):
                await client.ask("ping")
        await wait_until(lambda: not server.parts.gateway.connections, "the server knows that it is gone")
    (line,) = (log for log in logs if log["event"] == "connection_closed")
    assert (line["connection_id"], line["code"], line["frames_in"], line["frames_out"]) == (connection_id, 1000, 4, 4)
    assert line["key_id"] is None
    assert not {"user_id", "address"} & line.keys()


async def test_the_lines_of_a_request_have_its_id_and_its_sockets(server: LiveServer) -> None:
    """Also those that are said far below; and those of a job that it begins do not."""
    with capture_logs(processors=[merge_contextvars, with_frame]) as logs:
        async with raw_client(server.socket_url) as client:
            connection_id = client.frames[0]["connection_id"]
            frame_id = await client.send("job.submit", kind="generate", request=program_request())
            await client.until("job.created")
            await client.until("job.week_ready")
    (line,) = (log for log in logs if log["event"] == "job_submitted")
    assert (line["connection_id"], line["frame"], line["frame_id"]) == (connection_id, "job.submit", frame_id)


async def test_an_outage_of_the_database_is_told_for_the_socket_that_felt_it(server: LiveServer) -> None:
    """By the id that the client was welcomed with."""

    async def away(*_: object) -> None:
        await asyncio.sleep(0)
        raise StorageUnavailable("of the test")

    with capture_logs(processors=[merge_contextvars, with_frame]) as logs:
        async with raw_client(server.socket_url) as client:
            connection_id = client.frames[0]["connection_id"]
            server.parts.database.read = away  # type: ignore[method-assign, assignment]  # its outage
            await client.ask("jobs.list", user_id=program_request()["user_id"])
    (line,) = (log for log in logs if log["event"] == "storage_unavailable")
    assert line["connection_id"] == connection_id
