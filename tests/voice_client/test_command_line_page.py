"""``repcast page``: an address that lets one user in."""

from pathlib import Path

import pytest

from tests.support.command_line import repcast
from tests.support.live_server import LiveServer
from tests.support.ports import free_port
from tests.support.raw_client import raw_client
from tests.support.samples import new_user
from voice_client.cli.exits import Exit


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the project is read."""
    monkeypatch.chdir(tmp_path)


async def test_the_address_lets_in_its_user_alone(server: LiveServer) -> None:
    """Its token is in the fragment; data is the address and nothing else."""
    user = new_user()
    called = await repcast("page", "--user", user, "--url", server.url)
    assert called.code == Exit.DONE
    address, token = called.out.strip().split("#token=")
    assert address == f"{server.url}/"
    async with raw_client(server.socket_url, hello=False) as client:
        await client.send("hello", token=token)
        assert (await client.next())["type"] == "welcome"
        await client.send("jobs.watch", user_id=user)
        assert (await client.next())["type"] == "jobs.watched"
        await client.send("jobs.watch", user_id=new_user())
        assert (await client.next())["code"] == "forbidden"


async def test_a_program_reads_it_with_its_end(server: LiveServer) -> None:
    """As a line of JSON, for the user of the environment."""
    called = await repcast("page", "--json", "--url", server.url, REPCAST_USER_ID=new_user())
    (line,) = called.lines
    assert set(line) == {"url", "expires_at"}
    assert called.err == ""


async def test_a_token_of_another_user_gets_none(server: LiveServer, tmp_path: Path) -> None:
    """And the exit code says that it is a matter of access."""
    file = tmp_path / "token"
    file.write_text(server.parts.doorkeeper.issue(new_user()).token, encoding="utf-8")
    called = await repcast("page", "--user", new_user(), "--url", server.url, "--token-file", str(file))
    assert (called.code, called.out) == (Exit.AUTH, "")
    assert "bound to another user" in called.err


async def test_without_a_server_there_is_no_address() -> None:
    """Exit code 3."""
    called = await repcast("page", "--url", f"http://127.0.0.1:{free_port()}")
    assert (called.code, called.out) == (Exit.UNREACHABLE, "")
