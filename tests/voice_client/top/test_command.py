"""``repcast top`` as it is used: on a terminal, in a pipe, once."""

import asyncio
import contextlib
import json
import os
import pty
import signal
from collections.abc import AsyncIterator
from fcntl import ioctl
from pathlib import Path
from struct import pack
from termios import TIOCSWINSZ

from websockets.asyncio.server import ServerConnection, serve

from server.access.identity import Scope
from tests.support.command_line import repcast
from tests.support.keys import new_key
from tests.support.live_server import LiveServer
from tests.support.ports import free_port
from tests.support.raw_client import raw_client
from tests.support.repcast_process import repcast_process
from tests.support.samples import program_request
from tests.support.waiting import wait_until
from voice_client.cli.exits import Exit

QUICK = "--interval-s=0.3"


async def test_once_tells_what_has_happened_in_an_interval(server: LiveServer) -> None:
    """For programs as JSON: a server, and the sum of all."""
    async with raw_client(server.socket_url) as client:
        called = asyncio.create_task(repcast("top", "--once", "--json", "--interval-s=1", "--url", server.url))
        accepted = await client.ask("job.submit", kind="generate", request=program_request(duration_weeks=1))
        await client.to_the_end_of(accepted["job_id"])
        [told] = (await called).lines
    [shown] = told["servers"]
    assert (shown["url"], shown["state"], shown["connections"]) == (server.url, "ready", 1)
    assert told["total"].items() <= shown.items()


async def test_a_server_that_is_away_is_shown_as_such(server: LiveServer) -> None:
    """Beside one that is there, whose figures are the sum; the call is no failure."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    called = await repcast("top", "--once", QUICK, "--url", nowhere, "--url", server.url)
    assert called.code == Exit.DONE
    away, here, total = (
        line for line in called.out.splitlines() if " unreachable " in line or " ready " in line or line[:3] == "all"
    )
    assert away.split()[1:] == ["unreachable", *"-" * (len(away.split()) - 2)]
    assert here.split()[2:] == total.split()[1:]
    assert f"{nowhere}: " in called.out


@contextlib.asynccontextmanager
async def _stranger() -> AsyncIterator[str]:
    async def refuse(connection: ServerConnection) -> None:
        await connection.close()

    async with serve(refuse, "127.0.0.1", 0) as listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


async def test_without_a_server_that_tells_anything_it_fails(server: LiveServer) -> None:
    """With the code of the first: nobody is there, it is somebody else, or a key is asked for."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    called = await repcast("top", "--once", "--url", nowhere)
    assert (called.code, "Traceback" in called.err) == (Exit.UNREACHABLE, False)
    async with _stranger() as stranger:
        called = await repcast("top", "--once", "--json", "--url", stranger)
    assert (called.code, called.lines[0]["servers"][0]["state"]) == (Exit.PROTOCOL, "strange")


async def test_where_there_are_keys_it_takes_an_admins(server: LiveServer, tmp_path: Path) -> None:
    """Without one the server is shown as one that refuses; the exit code says that it is for want of a key."""
    key = tmp_path / "key"
    key.write_text(await new_key(server, Scope.ADMIN))
    await wait_until(lambda: server.parts.doorkeeper.has_keys, "the server knows that there is a key")
    called = await repcast("top", "--once", "--json", QUICK, "--url", server.url)
    assert (called.code, called.lines[0]["servers"][0]["state"]) == (Exit.AUTH, "refused")
    called = await repcast("top", "--once", "--json", QUICK, "--url", server.url, "--token-file", str(key))
    assert (called.code, called.lines[0]["servers"][0]["state"]) == (Exit.DONE, "ready")


async def test_in_a_pipe_it_is_a_line_an_interval(server: LiveServer, tmp_path: Path) -> None:
    """Until Ctrl-C; rates are there from the second one on."""
    async with repcast_process("top", QUICK, "--url", server.url, folder=tmp_path) as process:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            first, second = [json.loads(await process.stdout.readline()) for _ in range(2)]
        process.send_signal(signal.SIGINT)
        assert await process.wait() == Exit.INTERRUPTED
        assert process.stderr is not None
        assert await process.stderr.read() == b""
    assert first["total"]["frames_per_s"] is None
    assert second["total"]["frames_per_s"] == {}


async def test_on_a_terminal_it_is_a_screen_of_its_own(server: LiveServer, tmp_path: Path) -> None:
    """In colours; Ctrl-C gives back what was there before."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, pack("HHHH", 24, 100, 0, 0))
    shown = bytearray()
    loop = asyncio.get_running_loop()
    is_over = asyncio.Event()

    def read() -> None:
        try:
            shown.extend(os.read(ours, 4096))
        except OSError:  # so Linux says that nobody is at the other end any more (tty_ioctl(4))
            loop.remove_reader(ours)
            is_over.set()

    loop.add_reader(ours, read)
    async with repcast_process("top", QUICK, "--url", server.url, folder=tmp_path, stdout=theirs) as process:
        os.close(theirs)
        await wait_until(lambda: b"workers 32" in shown, "a picture is drawn")
        process.send_signal(signal.SIGINT)
        assert await process.wait() == Exit.INTERRUPTED
    await is_over.wait()
    os.close(ours)
    assert shown.index(b"\x1b[?1049h") < shown.index(b"\x1b[32mready") < shown.index(b"\x1b[?1049l")
