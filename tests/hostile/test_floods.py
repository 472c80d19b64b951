"""Too much of something: no peer makes the server hold more than a little, or do much in one step."""

import asyncio
import contextlib
import itertools
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.gateway import reading
from server.gateway.house import OF_A_USER, REQUESTS
from server.gateway.protocol import EndingProtocol
from server.gateway.reading import CONTROL_FRAMES_AT_ONCE, CONTROL_FRAMES_BURST, PIECES_KEPT, SLICE_BYTES
from tests.hostile.wire import AFTER, Op, frame, greeted, head_of, outcome, wire
from tests.support.live_server import LiveServer, live_server
from tests.support.samples import new_user
from tests.support.server_process import ServerProcess
from tests.support.waiting import wait_until

pytestmark = pytest.mark.asyncio(loop_scope="session")

AT_ONCE, ROUNDS = 50, 4
FLOODS = 6
ALLOWED_GROWTH_BYTES = 1_000_000
TOO_LARGE = frame(Op.TEXT, b"x" * 128 * 1024, announced=16 * 1024 * 1024 - 1)
"""A part of it is sent; all of it would be read with uvicorn's own limit."""


async def _say_too_much(port: int) -> str:
    async with greeted(port) as socket:
        await socket.send(TOO_LARGE)
        return await outcome(socket)


async def _flood(port: int) -> set[str]:
    outcomes = [await asyncio.gather(*(_say_too_much(port) for _ in range(AT_ONCE))) for _ in range(ROUNDS)]
    return {each for some in outcomes for each in some}


async def test_two_hundred_oversize_messages_leave_nothing_in_memory(house: ServerProcess) -> None:
    """They are refused by what their headers announce, and what was sent of them is thrown away as it comes."""
    process = psutil.Process(house.pid)
    sizes = []
    for _ in range(FLOODS):
        assert await _flood(house.port) == {"1009"}
        sizes.append(process.memory_info().rss)
    # What the first ones warm up stays warm; what leaks grows with each.
    assert min(after - before for before, after in itertools.pairwise(sizes)) < ALLOWED_GROWTH_BYTES


async def test_pings_are_answered_until_they_are_a_flood(house: ServerProcess) -> None:
    """Some at once, then the socket is closed with when to come back."""
    async with greeted(house.port) as socket:
        await socket.send(frame(Op.PING, b"x" * 125) * 2_000)
        said = (await outcome(socket)).split(", ")
    assert said[-1] == "4006"
    assert 0 < said.count("pong") <= CONTROL_FRAMES_BURST + SLICE_BYTES // 131 + 50


def _protocols_of(server: LiveServer) -> list[EndingProtocol]:
    return [each for each in server.uvicorn.server_state.connections if isinstance(each, EndingProtocol)]


async def test_a_chunk_of_small_frames_is_read_in_many_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two of them others have their turn, and the next is not read before the last one is served."""
    async with live_server(tmp_path, frames_burst=10_000) as server, greeted(server.port) as socket:
        (protocol,) = _protocols_of(server)
        steps: list[tuple[int, int]] = []
        receive_data = protocol.conn.receive_data

        def noted(data: Any) -> None:
            steps.append((len(data), protocol.queue.qsize()))
            receive_data(data)

        monkeypatch.setattr(protocol.conn, "receive_data", noted)
        await socket.send(frame(Op.TEXT, '{"type":"jobs.list","id":"1"}') * 500 + frame(Op.TEXT, AFTER))
        assert (await outcome(socket)).split(", ")[-1] == "served"
    assert max(size for size, _ in steps) <= 4096
    assert {waiting for _, waiting in steps} == {0}


async def test_what_many_sockets_send_at_once_is_read_by_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One slice in a turn of the loop, whose ever it is; what came as one frame is not cut."""
    sizes: list[int] = []
    slices: list[int] = []
    read = WebSocketsSansIOProtocol.data_received

    def noted(self: WebSocketsSansIOProtocol, data: bytes) -> None:
        sizes.append(len(data))
        read(self, data)

    async def count() -> None:
        while True:
            slices.append(len(sizes))
            await asyncio.sleep(0)

    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(live_server(tmp_path))
        hasty = [await stack.enter_async_context(greeted(server.port)) for _ in range(4)]
        monkeypatch.setattr(WebSocketsSansIOProtocol, "data_received", noted)
        counting = asyncio.create_task(count())
        for socket in hasty:
            await socket.send(frame(Op.PING) * (CONTROL_FRAMES_BURST - 1) + frame(Op.TEXT, AFTER))
        for socket in hasty:
            assert (await outcome(socket)).split(", ")[-1] == "served"
        counting.cancel()
        assert max(sizes) <= SLICE_BYTES
        assert max(after - before for before, after in pairwise(slices)) == 1
        sizes.clear()
        whole = frame(Op.TEXT, AFTER[:-1] + " " * 2 * SLICE_BYTES + AFTER[-1])
        await hasty[0].send(whole)
        assert (await outcome(hasty[0])).split(", ")[-1] == "served"
        assert sizes == [len(whole)]


