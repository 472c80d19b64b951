"""Where a client connects, and whether it is let in."""

from pathlib import Path

import pytest

from tests.support.live_server import LiveServer, live_server
from tests.support.push_clients import push_client
from tests.support.samples import new_user, program_request
from voice_client import (
    ConnectionLost,
    RequestRefused,
    Unauthorized,
    Unreachable,
)
from voice_client.link import socket_url


async def test_nobody_there_is_told_after_as_many_tries_as_may_be() -> None:
    """At the first connection."""
    with pytest.raises(Unreachable):
        async with push_client(1, max_retries=2):
            pass


async def test_a_wrong_token_is_unauthorized(server: LiveServer) -> None:
    """And is not tried again and again."""
    with pytest.raises(Unauthorized) as refused:
        async with push_client(server.port, token="nonsense"):  # noqa: S106 - is none
            pass
    assert refused.value.code == 4501


async def test_a_token_is_shown_and_renewed(server: LiveServer) -> None:
    """The new one is shown at the next connection, too."""
    user = new_user()
    issue = server.parts.doorkeeper.issue
    async with push_client(server.port, token=issue(user).token) as client:
        with pytest.raises(RequestRefused):
            await client.submit(program_request())
        await client.refresh(issue(user).token)
        await client.submit(program_request(user))


async def test_a_token_opens_a_socket_where_the_address_has_none_left(tmp_path: Path) -> None:
    """Others who share the address may have taken them all: it is shown at the handshake, too."""
    async with live_server(tmp_path, handshakes_per_minute=1) as server:
        async with push_client(server.port):
            pass
        user = new_user()
        token = server.parts.doorkeeper.issue(user).token
        async with push_client(server.port, token=token, max_retries=0) as client:
            await client.submit(program_request(user))


@pytest.mark.parametrize("token", ["töken", "two words", "two\r\nlines"])
async def test_what_fits_into_no_header_is_said_in_hello_alone(server: LiveServer, token: str) -> None:
    """And answered there."""
    with pytest.raises(Unauthorized):
        async with push_client(server.port, token=token, max_retries=0):
            pass


async def test_a_close_that_says_stay_away_is_obeyed(tmp_path: Path) -> None:
    """No second connection is tried."""
    async with live_server(tmp_path, max_connections_per_address=1) as server, push_client(server.port):
        with pytest.raises(ConnectionLost) as lost:
            async with push_client(server.port):
                pass
    assert lost.value.code == 4505


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000", "ws://127.0.0.1:8000/ws"),
        ("https://push.example", "wss://push.example/ws"),
        ("ws://h:1/ws", "ws://h:1/ws"),
        ("http://h/base/", "ws://h/base/ws"),
        ("localhost:8000", "ws://localhost:8000/ws"),
    ],
)
def test_addresses_are_understood_as_people_write_them(url: str, expected: str) -> None:
    """With or without a scheme, and whether or not the path is named."""
    assert socket_url(url) == expected


@pytest.mark.parametrize("url", ["ftp://h", "http://", "//", "http://:80", "http://h:99999", "http://h:x", "http://[h"])
def test_addresses_that_have_no_socket_are_refused(url: str) -> None:
    """By name."""
    with pytest.raises(ValueError, match="is not an http or ws address"):
        socket_url(url)
