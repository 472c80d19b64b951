"""What a socket leaves behind: nothing that a collector of garbage would have to look for."""

import gc
from collections.abc import Iterator

import pytest

from server.api.protocol import BoundedProtocol
from server.gateway.connection import Connection
from server.gateway.protocol import EndingProtocol
from server.push.reader import Reader
from tests.support.live_server import LiveServer
from tests.support.raw_client import raw_client
from tests.support.waiting import wait_until

OF_A_SOCKET = (BoundedProtocol, EndingProtocol, Connection, Reader)


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _left() -> list[str]:
    return [type(each).__name__ for each in gc.get_objects() if issubclass(type(each), OF_A_SOCKET)]


@pytest.mark.usefixtures("no_collection")
async def test_a_socket_that_has_ended_is_gone_without_a_collection(server: LiveServer) -> None:
    """With all that it held, whoever closed it."""
    for _ in range(3):
        async with raw_client(server.socket_url) as client:
            await client.ask("ping")
    async with raw_client(server.socket_url, hello=False) as client:
        await client.send_text("no frame")
        await client.closed()
    await wait_until(lambda: not _left(), "all is gone")
