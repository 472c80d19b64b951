"""What an open socket keeps: nothing of its handshake, and no dict of attributes."""

import asyncio
from types import FrameType, GeneratorType
from typing import cast

import pytest

from server.gateway.lean import Gate, Inbox
from server.gateway.protocol import EndingProtocol
from tests.support.live_server import LiveServer
from tests.support.raw_client import raw_client


async def test_an_open_socket_keeps_nothing_of_its_handshake(server: LiveServer) -> None:
    """Its headers are with nobody once it is greeted, and every attribute that uvicorn has is a slot."""
    async with raw_client(server.socket_url, additional_headers={"x-mark": "of-this-handshake"}) as client:
        assert (await client.ask("ping"))["type"] == "pong"
        (connected,) = server.uvicorn.server_state.connections
        protocol = cast("EndingProtocol", connected)
        assert vars(protocol) == {}
        assert [name for name in ("request", "response") if hasattr(protocol, name)] == []
        assert dict(protocol.scope) == {}
        parsing = cast("FrameType", cast("GeneratorType[None, None, None]", protocol.conn.parser).gi_frame)
        assert [name for name in parsing.f_locals if name in ("request", "response")] == []
        assert (await client.ask("ping"))["type"] == "pong"


async def test_an_inbox_gives_what_came_in_order() -> None:
    """At once what is there, and later what comes later; a reader that gave up takes nothing with it."""
    inbox = Inbox()
    inbox.put_nowait({"n": 1})
    inbox.put_nowait({"n": 2})
    assert [await inbox.get(), await inbox.get()] == [{"n": 1}, {"n": 2}]
    assert inbox.empty()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await inbox.get()
    later = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put_nowait({"n": 3})
    inbox.put_nowait({"n": 4})
    assert [await later, await inbox.get()] == [{"n": 3}, {"n": 4}]


async def test_a_gate_lets_all_through_when_it_is_opened() -> None:
    """It is open when it is new."""
    gate = Gate()
    await gate.wait()
    gate.clear()
    gate.clear()
    assert not gate.is_set()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(2)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*waiting)
    assert gate.is_set()
