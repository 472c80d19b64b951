"""Whose address counts when a proxy stands in between, over a real server: the header is believed of few."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError
from websockets.exceptions import ConnectionClosed

from schemas.close_codes import CloseCode
from tests.support.live_server import LiveServer, live_server
from tests.support.parts import settings_for
from tests.support.raw_client import raw_client
from tests.support.samples import new_user

THE_PROXY = "127.0.0.1"
SOMEBODY = "203.0.113.7"
CLAIMS = (
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-For", "::ffff:127.0.0.1"),
    ("X-Forwarded-For", ""),
    ("Forwarded", "for=127.0.0.1"),
    ("X-Real-IP", "127.0.0.1"),
    ("Via", "1.1 proxy"),
)
"""What a stranger may write, or a proxy that names nobody."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, max_connections_per_address=1, trusted_proxies=f"{THE_PROXY}, 10.0.0.0/8") as it:
        yield it


async def _is_served(server: LiveServer, *forwarded: str) -> bool:
    """Whether a socket that says so may stay open; who is not at this machine is refused later, at ``hello``."""
    headers = [("X-Forwarded-For", value) for value in forwarded]
    async with raw_client(server.socket_url, hello=False, additional_headers=headers) as client:
        with suppress(ConnectionClosed):
            await client.send_text('{"type":"hello","id":"h"}')
        return await client.closed() != CloseCode.TOO_MANY_CONNECTIONS


async def _hold(stack: AsyncExitStack, server: LiveServer, *forwarded: str) -> None:
    headers = [("X-Forwarded-For", value) for value in forwarded]
    await stack.enter_async_context(raw_client(server.socket_url, hello=False, additional_headers=headers))


async def test_a_trusted_proxy_tells_who_the_client_is(server: LiveServer) -> None:
    """Each client behind it has a count of its own."""
    async with AsyncExitStack() as stack:
        await _hold(stack, server, SOMEBODY)
        assert not await _is_served(server, SOMEBODY)
        assert await _is_served(server, "203.0.113.8")


@pytest.mark.parametrize("same", [f"198.51.100.1, {SOMEBODY}", f"127.0.0.1, {SOMEBODY}, 10.9.9.9", f"{SOMEBODY}:4711"])
async def test_of_several_hops_the_last_untrusted_one_counts(server: LiveServer, same: str) -> None:
    """What stands before it, the client may have written itself."""
    async with AsyncExitStack() as stack:
        await _hold(stack, server, SOMEBODY)
        assert not await _is_served(server, same)


async def test_two_headers_are_one_list(server: LiveServer) -> None:
    """A proxy may add a line of its own behind the client's."""
    async with AsyncExitStack() as stack:
        await _hold(stack, server, SOMEBODY)
        assert not await _is_served(server, "198.51.100.1", SOMEBODY)


async def test_a_site_of_ipv6_is_one_address(server: LiveServer) -> None:
    """Who is given a network has 2^64 addresses to come from."""
    async with AsyncExitStack() as stack:
        await _hold(stack, server, "2001:db8:1:2::3")
        assert not await _is_served(server, "2001:db8:1:2:ffff::4")
        assert await _is_served(server, "2001:db8:1:3::3")


async def test_what_is_no_address_is_counted_together(server: LiveServer) -> None:
    """Whoever invents names does not become somebody else with each."""
    async with AsyncExitStack() as stack:
        await _hold(stack, server, "<one>")
        assert not await _is_served(server, "another")


async def test_a_proxy_that_tells_nothing_is_counted_itself(server: LiveServer) -> None:
    """All behind it are one address."""
    async with AsyncExitStack() as stack:
        await _hold(stack, server)
        assert not await _is_served(server, "")
        assert await _is_served(server, SOMEBODY)


async def test_a_peer_that_is_no_proxy_does_not_move_the_count(tmp_path: Path) -> None:
    """Whatever it writes into the header."""
    async with live_server(tmp_path, max_connections_per_address=1, trusted_proxies="192.0.2.1") as server:
        async with AsyncExitStack() as stack:
            await _hold(stack, server)
            assert not await _is_served(server, SOMEBODY)
            assert not await _is_served(server, "192.0.2.1")


@pytest.mark.parametrize("trusted", [THE_PROXY, "", "*"])
async def test_who_comes_through_a_proxy_is_not_at_this_machine(tmp_path: Path, trusted: str) -> None:
    """Many proxies pass on what the client claims, and some are named to nobody: neither makes a stranger local."""
    address = f"/api/programs?user_id={new_user()}"
    async with live_server(tmp_path, trusted_proxies=trusted) as server:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
            assert (await http.get(address)).status_code == 200
            for header in CLAIMS:
                assert (await http.get(address, headers=dict([header]))).status_code == 403, header
        for header in CLAIMS:
            async with raw_client(server.socket_url, hello=False, additional_headers=[header]) as client:
                await client.send_text('{"type":"hello","id":"h"}')
                assert await client.closed() == CloseCode.FORBIDDEN, header


@pytest.mark.parametrize("trusted", ["proxy.example", "10.0.0.1/8", "127.0.0.1,,", "*,127.0.0.1"])
def test_a_proxy_is_named_by_its_address(tmp_path: Path, trusted: str) -> None:
    """A name would never be met, and nobody told that the proxy is not believed."""
    with pytest.raises(ValidationError, match="trusted_proxies"):
        settings_for(tmp_path, trusted_proxies=trusted)
