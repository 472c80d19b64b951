"""How sockets end that end together."""

import asyncio
from contextlib import AsyncExitStack
from itertools import pairwise

from server.turnstile import AT_ONCE
from tests.support.live_server import LiveServer
from tests.support.raw_client import raw_client
from tests.support.waiting import wait_until

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
