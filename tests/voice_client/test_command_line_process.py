"""``repcast`` as a process among others: signals, pipes that stay open, pipes that are closed."""

import asyncio
import os
import re
import signal
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from tests.support.live_server import LiveServer
from tests.support.parts import ended, submit
from tests.support.repcast_process import read_until, repcast_process
from tests.support.samples import program_request
from tests.support.scripted_generator import ScriptedGenerator
from voice_client.cli.exits import Exit


async def test_sending_ends_with_ctrl_c_while_standard_input_is_open(server: LiveServer, tmp_path: Path) -> None:
    """Nobody has to type another line first."""
    async with repcast_process("send", "--url", server.url, folder=tmp_path) as process:
        await read_until(process.stdout, "welcome")
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(20):
            assert await process.wait() == Exit.INTERRUPTED
        assert process.stderr is not None
        assert (await process.stderr.read()).decode().splitlines() == ["Connected."]


async def test_sending_ends_in_time_while_standard_input_is_open(server: LiveServer, tmp_path: Path) -> None:
    """The limit is one for the whole call."""
    async with repcast_process("send", "--timeout=0.5", "--url", server.url, folder=tmp_path) as process:
        await read_until(process.stdout, "welcome")
        async with asyncio.timeout(5):
            assert await process.wait() == Exit.TIMEOUT


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (4500, Exit.PROTOCOL),
        (4501, Exit.AUTH),
        (4503, Exit.AUTH),
        (4504, Exit.PROTOCOL),
        (4505, Exit.UNREACHABLE),
        (1009, Exit.PROTOCOL),
        (4001, Exit.UNREACHABLE),
    ],
)
async def test_sending_ends_when_the_server_closes(tmp_path: Path, code: int, expected: Exit) -> None:
    """At once, whatever standard input does, and the exit code says what the close code means."""

    async def close(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.close(code, "because")

    async with serve(close, "127.0.0.1", 0, subprotocols=["repcast.v1"]) as closing:  # type: ignore[list-item]  # a NewType
        port = next(iter(closing.sockets)).getsockname()[1]
        async with repcast_process("send", "--url", f"http://127.0.0.1:{port}", folder=tmp_path) as process:
            async with asyncio.timeout(20):
                assert await process.wait() == expected
            assert process.stderr is not None
            assert f"closed with {code}: because" in (await process.stderr.read()).decode()


async def test_sending_a_line_that_is_not_utf_8_says_what_can_be_read_of_it(server: LiveServer, tmp_path: Path) -> None:
    """The server says what it makes of it."""
    async with repcast_process("send", "--linger=0.3", "--url", server.url, folder=tmp_path) as process:
        out, err = await process.communicate(b"\xff\n")
        assert process.returncode == Exit.DONE
        assert b"bad_frame" in out
        assert b"Traceback" not in err


async def test_sigterm_to_the_demo_stops_its_server(tmp_path: Path) -> None:
    """And is told by the exit code, as Ctrl-C is."""
    for number, code in ((signal.SIGTERM, Exit.TERMINATED), (signal.SIGINT, Exit.INTERRUPTED)):
        async with repcast_process("demo", folder=tmp_path) as process:
            said = await read_until(process.stderr, "Ctrl-C stops it.")
            found = re.search(r"http://127\.0\.0\.1:\d+", said)
            assert found is not None
            process.send_signal(number)
            async with asyncio.timeout(30):
                assert await process.wait() == code
            async with httpx.AsyncClient(trust_env=False) as http:
                with pytest.raises(httpx.ConnectError):
                    await http.get(f"{found.group()}/api/health")


@pytest.mark.parametrize("command", [("tail",), ("--json", "watch"), ("--json", "status"), ("status",)])
async def test_a_reader_that_goes_ends_it_quietly(
    server: LiveServer, generator: ScriptedGenerator, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """As ``head -1`` does: no trace, and nothing about it on standard error."""
    generator.release()
    request = program_request(duration_weeks=12)
    made = await submit(server.parts, request)
    await ended(server.parts, made.job.job_id)
    nobody, output = os.pipe()
    os.close(nobody)
    call = (*command, made.job.job_id, "--url", server.url)
    try:
        async with repcast_process(*call, folder=tmp_path, stdout=output) as process:
            _, err = await process.communicate()
    finally:
        os.close(output)
    assert process.returncode == Exit.BROKEN_PIPE
    assert err == b""