async def test_behind_a_few_control_frames_there_is_a_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is read meanwhile is another one; with no more at hand than those few there is none."""
    monkeypatch.setattr(reading, "CONTROL_PAUSE_S", 3600)
    async with live_server(tmp_path) as server, greeted(server.port) as hasty, greeted(server.port) as other:
        await hasty.send(frame(Op.PING) * (CONTROL_FRAMES_BURST // 2))
        answers = [await hasty.frame() for _ in range(CONTROL_FRAMES_AT_ONCE)]
        assert answers == [(Op.PONG, b"")] * CONTROL_FRAMES_AT_ONCE
        await other.send(frame(Op.PING) * (CONTROL_FRAMES_AT_ONCE - 1) + frame(Op.TEXT, AFTER))
        assert (await outcome(other)).split(", ")[-1] == "served"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await hasty.frame()


async def test_what_looks_like_one_frame_behind_half_of_one_is_read_in_slices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is thousands to whoever has read the beginning."""
    sizes: list[int] = []
    read = WebSocketsSansIOProtocol.data_received

    def noted(self: WebSocketsSansIOProtocol, data: bytes) -> None:
        sizes.append(len(data))
        read(self, data)

    async with live_server(tmp_path) as server, greeted(server.port) as socket:
        monkeypatch.setattr(WebSocketsSansIOProtocol, "data_received", noted)
        begun, rest = frame(Op.PING)[:1], frame(Op.PING) * 5_000
        await socket.send(begun)
        await wait_until(lambda: sizes == [len(begun)], "half of a frame is read")
        # An empty ping's size and mask, which are those of a frame of 30 KB if they are its first bytes.
        await socket.send(b"\x80\xfe" + (len(rest) - 3).to_bytes(2) + b"x" + rest)
        assert (await outcome(socket)).split(", ")[-1] == "4006"
    assert max(sizes) <= SLICE_BYTES


@contextlib.asynccontextmanager
async def _served_a_turn(server: LiveServer) -> AsyncIterator[list[int]]:
    """How many requests are taken in each turn of the loop, while the block lasts."""
    taken = [0]
    served: list[int] = []
    connections = server.parts.gateway.connections.values()

    async def count() -> None:
        while True:
            taken.append(sum(connection._frames_in for connection in connections))
            served.append(taken[-1] - taken[-2])
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await asyncio.sleep(0)
    served.clear()
    try:
        yield served
    finally:
        counting.cancel()


async def _token(server: LiveServer) -> str:
    async with httpx.AsyncClient(base_url=server.url) as http:
        answer = await http.post("/api/tokens", json={"user_id": new_user()})
        return str(answer.json()["token"])


MANY = frame(Op.TEXT, '{"type":"ping"}') * 100 + frame(Op.TEXT, AFTER)


