"""What the protocol offers beside ASGI changes nothing of ASGI."""

import asyncio
from pathlib import Path
from typing import Any

from websockets.http11 import Request

from server.gateway.protocol import RECEIVE, EndingProtocol
from tests.support.deaf_client import SMALL_BUFFER_BYTES, deaf_client
from tests.support.live_server import live_server
from tests.support.raw_client import raw_client
from tests.support.waiting import PATIENCE_S, wait_until


class _Plain(EndingProtocol):
    """Is asked for messages as ASGI has them."""

    __slots__ = ()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        self.scope["extensions"].pop(RECEIVE)


async def test_who_receives_by_asgi_is_given_text(tmp_path: Path) -> None:
    """Whole, in whatever alphabet."""
    async with live_server(tmp_path, protocol=_Plain) as server, raw_client(server.socket_url) as client:
        await client.send_text('{"type":"ping","id":"é💪"}')
        assert (await client.until("pong"))["id"] == "é💪"


async def test_what_waits_for_a_slow_reader_comes_as_it_reads(tmp_path: Path) -> None:
    """All of it, though nothing else happens on the socket: the transport says when it takes more."""
    quiet: dict[str, Any] = {"heartbeat_s": 300, "tail_interval_s": 300, "write_stall_s": 300, "frames_burst": 100_000}
    async with live_server(tmp_path, **quiet) as server:
        server.shrink_buffers(SMALL_BUFFER_BYTES)
        async with deaf_client(server.port) as slow:
            await slow.send('{"type":"hello","id":"h"}')
            (connection,) = server.parts.gateway.connections.values()
            asked = 0

            async def is_stuck() -> bool:
                nonlocal asked
                if connection.queued_frames:
                    return True
                for _ in range(20):
                    await slow.send('{"type":"ping","id":"%s"}' % ("x" * 60))
                asked += 20
                return False

            await wait_until(is_stuck, "its answers wait")
            received = b""
            async with asyncio.timeout(PATIENCE_S):
                while received.count(b'"pong"') < asked:
                    received += await slow._reader.read(65536)
            assert connection.queued_frames == 0
