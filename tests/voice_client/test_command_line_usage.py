"""What is typed wrong: exit code 2 and a sentence, before any server is asked where that can be."""

import json
from pathlib import Path

import pytest

from tests.support.command_line import repcast
from tests.support.live_server import LiveServer
from tests.support.samples import new_user, program_request
from voice_client.cli.exits import Exit


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the project is read."""
    monkeypatch.chdir(tmp_path)


async def test_an_address_that_is_none_is_a_usage_error() -> None:
    """Said without a trace."""
    called = await repcast("status", new_user(), "--url=ftp://nowhere")
    assert called.code == Exit.USAGE
    assert "ftp://nowhere" in called.err


@pytest.mark.parametrize("arguments", [("status", "7"), ("watch", "x"), ("tail", "--user=j"), ("submit", "--user=7")])
async def test_ids_that_are_none_are_usage_errors(arguments: tuple[str, ...]) -> None:
    """Before any server is asked."""
    called = await repcast(*arguments, "--url=http://127.0.0.1:1")
    assert called.code == Exit.USAGE
    assert "UUID" in called.err


async def test_a_wrong_setting_is_told_by_its_name() -> None:
    """Where it is to be mended."""
    called = await repcast("status", new_user(), REPCAST_USER_ID="jane")
    assert called.code == Exit.USAGE
    assert "REPCAST_USER_ID" in called.err


@pytest.mark.parametrize("file", ["nowhere.json", "text.json", "list.json"])
async def test_files_that_are_no_request_are_usage_errors(tmp_path: Path, file: str) -> None:
    """Without asking any server."""
    (tmp_path / "text.json").write_text("hello")
    (tmp_path / "list.json").write_text("[]")
    called = await repcast("submit", f"--file={file}", "--url=http://127.0.0.1:1")
    assert called.code == Exit.USAGE
    assert file in called.err


@pytest.mark.parametrize("header", ["foo", ": bar", "a b: c", "x: é"])
async def test_a_header_that_is_none_is_a_usage_error(header: str) -> None:
    """With how to write one."""
    called = await repcast("send", "-H", header, "--url=http://127.0.0.1:1")
    assert called.code == Exit.USAGE
    assert "Name: value" in called.err


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"\n"])
async def test_a_token_file_without_a_token_is_a_usage_error(tmp_path: Path, content: bytes) -> None:
    """Said in a sentence that names it."""
    (tmp_path / "token").write_bytes(content)
    called = await repcast("status", new_user(), "--token-file=token", "--url=http://127.0.0.1:1")
    assert called.code == Exit.USAGE
    assert "--token-file token" in called.err


async def test_a_port_that_is_none_is_a_usage_error() -> None:
    """No connection is tried."""
    called = await repcast("status", new_user(), "--url=http://127.0.0.1:99999")
    assert called.code == Exit.USAGE
    assert "99999" in called.err


async def test_a_request_that_is_too_big_is_a_usage_error(server: LiveServer, tmp_path: Path) -> None:
    """With its size and the limit."""
    (tmp_path / "request.json").write_text(json.dumps(program_request(notes="n" * 70_000)))
    called = await repcast("submit", "--file=request.json", "--url", server.url)
    assert called.code == Exit.USAGE
    assert "the server takes 65536" in called.err
