"""``repcast get``: a program on standard output or in a file, byte by byte as the server gave it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from schemas.exports import ExportFormat
from schemas.program import Program
from tests.support.command_line import repcast
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import ended, submit
from tests.support.samples import new_user, program_request
from voice_client.cli.exits import Exit
from voice_client.cli.fetching import _write

BEGINNINGS = {
    ExportFormat.JSON: "{\n",
    ExportFormat.MARKDOWN: "# Muscle: ",
    ExportFormat.CSV: "\ufeffweek,",
    ExportFormat.ICS: "BEGIN:VCALENDAR\r\n",
    ExportFormat.LIFTOSCRIPT: "/// Muscle: ",
    ExportFormat.SVG: "<svg ",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the project is read."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path) as running:
        yield running


@pytest.fixture
async def program_id(server: LiveServer) -> str:
    request = program_request(duration_weeks=1)
    made = await submit(server.parts, request)
    return str((await ended(server.parts, made.job.job_id)).program_id)


@asynccontextmanager
async def _answering(answer: str | None) -> AsyncIterator[str]:
    """A server that says one thing to everybody; None: nothing."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is None:
            await reader.read()
        else:
            writer.write(answer.encode())
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("form", ExportFormat)
async def test_the_data_alone_is_on_standard_output(server: LiveServer, program_id: str, form: ExportFormat) -> None:
    """In every form, and nothing is said beside it."""
    called = await repcast("get", program_id, f"--format={form}", "--url", server.url)
    assert (called.code, called.err) == (Exit.DONE, "")
    assert called.out.replace("\n", "").startswith(BEGINNINGS[form].replace("\r\n", "").replace("\n", ""))


async def test_without_a_form_it_is_to_be_read(server: LiveServer, program_id: str) -> None:
    """Markdown."""
    called = await repcast("get", program_id, "--url", server.url)
    assert called.out.startswith("# Muscle: 1 week")


async def test_json_is_the_program_as_it_is_listed(server: LiveServer, program_id: str) -> None:
    """On one line, with its document: for other programs to read."""
    called = await repcast("get", program_id, "--json", "--url", server.url)
    (listed,) = called.lines
    assert listed["id"] == program_id
    assert Program.model_validate(listed["document"]).name == listed["name"]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("plan.json", ExportFormat.JSON),
        ("plan.md", ExportFormat.MARKDOWN),
        ("plan.CSV", ExportFormat.CSV),
        ("plan.ics", ExportFormat.ICS),
        ("plan.liftoscript.txt", ExportFormat.LIFTOSCRIPT),
        ("plan.svg", ExportFormat.SVG),
        ("plan", ExportFormat.MARKDOWN),
    ],
)
async def test_a_file_is_written_in_the_form_of_its_ending(
    server: LiveServer, program_id: str, tmp_path: Path, name: str, form: ExportFormat
) -> None:
    """Standard output stays empty; what was written is a notice."""
    called = await repcast("get", program_id, "-o", name, "--url", server.url)
    written = (tmp_path / name).read_bytes()
    assert (called.code, called.out) == (Exit.DONE, "")
    assert called.err == f"{name}: {len(written)} bytes\n"
    assert written.decode().startswith(BEGINNINGS[form])


async def test_the_form_that_is_named_wins(server: LiveServer, program_id: str, tmp_path: Path) -> None:
    """Whatever the file is called."""
    await repcast("get", program_id, "-f", "ics", "-o", "plan.md", "-q", "--url", server.url)
    assert (tmp_path / "plan.md").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


async def test_a_calendar_begins_when_the_user_says(server: LiveServer, program_id: str) -> None:
    """The day, and the hour."""
    when = ("--start=2026-12-01", "--at=07:30")
    called = await repcast("get", program_id, "--format=ics", *when, "--url", server.url)
    assert "DTSTART:20261207T073000" in called.out


