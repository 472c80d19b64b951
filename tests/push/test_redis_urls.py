"""What a Redis URL can say, and the loops that it is said in: the bus works all the same."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
import uvloop

from server.push.redis_bus import RedisBus
from tests.support.cutting_proxy import cutting_proxy
from tests.support.frames import log
from tests.support.stations import station
from tests.support.valkey import Valkey

CERTIFICATE = Path(__file__).parents[1] / "webhooks" / "hooks.example.pem"

Way = Callable[[Valkey], AbstractAsyncContextManager[str]]


@contextlib.asynccontextmanager
async def _by_port(server: Valkey) -> AsyncIterator[str]:
    yield f"{server.url}/3"


@contextlib.asynccontextmanager
async def _by_socket(server: Valkey) -> AsyncIterator[str]:
    yield f"unix://{server.socket_path}?db=3"


@contextlib.asynccontextmanager
async def _by_name_and_password(server: Valkey) -> AsyncIterator[str]:
    server.command("ACL", "SETUSER", "repcast", "on", ">open/sesame", "allchannels", "+@connection", "+@pubsub")
    yield f"redis://repcast:open%2Fsesame@127.0.0.1:{server.port}"


@contextlib.asynccontextmanager
async def _by_tls(server: Valkey) -> AsyncIterator[str]:
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(CERTIFICATE)
    async with cutting_proxy(server.port, tls=own) as proxy:
        yield f"rediss://127.0.0.1:{proxy.port}?ssl_ca_certs={CERTIFICATE}&ssl_check_hostname=false"


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
@pytest.mark.parametrize("way", [_by_port, _by_socket, _by_name_and_password, _by_tls])
def test_many_frames_arrive_whichever_way_the_url_leads(
    own_valkey: Valkey, way: Way, new_loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    """In order, again after the connections were cut, and no byte is lost as a connection changes hands."""

    async def hear() -> None:
        async with way(own_valkey) as url, station(RedisBus(url, "repcast")) as here:
            assert here.bus.is_connected
            await here.bus.subscribe("user")
            here.bus.publish(log("job", range(1, 3001)))
            await here.has(3000)
            own_valkey.command("CLIENT", "KILL", "TYPE", "pubsub")
            await here.was_told_of_gaps(1)
            here.bus.publish(log("job", range(3001, 6001)))
            await here.has(6000)
            assert here.of("user") == list(range(1, 6001))

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(hear())
