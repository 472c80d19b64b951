"""``repcast send``: raw lines out, raw frames back."""

from tests.support.command_line import repcast
from tests.support.live_server import LiveServer
from voice_client.cli.exits import Exit

FIELDS = (
    "--height-cm=190.5",
    "--weight-kg=87.5",
    "--category=hypertrophy",
    "--weeks=3",
    "--days=4",
    "--level=intermediate",
)


async def test_send_says_what_it_is_told(server: LiveServer) -> None:
    """Raw lines from standard input; what comes back is printed as it is."""
    called = await repcast("send", "--linger=0.3", "--url", server.url, stdin='{"type":"ping","id":"p"}\n\nnonsense\n')
    assert called.code == Exit.DONE
    assert [line["type"] for line in called.lines] == ["welcome", "pong", "error"]


async def test_send_can_leave_out_hello(server: LiveServer) -> None:
    """A socket that the server closes ends the call, with what the code means."""
    called = await repcast("send", "--no-hello", "--url", server.url, stdin='{"type":"ping"}\n')
    assert called.code == Exit.AUTH
    assert "4501" in called.err
    assert called.lines[0]["code"] == "unauthorized"


async def test_send_can_pretend_to_be_a_page(server: LiveServer) -> None:
    """To see what another origin is answered."""
    called = await repcast("send", "--origin=http://evil.example", "--url", server.url)
    assert called.code == Exit.AUTH
    assert "403" in called.err
