"""``repcast get``: the program is the data, byte by byte, on standard output or in a file."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from schemas.exports import ExportFormat
from tests.support.command_line import repcast
from tests.support.live_server import LiveServer, live_server
from tests.support.ports import free_port
from tests.support.rest import polled_to_the_end, submitted
from tests.support.samples import new_user, program_request
from voice_client.cli.exits import Exit


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the project is read."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    """With the generator that it has by itself: scripted programs are of no form."""
    async with live_server(tmp_path) as running:
        yield running


@pytest.fixture
async def http(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url) as client:
        yield client


@pytest.fixture
async def program_id(http: httpx.AsyncClient) -> str:
    return str((await polled_to_the_end(http, await submitted(http, program_request(duration_weeks=2))))["program_id"])


@pytest.mark.parametrize("form", ExportFormat)
async def test_a_file_is_what_the_server_serves(
    tmp_path: Path, server: LiveServer, http: httpx.AsyncClient, program_id: str, form: ExportFormat
) -> None:
    """To the last line end; and nothing is said beside it where it is written to standard output."""
    served = (await http.get(f"/api/programs/{program_id}?format={form}")).content
    printed = await repcast("get", program_id, "--format", form, "--url", server.url)
    assert (printed.code, printed.err) == (Exit.DONE, "")
    assert printed.out.encode() == served.replace(b"\r\n", b"\n")  # the runner reads it as text
    written = await repcast("get", program_id, "-f", form, "-o", "program", "--url", server.url)
    assert (written.code, written.out) == (Exit.DONE, "")
    assert (tmp_path / "program").read_bytes() == served


@pytest.mark.parametrize(
    ("name", "begins"),
    [("plan.md", b"# "), ("PLAN.ICS", b"BEGIN:VCALENDAR"), ("plan.svg", b"<svg"), ("plan", b"# "), ("a.json", b"{")],
)
async def test_the_ending_of_a_file_says_its_form(
    tmp_path: Path, server: LiveServer, program_id: str, name: str, begins: bytes
) -> None:
    """And Markdown is what it is without one."""
    assert (await repcast("get", program_id, "-o", name, "--url", server.url)).code == Exit.DONE
    assert (tmp_path / name).read_bytes().startswith(begins)


async def test_json_is_the_program_as_the_server_lists_it(server: LiveServer, program_id: str) -> None:
    """With its document, as one line of NDJSON; a form of a file does not go with it."""
    called = await repcast("get", program_id, "--json", "--url", server.url)
    assert called.lines[0]["id"] == program_id
    assert len(called.lines[0]["document"]["weeks"]) == 2
    both = await repcast("get", program_id, "--json", "-f", "csv", "--url", server.url)
    assert both.code == Exit.USAGE
    assert "--format" in both.err


async def test_a_file_that_is_there_stays(tmp_path: Path, server: LiveServer, program_id: str) -> None:
    """Unless it is said that it may go."""
    (tmp_path / "plan.md").write_text("mine")
    refused = await repcast("get", program_id, "-o", "plan.md", "--url", server.url)
    assert (refused.code, (tmp_path / "plan.md").read_text()) == (Exit.USAGE, "mine")
    assert "--force" in refused.err
    forced = await repcast("get", program_id, "-o", "plan.md", "--force", "--url", server.url)
    assert forced.code == Exit.DONE
    assert (tmp_path / "plan.md").read_text(encoding="utf-8").startswith("# ")
    assert [name for name in await asyncio.to_thread(os.listdir, tmp_path) if "plan" in name] == ["plan.md"]


@pytest.mark.parametrize(("output", "why"), [("nowhere/plan.md", "there is no folder"), (".", "it is a folder")])
async def test_where_no_file_can_be_is_a_usage_error(output: str, why: str) -> None:
    """Before any server is asked."""
    called = await repcast("get", new_user(), "-o", output, "--url=http://127.0.0.1:1")
    assert called.code == Exit.USAGE
    assert why in called.err


async def test_a_calendar_begins_when_it_is_told_to(server: LiveServer, program_id: str) -> None:
    """On that day, or on the Monday after it, at that hour."""
    calendar = await repcast(
        "get", program_id, "-f", "ics", "--start", "2027-01-05", "--at", "06:30", "--url", server.url
    )
    assert "20270111T063000" in calendar.out


async def test_what_is_not_there_is_told_in_the_servers_words(tmp_path: Path, server: LiveServer) -> None:
    """As any other refusal, without a trace, and without a file."""
    called = await repcast("get", new_user(), "-o", "plan.md", "--url", server.url)
    assert called.code == Exit.FAILED
    assert called.err.startswith("There is no program")
    assert not (tmp_path / "plan.md").exists()


async def test_a_server_that_is_away_is_tried_again() -> None:
    """As often as was said; then it is out of reach."""
    called = await repcast("get", new_user(), f"--url=http://127.0.0.1:{free_port()}", "--max-retries=1")
    assert called.code == Exit.UNREACHABLE
    assert called.err.count("trying again") == 1


async def test_what_is_no_server_of_ours_is_told_apart() -> None:
    """An answer without the marks of a program is not written as if it were one."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as stranger:
        port = stranger.sockets[0].getsockname()[1]
        called = await repcast("get", new_user(), f"--url=http://127.0.0.1:{port}")
    assert (called.code, called.out) == (Exit.PROTOCOL, "")
    assert "not as a Repcast server does" in called.err


async def test_time_is_limited() -> None:
    """Also where somebody takes the connection, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        called = await repcast("get", new_user(), f"--url=http://127.0.0.1:{silent.getsockname()[1]}", "--timeout=0.2")
    assert (called.code, called.out) == (Exit.TIMEOUT, "")
