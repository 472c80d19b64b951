"""What the protocol offers beside ASGI changes nothing of ASGI."""

from pathlib import Path

from websockets.http11 import Request

from server.gateway.protocol import RECEIVE, EndingProtocol
from tests.support.live_server import live_server
from tests.support.raw_client import raw_client


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
