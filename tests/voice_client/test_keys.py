"""A client and a command line that show a key, at a server where there are keys."""

import json
from pathlib import Path

import pytest

from schemas.close_codes import CloseCode
from server.access.identity import Scope
from tests.support.command_line import repcast
from tests.support.keys import new_key, revoke
from tests.support.live_server import LiveServer, live_server
from tests.support.push_clients import push_client
from tests.support.raw_client import raw_client
from tests.support.samples import new_user, program_request
from tests.support.waiting import wait_until
from voice_client import Unauthorized
from voice_client.cli.exits import Exit


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the project is read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REPCAST_TOKEN", raising=False)


async def test_a_client_shows_its_key_and_is_told_when_it_is_revoked(tmp_path: Path) -> None:
    """It does not come back then."""
    async with live_server(tmp_path, key_refresh_s=0.05) as server:
        key = await new_key(server)
        async with push_client(server.port, token=key) as client:
            await (await client.submit(program_request(duration_weeks=1))).result()
            await revoke(server, key)
            await wait_until(lambda: not server.parts.gateway.connections, "its socket is closed")
            with pytest.raises(Unauthorized) as refused:
                await client.ping()
            assert refused.value.code == CloseCode.UNAUTHORIZED


async def test_the_command_line_takes_a_key_from_the_environment_or_a_file(server: LiveServer, tmp_path: Path) -> None:
    """The file counts before the environment; without either it is a matter of access."""
    key = await new_key(server)
    (tmp_path / "key").write_text(f"{key}\n")
    base = ("submit", "muscle gain", "--weeks=1", "--no-wait", "--url", server.url, "--user", new_user())
    fields = ("--category=hypertrophy", "--height-cm=180", "--weight-kg=80", "--days=3", "--level=beginner")
    for options, environment, code in (
        ((), {"REPCAST_TOKEN": key}, Exit.DONE),
        ((f"--token-file={tmp_path / 'key'}",), {"REPCAST_TOKEN": "nonsense"}, Exit.DONE),
        ((), {"REPCAST_TOKEN": "nonsense"}, Exit.AUTH),
        ((), {}, Exit.AUTH),
    ):
        called = await repcast(*base, *fields, *options, **environment)
        assert called.code == code, called.err
        assert key not in called.out + called.err


async def test_doctor_says_whether_a_key_lets_in(server: LiveServer) -> None:
    """And what is lacking, where nothing is shown."""
    key = await new_key(server)
    well = await repcast("doctor", "--json", "--url", server.url, REPCAST_TOKEN=key)
    assert (well.code, {line["ok"] for line in well.lines}) == (Exit.DONE, {True})
    ill = await repcast("doctor", "--json", "--url", server.url)
    (credentials,) = (line for line in ill.lines if not line["ok"])
    assert (ill.code, credentials["part"]) == (Exit.AUTH, "credentials")
    assert "key" in credentials["detail"]


async def test_page_has_a_token_for_the_browser_and_keeps_the_key(server: LiveServer) -> None:
    """The address lets its user in and holds nothing else; a user's own key has one for that user alone."""
    user = new_user()
    agent, own = await new_key(server), await new_key(server, Scope.USER, user)
    for key in (agent, own):
        called = await repcast("page", "--json", "--user", user, "--url", server.url, REPCAST_TOKEN=key)
        (line,) = called.lines
        assert key not in json.dumps(line)
        async with raw_client(server.socket_url, greeting={"token": line["url"].split("#token=")[1]}) as page:
            assert (await page.ask("jobs.watch", user_id=user))["type"] == "jobs.watched"
    refused = await repcast("page", "--user", new_user(), "--url", server.url, REPCAST_TOKEN=own)
    assert (refused.code, refused.out) == (Exit.AUTH, "")
