"""A connection that redis-py opened, read by the chunk."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse, ResponseError

from server.push import redis_wire
from server.push.redis_link import connector
from server.push.redis_wire import MOST_AT_ONCE, PIECE_BYTES, Heard, Wire, packed, take_over
from tests.support.waiting import wait_until


@contextlib.asynccontextmanager
async def _wire(heard: Heard) -> AsyncIterator[tuple[Wire, socket.socket]]:
    """One end of a connection, and the server's, which says what the test has it say."""
    ours, theirs = socket.socketpair()
    wires: list[Wire] = []

    class Opening(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            wires.append(Wire(transport, heard))
            transport.set_protocol(wires[0])

    with theirs:
        theirs.setblocking(False)
        await asyncio.get_running_loop().create_connection(Opening, sock=ours)
        yield wires[0], theirs
        wires[0].close()


async def _say(end: socket.socket, data: bytes) -> None:
    await asyncio.get_running_loop().sock_sendall(end, data)


def _numbers(count: int) -> bytes:
    return b"".join(b":%d\r\n" % number for number in range(count))


@given(
    st.lists(st.binary(max_size=40), max_size=20), st.lists(st.integers(min_value=1, max_value=50)), st.integers(1, 64)
)
def test_replies_come_whole_and_in_order_however_they_are_cut(
    words: list[bytes], cuts: list[int], piece_bytes: int
) -> None:
    """On the way, or on the way into the parser."""

    async def hear() -> list[list[bytes]]:
        heard: list[list[bytes]] = []
        async with _wire(heard.extend) as (wire, _):
            said, begin = b"".join(packed(b"message", word) for word in words), 0
            for cut in [*cuts, len(said)]:
                wire.data_received(said[begin : begin + cut])
                begin += cut
            await wait_until(lambda: len(heard) >= len(words), "everything is heard")
        return heard

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redis_wire, "PIECE_BYTES", piece_bytes)
        assert asyncio.run(hear()) == [[b"message", word] for word in words]


async def test_a_flood_leaves_others_their_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much comes at once: between what is handed over in one turn and in the next, the loop goes round."""
    monkeypatch.setattr(redis_wire, "TURN_S", -1.0)  # each is too long
    turns: list[int] = []
    rounds = 0

    async def go_round() -> None:
        nonlocal rounds
        while True:
            await asyncio.sleep(0)
            rounds += 1

    def hear(replies: list[Any]) -> None:
        turns.extend([rounds] * len(replies))

    async with _wire(hear) as (_, server):
        going = asyncio.create_task(go_round())
        await _say(server, _numbers(1000))
        await wait_until(lambda: len(turns) == 1000, "everything is heard")
        going.cancel()
    assert len(set(turns)) == len(turns)


async def test_what_is_handed_over_at_once_grows_while_it_takes_no_time() -> None:
    """It begins with one, and is bounded."""
    sizes: list[int] = []
    async with _wire(lambda replies: sizes.append(len(replies))) as (wire, _):
        wire.data_received(_numbers(1000))
        await wait_until(lambda: sum(sizes) == 1000, "everything is heard")
    assert sizes[0] == 1
    assert max(sizes) == MOST_AT_ONCE


async def test_nothing_is_read_while_there_is_something_to_hand_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """So what waits is no more than was read twice; the rest waits at the server, which then cannot send it."""
    monkeypatch.setattr(redis_wire, "TURN_S", -1.0)
    said = _numbers(20_000)
    heard: list[int] = []
    most_waiting = 0

    async with _wire(heard.extend) as (wire, server):
        saying = asyncio.create_task(_say(server, said * 100))

        def waiting() -> int:
            return sum(map(len, wire._unread))

        while len(heard) < 500:
            await asyncio.sleep(0)
            most_waiting = max(most_waiting, waiting())
        assert not saying.done()
        assert not wire._transport.is_reading()
        assert PIECE_BYTES < most_waiting <= 2 * 256 * 1024  # what asyncio and uvloop read at once
        monkeypatch.setattr(redis_wire, "TURN_S", 0.002)
        await saying
        await wait_until(lambda: len(heard) == 2_000_000, "everything is heard")
        assert wire._transport.is_reading()
    assert heard == list(range(20_000)) * 100


@pytest.mark.parametrize(
    ("said", "ending"),
    [
        (b"", RedisConnectionError),
        (b"nonsense\r\n", InvalidResponse),
        (b"-ERR a mistake\r\n", ResponseError),
    ],
)
async def test_who_waits_for_the_end_is_told_why(said: bytes, ending: type[Exception]) -> None:
    """The server has gone, or says what is no Redis, or what it says is an error and the hearer raises it."""

    def hear(replies: list[Any]) -> None:
        for reply in replies:
            raise reply

    async with _wire(hear) as (wire, server):
        await _say(server, said)
        server.shutdown(socket.SHUT_WR)
        with pytest.raises(ending):
            await wire.ended()
        wire.write(packed(b"PING"))  # nothing, by now


async def test_nothing_is_heard_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even what had been read before it."""
    monkeypatch.setattr(redis_wire, "TURN_S", -1.0)
    heard: list[int] = []
    async with _wire(heard.extend) as (wire, _):
        wire.data_received(_numbers(100))
        wire.close()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert heard == [0]


async def test_a_server_that_says_more_than_it_was_asked_for_is_given_up() -> None:
    """Its answers would be taken for those to other questions."""
    has_left = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"+OK\r\n" * 20)
        await reader.read()
        writer.close()
        has_left.set()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    connection = connector(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}", "repcast")()
    try:
        await connection.connect()  # type: ignore[no-untyped-call]  # redis-py's
        with pytest.raises(RedisConnectionError):
            await take_over(connection, list[Any]().extend)
    finally:
        await connection.disconnect(nowait=True)
        await has_left.wait()
        server.close()


def test_a_command_is_packed_as_redis_reads_it() -> None:
    """Words of bytes, each with its length."""
    assert packed(b"PING") == b"*1\r\n$4\r\nPING\r\n"
    assert packed(b"SET", b"k", b"\r\n") == b"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\n\r\n\r\n"
