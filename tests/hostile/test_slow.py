"""Connections that are kept open without being used: each is cut in time, and meanwhile others are served."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.hostile.wire import AFTER, PATIENCE_S, Op, Wire, frame, greeted, head_of, outcome, wire
from tests.support.live_server import LiveServer, live_server
from tests.support.rest import submitted
from tests.support.scripted_generator import Hold, ScriptedGenerator
from tests.support.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="session")

BETWEEN_BYTES_S = 0.02
SILENT = 100

HEAD = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /api/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"
CHUNKED = b"POST /api/tokens HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
LARGE = POST.replace(b"60000", b"9000000")

DRIBBLED = {
    "a request line": (b"", b"GET /" + b"x" * 60_000, [408]),
    "headers": (HEAD[:-2], b"X: y\r\n" * 10_000, [408]),
    "a header": (HEAD[:-2] + b"X: ", b"x" * 60_000, [408]),
    "a handshake": (b"", head_of(1)[:-4] + b"x" * 60_000, [408]),
    "a body": (POST, b" " * 60_000, [408]),
    "a body in chunks": (CHUNKED, b"1\r\n \r\n" * 10_000, [408]),
    "a body that was refused": (LARGE + b" " * 70_000, b" " * 60_000, [413]),
    "line ends before a request": (b"", b"\r\n" * 30_000, []),
    "line ends behind an answer": (HEAD, b"\r\n" * 30_000, [200]),
    "a second request": (HEAD, HEAD[:-2] + b"X: " + b"x" * 60_000, [200, 408]),
}
"""What is sent at once, what is then sent byte by byte, and the answers before the end of the connection."""

STOPPED = {
    "nothing": (b"", []),
    "half a request line": (b"GET /api/he", [408]),
    "half a head": (HEAD[:-2], [408]),
    "half a body": (POST + b'{"user_id":', [408]),
    "half a chunk": (CHUNKED + b"ff\r\n{", [408]),
    "half a handshake": (head_of(1)[:-2], [408]),
    "an idle connection": (HEAD, [200]),
    "two requests, and an idle connection": (HEAD + HEAD, [200, 200]),
}
"""What is sent, and the answers before the end of the connection."""


@pytest_asyncio.fixture(loop_scope="session")
async def hasty(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[LiveServer]:
    """A server without much patience; whom it cuts is no error of its own."""
    async with live_server(tmp_path, handshake_timeout_s=1) as running:
        yield running
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def _dribble(connection: Wire, data: bytes) -> None:
    for place in range(len(data)):
        await connection.send(data[place : place + 1])
        await asyncio.sleep(BETWEEN_BYTES_S)  # that is what it does


async def _answers(connection: Wire) -> list[int]:
    """Up to the end of the connection."""
    statuses = []
    while (answer := await connection.answer()) is not None:
        statuses.append(answer.status)
    return statuses


async def _dribbled(port: int, at_once: bytes, slowly: bytes) -> list[int]:
    async with wire(port) as connection:
        await connection.send(at_once)
        dribbling = asyncio.create_task(_dribble(connection, slowly))
        try:
            return await _answers(connection)
        finally:
            dribbling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await dribbling


async def _stopped(port: int, sent: bytes) -> list[int]:
    async with wire(port) as connection:
        await connection.send(sent)
        return await _answers(connection)


async def test_what_comes_byte_by_byte_is_cut(hasty: LiveServer) -> None:
    """Whatever comes so; a request has one deadline, and no byte moves it."""
    runs = [_dribbled(hasty.port, at_once, slowly) for at_once, slowly, _ in DRIBBLED.values()]
    answers = await asyncio.gather(*runs)
    assert dict(zip(DRIBBLED, answers, strict=True)) == {name: each for name, (*_, each) in DRIBBLED.items()}


async def test_what_stops_is_cut(hasty: LiveServer) -> None:
    """A request that is begun is told so, a connection between requests just ends."""
    answers = await asyncio.gather(*(_stopped(hasty.port, sent) for sent, _ in STOPPED.values()))
    assert dict(zip(STOPPED, answers, strict=True)) == {name: each for name, (_, each) in STOPPED.items()}


async def test_many_that_say_nothing_hinder_nobody(hasty: LiveServer) -> None:
    """While they are there a socket and a request are served, and then they are gone."""
    async with AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(wire(hasty.port)) for _ in range(SILENT)]
        for number, connection in enumerate(silent):
            await connection.send(HEAD[: number % len(HEAD)])
        async with greeted(hasty.port) as socket:
            await socket.send(frame(Op.TEXT, AFTER))
            assert await outcome(socket) == "served"
        async with httpx.AsyncClient(base_url=hasty.url) as http:
            assert (await http.get("/api/ready")).status_code == 200
        assert {status for each in silent for status in await _answers(each)} == {408}


async def test_what_comes_in_pieces_in_time_is_served(hasty: LiveServer) -> None:
    """A network may cut a request anywhere."""
    for head in (HEAD, head_of(hasty.port)):
        async with wire(hasty.port) as connection:
            for place in range(0, len(head), 7):
                await connection.send(head[place : place + 7])
            answer = await connection.answer()
            assert answer is not None
            assert answer.status in (200, 101)


async def test_who_waits_for_an_answer_is_not_cut(tmp_path: Path) -> None:
    """A long poll may last longer than a request may take to come, also with another request behind it."""
    generator = ScriptedGenerator([[Hold(after_weeks=1)]])
    async with live_server(tmp_path, generator, handshake_timeout_s=0.2) as server, AsyncExitStack() as stack:
        stack.callback(generator.release)
        async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE_S) as http:
            job_id = await submitted(http)
        poll = f"GET /api/programs/status/{job_id}?wait=0.5&after=999 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        cases = ((b"", [200]), (HEAD, [200, 200]), (HEAD[:20], [200, 408]), (b"\r\n", [200]))
        answers = await asyncio.gather(*(_stopped(server.port, poll + behind) for behind, _ in cases))
        assert answers == [statuses for _, statuses in cases]
        for behind, statuses in cases:
            async with wire(server.port) as connection:
                await connection.send(poll)
                await wait_until(lambda: bool(server.parts.rooms.streams), "the poll has come")
                await connection.send(behind)
                assert await _answers(connection) == statuses
