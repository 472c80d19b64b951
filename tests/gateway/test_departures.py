"""How sockets end that end together."""

import asyncio
from contextlib import AsyncExitStack
from itertools import pairwise

from schemas.close_codes import CloseCode
from server.gateway.protocol import DEPARTURES, EndingProtocol
from tests.support.live_server import LiveServer
from tests.support.raw_client import raw_client
from tests.support.waiting import wait_until

AT_ONCE = DEPARTURES.pace.step.count
CROWD = 5 * AT_ONCE


async def test_a_crowd_that_is_lost_at_once_leaves_by_and_by(server: LiveServer) -> None:
    """Of many sockets whose peers are gone a few end in each turn of the loop, so that the others are served."""
    here = server.uvicorn.server_state.connections
    in_turns: list[int] = []

    async def count() -> None:
        while True:
            in_turns.append(len(here))
            await asyncio.sleep(0)

    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(raw_client(server.socket_url)) for _ in range(CROWD)]
        await wait_until(lambda: len(here) == CROWD, "all are there")
        counting = asyncio.create_task(count())
        for client in clients:
            client.socket.transport.abort()
        await wait_until(lambda: not here, "all are gone")
        counting.cancel()
    left = [before - after for before, after in pairwise(in_turns)]
    assert max(left) <= AT_ONCE
    assert sum(left) == CROWD


async def test_who_is_ended_while_waiting_to_leave_is_not_aborted_afterwards(server: LiveServer) -> None:
    """Its transport is gone by then, and cannot be told how to close."""
    loop = asyncio.get_running_loop()
    async with raw_client(server.socket_url):
        (protocol,) = server.uvicorn.server_state.connections
        assert isinstance(protocol, EndingProtocol)
        for _ in range(10 * AT_ONCE):  # others, for ten turns
            DEPARTURES.enter(lambda: None, loop)
        protocol.transport.abort()
        await asyncio.sleep(0)  # the turn in which it hears of it
        await asyncio.sleep(0)
        assert not protocol.disconnected, "it waits"
        protocol.end(CloseCode.SERVER_ERROR, "the server failed")
        assert protocol._abort_timer is not None
        await wait_until(lambda: protocol.disconnected, "it has left")
        assert protocol._abort_timer.cancelled()