async def test_requests_of_many_are_served_a_few_in_a_turn(tmp_path: Path) -> None:
    """However many are at hand, between any few of them others have their turn."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(live_server(tmp_path, frames_burst=10_000))
        hasty = [await stack.enter_async_context(greeted(server.port)) for _ in range(4 * REQUESTS.step.count)]
        async with _served_a_turn(server) as served:
            for socket in hasty:
                await socket.send(MANY)
            for socket in hasty:
                assert (await outcome(socket)).split(", ")[-1] == "served"
    assert max(served) == REQUESTS.step.count


async def test_requests_of_one_user_leave_the_loop_to_others(tmp_path: Path) -> None:
    """On however many sockets they send them; another user's are served meanwhile as if there were none."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(live_server(tmp_path, frames_burst=10_000))
        token = await _token(server)
        hasty = [await stack.enter_async_context(greeted(server.port, token)) for _ in range(4)]
        quiet = await stack.enter_async_context(greeted(server.port, await _token(server)))
        async with _served_a_turn(server) as served:
            for socket in hasty:
                await socket.send(MANY)
            await wait_until(lambda: any(served), "the flood has begun")
            await quiet.send(frame(Op.TEXT, AFTER))
            assert await outcome(quiet) == "served"
            before_quiet = sum(served)
            for socket in hasty:
                assert (await outcome(socket)).split(", ")[-1] == "served"
        assert before_quiet < 50  # of 405
        assert max(served) <= OF_A_USER + 1  # one is the other user's
        assert served.count(0) > len(served) / 2  # turns in which there was nothing of theirs to do


async def test_what_comes_while_a_request_is_served_is_left_at_its_sender(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for one chunk; and it is served when its turn comes."""
    is_served = asyncio.Event()

    async def serve(*_: object) -> None:
        await is_served.wait()

    async with live_server(tmp_path, frames_burst=10_000_000) as server, greeted(server.port) as socket:
        (protocol,) = _protocols_of(server)
        monkeypatch.setattr(server.parts.gateway._house.commands, "serve", serve)
        await socket.send(frame(Op.TEXT, '{"type":"ping"}'))
        sending = asyncio.create_task(socket.send(frame(Op.TEXT, '{"type":"ping"}') * 200_000))
        await wait_until(lambda: not protocol.transport.is_reading(), "it is left where it is")
        assert len(protocol._unread) <= 256 * 1024  # what asyncio reads at once
        monkeypatch.undo()
        is_served.set()
        assert (await socket.frame() or (None, b""))[0] == Op.TEXT
        sending.cancel()  # most of it is still at its sender
        await asyncio.gather(sending, return_exceptions=True)


async def test_what_comes_before_the_handshake_is_answered_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frame of a client in a hurry is read once there is a socket for it, a broken one too."""
    answered = asyncio.Event()
    receive = EndingProtocol.receive

    async def receive_later(self: EndingProtocol) -> ASGIReceiveEvent:
        await answered.wait()
        return await receive(self)

    monkeypatch.setattr(EndingProtocol, "receive", receive_later)
    async with live_server(tmp_path) as server, wire(server.port) as socket:
        await socket.send(head_of(server.port))
        await wait_until(lambda: _protocols_of(server) != [], "the handshake is read")
        await socket.send(frame(3))
        async with httpx.AsyncClient(base_url=server.url) as http:
            await http.get("/api/health")
        answered.set()
        answer = await socket.answer()
        assert answer is not None
        assert answer.status == 101
        assert await outcome(socket) == "1002"


async def test_fragments_are_put_together_as_they_come(tmp_path: Path) -> None:
    """A message in many pieces costs what its bytes cost."""
    async with live_server(tmp_path) as server, greeted(server.port) as socket:
        (protocol,) = _protocols_of(server)
        pieces = 0
        await socket.send(frame(Op.TEXT, "{", fin=False))
        for _ in range(CONTROL_FRAMES_BURST // 2):
            await socket.send(frame(Op.MORE, b" ", fin=False) + frame(Op.PING))
            assert await socket.frame() == (Op.PONG, b"")
            pieces = max(pieces, len(protocol.frames))
        assert pieces <= PIECES_KEPT


async def test_a_close_code_arrives_though_more_is_coming(house: ServerProcess) -> None:
    """A reset would overtake it: what still comes is read and thrown away for a while."""
    async with greeted(house.port) as socket:
        await socket.send(frame(3))
        await socket.send(b"x" * 4_000_000)
        opcode, payload = await socket.frame() or (None, b"")
        assert (opcode, struct.unpack("!H", payload[:2])) == (Op.CLOSE, (1002,))
        assert await socket.ends()
