"""What waits for a socket is written in order, as fast as it is taken, straight or by way of ASGI."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import structlog

from schemas.close_codes import CloseCode
from server.app import Server
from server.gateway.session import Close
from server.gateway.writing import WRITTEN_AT_ONCE_BYTES, Wire, Writer, writer_for
from server.push.log_source import Point
from server.push.outbox import Outgoing
from server.push.reader import Reader
from tests.support.parts import ended, running_parts, submit
from tests.support.samples import program_request
from tests.support.scripted_generator import ScriptedGenerator
from tests.support.waiting import wait_until
from tests.support.wire import WINDOW_FRAMES, Pipe

CLOSE = Close(CloseCode.DRAINING, "enough")


class Socket:
    """An end of a pipe, and who owns it."""

    def __init__(self, reader: Reader, *, is_direct: bool) -> None:
        self.pipe = Pipe()
        self.reader = reader
        self.ending: Close | None = None
        self.written: list[str] = []
        self.ends: list[int] = []
        wire = Wire(self._never, self.pipe.send, self._end, self.pipe if is_direct else None)
        self.writer: Writer = writer_for(wire, reader, self)

    def wrote(self, frames: Sequence[Outgoing], sent_s: float) -> None:
        self.written += [frame.json.decode() for frame in frames]

    async def take(self, count: int) -> list[str]:
        """So many frames, as they come."""
        taken: list[str] = []
        while len(taken) < count:
            await wait_until(lambda: self.pipe.waiting > 0, "a frame has come")
            taken.append(self.pipe.take() or "")
        return taken

    def _end(self, code: int, _reason: str) -> None:
        self.ends.append(code)

    async def _never(self) -> dict[str, object]:
        raise AssertionError("nobody reads here")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with running_parts(tmp_path, ScriptedGenerator(), outbox_frames=4, replay_frames=400) as parts:
        yield parts


@pytest.fixture(params=[True, False], ids=["direct", "asgi"])
async def socket(server: Server, request: pytest.FixtureRequest) -> AsyncIterator[Socket]:
    opened = Socket(server.new_reader(), is_direct=request.param)
    yield opened
    opened.pipe.cut()
    await opened.writer.finish(5)
    await opened.reader.close()


async def test_what_is_not_taken_waits(socket: Socket) -> None:
    """Some of it on its way, the rest in the outbox; and all of it comes in order."""
    for number in range(9):
        socket.reader.reply(f'{{"type":"pong","id":"{number}"}}')
    await wait_until(lambda: socket.writer.writing_since_s is not None, "it is stuck")
    assert socket.pipe.waiting <= WINDOW_FRAMES + 9
    assert [json.loads(text)["id"] for text in await socket.take(9)] == [str(number) for number in range(9)]
    await wait_until(lambda: socket.writer.writing_since_s is None, "it is stuck no more")
    assert len(socket.written) == 9


async def test_who_takes_it_slowly_is_not_stuck(socket: Socket) -> None:
    """It is one write that may not last for too long, not all that ever wait behind each other."""
    for number in range(9):
        socket.reader.reply(f'{{"type":"pong","id":"{number}","padding":"{"x" * WRITTEN_AT_ONCE_BYTES}"}}')
    await wait_until(lambda: socket.writer.writing_since_s is not None, "it is stuck")
    for _ in range(3):
        since_s, written = socket.writer.writing_since_s, len(socket.written)
        await socket.take(1)
        await wait_until(lambda written=written: len(socket.written) > written, "one more is on its way")  # type: ignore[misc]  # mypy does not see the default
        await wait_until(lambda: socket.writer.writing_since_s is not None, "it is stuck again")
        assert since_s is not None
        assert socket.writer.writing_since_s is not None
        assert socket.writer.writing_since_s > since_s


async def test_what_is_lacking_is_read_from_the_log(server: Server, socket: Socket) -> None:
    """However much it is, and however slowly it is taken."""
    job_id = (await submit(server, program_request())).job.job_id
    job = await ended(server, job_id)
    await socket.reader.subscribe([Point(job_id, 0)], None, lambda _: None)
    seqs = [json.loads(text)["seq"] for text in await socket.take(job.seq)]
    assert seqs == list(range(1, job.seq + 1))


async def test_who_waits_for_room_has_it_before_all_is_written(socket: Socket) -> None:
    """A reader that is slow is served as it reads."""
    for number in range(2 * WINDOW_FRAMES + 4):
        socket.reader.reply(f'{{"type":"pong","id":"{number}"}}')
    waiting = asyncio.create_task(socket.reader.room())
    while not waiting.done():
        await socket.take(1)
        await asyncio.sleep(0)
    assert socket.reader.has_room


async def test_the_close_comes_behind_what_waits(socket: Socket) -> None:
    """And the socket is ended with it."""
    for number in range(WINDOW_FRAMES + 3):
        socket.reader.reply(f'{{"type":"pong","id":"{number}"}}')
    socket.ending = CLOSE
    socket.reader.close_soon()
    await socket.take(WINDOW_FRAMES + 3)
    await wait_until(lambda: socket.ends != [], "it is closed")
    assert (socket.ends, socket.pipe.closes) == ([CloseCode.DRAINING], [CloseCode.DRAINING])


async def test_nobody_waits_for_a_socket_that_is_over(socket: Socket) -> None:
    """Whoever brings a frame does not notice, and whoever waits for room goes on."""
    for number in range(2 * WINDOW_FRAMES + 8):
        socket.reader.reply(f'{{"type":"pong","id":"{number}"}}')
    waiting = asyncio.create_task(socket.reader.room())
    socket.pipe.cut()
    socket.reader.reply('{"type":"pong","id":"last"}')
    async with asyncio.timeout(5):
        await socket.writer.finish(5)
        await waiting
    assert socket.reader.is_closing


async def test_a_close_that_fails_ends_the_socket_all_the_same(
    socket: Socket,
) -> None:
    """Nobody waits for it, and what failed is in the log."""

    async def fail(_message: object) -> None:
        raise RuntimeError("no close is taken")

    object.__setattr__(socket.writer._wire, "send", fail)  # type: ignore[attr-defined]  # both have one
    socket.ending = CLOSE
    socket.reader.close_soon()
    with structlog.testing.capture_logs() as told:
        await wait_until(lambda: socket.ends != [], "it is ended")
        async with asyncio.timeout(1):
            await socket.writer.finish(60)
    assert [each["event"] for each in told if each["log_level"] == "error"] == ["writer_crashed"]
    assert socket.ends == [CloseCode.SERVER_ERROR]
