"""``repcast webhooks``: register, look, try, remove, from a command line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.webhooks import ALL_EVENTS
from tests.support.command_line import repcast
from tests.support.live_server import LiveServer, live_server
from tests.support.samples import new_user
from tests.webhooks.receiver import OK, Receiver, http, receiver
from voice_client.cli.exits import Exit


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the project is read."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    async with receiver() as running:
        yield running


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[LiveServer]:
    async with live_server(tmp_path, webhook_allow_private=True) as running:
        yield running


async def test_an_endpoint_on_a_command_line(server: LiveServer, there: Receiver) -> None:
    """Its secret is printed when it is made, and by no other command."""
    at = ("webhooks", "--url", server.url)
    made = await repcast(*at, "add", there.url)
    webhook_id, secret = made.out.split()
    assert secret.startswith("whsec_")
    assert "not told again" in made.err
    tried = await repcast(*at, "test", webhook_id)
    assert tried.code == Exit.DONE, tried.err
    [sent] = there.received
    sent.verified(secret)
    assert tried.out.split("\t")[:4] == [sent.id, "webhook.test", "delivered", "1"]
    again = await repcast(*at, "redeliver", webhook_id, sent.id)
    assert (again.code, there.ids) == (Exit.DONE, [sent.id] * 2)
    listed = await repcast(*at, "list")
    assert listed.out.split("\t")[:4] == [webhook_id, "enabled", there.url, "all"]
    assert "disabled by its owner" in (await repcast(*at, "disable", webhook_id)).out
    assert (await repcast(*at, "test", webhook_id)).code == Exit.USAGE
    assert (await repcast(*at, "enable", webhook_id)).out.split("\t")[1] == "enabled"
    rotated = await repcast(*at, "rotate", webhook_id)
    assert rotated.out.split()[1] not in (secret, "")
    shown = [*(await repcast(*at, "deliveries", webhook_id)).out.split("\t"), listed.out, again.out]
    assert sent.id in shown
    assert not any(secret in each for each in shown)
    assert (await repcast(*at, "remove", webhook_id)).code == Exit.DONE
    assert (await repcast(*at, "list")).out == ""
    assert (await repcast(*at, "remove", webhook_id)).code == Exit.FAILED


async def test_programs_read_json(server: LiveServer, there: Receiver) -> None:
    """A line for each, with the server's own fields; the exit code says whether a test arrived."""
    user, at = new_user(), ("webhooks", "--json", "--url", server.url)
    options = ("--event", "job.failed", "--event", "job.completed", "--user", user)
    [made] = (await repcast(*at, "add", there.url, *options)).lines
    assert (made["events"], made["user_id"]) == (["job.completed", "job.failed"], user)
    [everything] = (await repcast(*at, "add", there.url)).lines
    assert everything["events"] == list(ALL_EVENTS)
    assert [each["id"] for each in (await repcast(*at, "list")).lines] == [everything["id"], made["id"]]
    there.answers = [http(500, "out of order"), OK]
    refused = await repcast(*at, "test", made["id"])
    assert refused.code == Exit.FAILED
    assert "The receiver answered 500. out of order" in refused.err
    [delivery] = refused.lines
    assert (delivery["status"], delivery["response_status"]) == ("pending", 500)
    assert (await repcast(*at, "deliveries", made["id"], "--limit", "1")).lines == [delivery]
    [sent] = (await repcast(*at, "redeliver", made["id"], delivery["id"])).lines
    assert (sent["id"], sent["status"]) == (delivery["id"], "delivered")


async def test_what_the_server_refuses_is_said(server: LiveServer) -> None:
    """With the exit codes of all commands."""
    at = ("webhooks", "--url", server.url)
    refused = await repcast(*at, "add", "https://169.254.169.254/latest")
    assert refused.code == Exit.USAGE
    assert "not on the public internet" in refused.err
    assert (await repcast(*at, "test", new_user())).code == Exit.FAILED
    assert (await repcast("webhooks", "--url", "http://127.0.0.1:1", "list")).code == Exit.UNREACHABLE