async def test_a_file_that_is_there_is_kept(server: LiveServer, program_id: str, tmp_path: Path) -> None:
    """Unless it is forced; no half-written one is left beside it."""
    file = tmp_path / "plan.md"
    file.write_text("mine")
    refused = await repcast("get", program_id, "-o", "plan.md", "--url", server.url)
    assert refused.code == Exit.USAGE
    assert "--force" in refused.err
    assert file.read_text() == "mine"
    forced = await repcast("get", program_id, "-o", "plan.md", "--force", "--url", server.url)
    assert forced.code == Exit.DONE
    assert file.read_text().startswith("# Muscle")
    assert [name for name in os.listdir(tmp_path) if "plan" in name] == ["plan.md"]  # noqa: PTH208 - no coroutine's path


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """And what was there is whole."""
    (tmp_path / "plan").mkdir()
    with pytest.raises(OSError, match="plan"):
        _write(tmp_path / "plan", b"new", force=True)
    assert os.listdir(tmp_path) == ["plan"]  # noqa: PTH208 - as above


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format=papyrus",), "papyrus"),
        (("--json", "--format=csv"), "--json"),
        (("-o", "."), "it is a folder"),
        (("-o", "nowhere/plan.md"), "there is no folder"),
        (("--format=ics", "--start=monday"), "monday"),
        (("--format=ics", "--at=25:00"), "25:00"),
    ],
)
async def test_what_cannot_be_is_a_usage_error(arguments: tuple[str, ...], said: str) -> None:
    """Before any server is asked."""
    called = await repcast("get", new_user(), *arguments, "--url=http://127.0.0.1:1")
    assert called.code == Exit.USAGE
    assert said in called.err
    assert called.out == ""


async def test_a_start_that_the_server_does_not_take_is_a_usage_error(server: LiveServer, program_id: str) -> None:
    """With the field that is wrong."""
    called = await repcast("get", program_id, "--format=ics", "--start=9999-12-31", "--url", server.url)
    assert called.code == Exit.USAGE
    assert "start" in called.err


async def test_what_is_not_there_is_told_and_no_file_is_made(server: LiveServer, tmp_path: Path) -> None:
    """As a refusal."""
    called = await repcast("get", new_user(), "-o", "plan.md", "--url", server.url)
    assert called.code == Exit.FAILED
    assert "There is no program" in called.err
    assert not (tmp_path / "plan.md").exists()


async def test_who_may_not_is_exit_code_4(server: LiveServer, program_id: str, tmp_path: Path) -> None:
    """A wrong token; one of another user sees no such program."""
    token_file = tmp_path / "token"
    token_file.write_text("nonsense")
    options = ("get", program_id, "--url", server.url, "--token-file=token")
    assert (await repcast(*options)).code == Exit.AUTH
    token_file.write_text(server.parts.doorkeeper.issue(new_user()).token)
    assert (await repcast(*options)).code == Exit.FAILED


async def test_a_server_is_tried_as_often_as_may_be() -> None:
    """Then it is exit code 3, with where it was sought."""
    called = await repcast("get", new_user(), "--url=http://127.0.0.1:1", "--max-retries=1")
    assert called.code == Exit.UNREACHABLE
    assert called.err.count("trying again") == 1
    assert "127.0.0.1:1" in called.err


async def test_time_that_is_over_is_exit_code_5() -> None:
    """Whoever it is that does not answer."""
    async with _answering(None) as url:
        called = await repcast("get", new_user(), "--url", url, "--timeout=0.2")
    assert called.code == Exit.TIMEOUT


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("200 OK\r\nContent-Type: text/html", Exit.PROTOCOL),
        ("404 Not Found\r\nContent-Type: text/html", Exit.PROTOCOL),
        ("302 Found\r\nLocation: /", Exit.PROTOCOL),
        ("422 No\r\nContent-Type: application/problem+json", Exit.PROTOCOL),
        ("502 Bad Gateway\r\nContent-Type: text/html", Exit.UNREACHABLE),
    ],
)
async def test_what_is_no_server_of_ours_is_told(tmp_path: Path, answer: str, code: Exit) -> None:
    """Nothing of it gets into a file; what stands before a server that is away is tried again."""
    async with _answering(f"HTTP/1.1 {answer}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}") as url:
        called = await repcast("get", new_user(), "-o", "plan.md", "--url", url, "--max-retries=0")
    assert (called.code, called.out) == (code, "")
    assert not (tmp_path / "plan.md").exists()


async def test_help_names_it() -> None:
    """With its forms."""
    assert "get" in (await repcast("--help")).out
    told = (await repcast("get", "--help", COLUMNS="200")).out
    assert all(form in told for form in ExportFormat)
