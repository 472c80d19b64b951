"""``repcast-server keys``, and servers that go by what it says."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from server.access.identity import Scope
from server.access.key_book import Grant, KeyBook
from server.access.keys import FORM, id_of, new_key
from server.cli import app
from server.settings import Settings, environment_name
from server.storage.migrate import downgrade
from tests.support.keys import bearer
from tests.support.raw_client import raw_client
from tests.support.samples import new_user
from tests.support.server_process import ServerProcess, server_process
from tests.support.strangers import STRANGER
from tests.support.waiting import wait_until

USER = "7b0c5a8e-3f0e-4d5e-9a35-0d6f3f9f2a11"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a `.env` nor an environment of this machine; the database is in the test's folder."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(environment_name(field), raising=False)


def _keys(*arguments: str, database_url: str | None = None) -> Result:
    return CliRunner().invoke(app, ["keys", *arguments], env={"REPCAST_DATABASE_URL": database_url})


def _listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_keys("list", "--json").stdout)
    return found


def test_a_key_is_printed_once(database_url: str) -> None:
    """As JSON: its id, itself and its scope, and nothing else. What is kept of it, in any list, is not the key."""
    made = _keys("create", "--scope=agent", "--name=front desk", "--json", database_url=database_url)
    assert (made.exit_code, made.stderr) == (0, "")
    key = json.loads(made.stdout)
    assert list(key) == ["id", "key", "scope"]
    assert (id_of(key["key"]), key["scope"]) == (key["id"], "agent")
    for options in ((), ("--json",)):
        listed = _keys("list", *options, database_url=database_url)
        assert key["id"] in listed.stdout
        assert "front desk" in listed.stdout
        assert FORM.search(listed.stdout) is None
        assert key["key"].rsplit("_", 1)[1] not in listed.stdout


def test_for_people_the_key_alone_is_on_standard_output() -> None:
    """What is said about it goes elsewhere, so that it can be written to a file."""
    made = _keys("create", "--scope=admin")
    assert FORM.fullmatch(made.stdout.removesuffix("\n")) is not None
    assert str(id_of(made.stdout.strip())) in made.stderr


def test_a_list_says_whose_each_key_is_and_how_it_stands() -> None:
    """Oldest first; who expires and when, who was revoked, and who was never used."""
    first = _keys("create", "--scope=user", f"--user-id={USER}").stdout.strip()
    _keys("create", "--scope=admin", "--expires-in-days=2")
    assert _keys("revoke", str(id_of(first))).exit_code == 0
    revoked, active = _listed()
    assert (revoked["state"], revoked["scope"], revoked["user_id"]) == ("revoked", "user", USER)
    assert (active["state"], active["scope"], active["user_id"], active["last_used_at"]) == (
        "active",
        "admin",
        None,
        None,
    )
    made, ends = (datetime.fromisoformat(active[name]) for name in ("created_at", "expires_at"))
    assert (ends - made).days == 2
    assert [line.split()[:3] for line in _keys("list").stdout.splitlines()] == [
        ["id", "scope", "state"],
        [revoked["id"], "user", "revoked"],
        [active["id"], "admin", "active"],
    ]


def test_a_key_that_was_found_somewhere_is_revoked_by_itself() -> None:
    """It is not told again; to revoke it twice changes nothing; one that there is not is told, by 1."""
    key = _keys("create", "--scope=agent").stdout.strip()
    first = _keys("revoke", key)
    (revoked,) = _listed()
    second = _keys("revoke", str(id_of(key)))
    assert (first.exit_code, second.exit_code, _listed()) == (0, 0, [revoked])
    assert key not in first.stdout + first.stderr
    for unknown in (new_key(), "nonsense"):
        missing = _keys("revoke", unknown)
        assert missing.exit_code == 1
        assert missing.stderr.startswith("There is no key of this id")
        assert unknown not in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scope=user",), "--user-id: "),
        (("--scope=agent", f"--user-id={USER}"), "--user-id: "),
        (("--scope=user", "--user-id=jane"), "--user-id"),
        (("--scope=root",), "agent, user, admin"),
        (("--scope=local",), "agent, user, admin"),
        ((), "--scope"),
        (("--scope=agent", "--expires-in-days=0"), "--expires-in-days"),
        (("--scope=agent", "--name=" + "x" * 101), "--name: "),
        (("--scope=agent", "--name=a\x1b[31m"), "--name: "),
    ],
)
def test_what_makes_no_key_is_told_by_its_name(arguments: tuple[str, ...], said: str) -> None:
    """By exit code 2; and there is no key."""
    refused = _keys("create", *arguments)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert said in refused.stderr
    assert _listed() == []


def test_only_scopes_that_can_be_had_are_offered() -> None:
    """What no key can have is named neither where the scope is missing nor in the help."""
    for told in (_keys("create"), _keys("create", "--help")):
        assert "local" not in told.output


@pytest.mark.parametrize("command", [("create", "--scope=agent"), ("list",), ("revoke", "x")])
def test_a_postgres_of_another_version_is_left_alone(postgres_url: str, command: tuple[str, ...]) -> None:
    """A sentence says what to do; whoever migrates it does so with all servers in mind."""
    downgrade(postgres_url)
    refused = _keys(*command, database_url=postgres_url)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("REPCAST_DATABASE_URL: the database is at ")
    assert refused.stderr.endswith("run: repcast-server migrate\n")


# Servers


async def _answers(server: ServerProcess, header: dict[str, str] | None = None) -> int:
    async with httpx.AsyncClient(base_url=server.url) as http:
        return (await http.get("/api/programs", headers=header)).status_code


def test_without_a_key_no_other_address_is_served() -> None:
    """And the refusal says how a key is made, by a command that makes one."""
    refused = CliRunner().invoke(app, ["serve", "--host=0.0.0.0", "--port=0"])
    assert refused.exit_code == 2
    (command,) = (line.split() for line in refused.stderr.splitlines() if line.startswith("  repcast-server "))
    made = CliRunner().invoke(app, command[1:])
    assert FORM.fullmatch(made.stdout.strip()) is not None


async def test_with_a_key_other_addresses_are_served(tmp_path: Path) -> None:
    """Nobody without one is, not even who is at this machine, nor who has one that was revoked before the start."""
    url = f"sqlite:///{tmp_path / 'keys.sqlite3'}"
    book = KeyBook(url)
    key, revoked = await book.make(Grant(Scope.AGENT)), await book.make(Grant(Scope.AGENT))
    await book.revoke(str(id_of(revoked)))
    async with server_process(tmp_path, "--host=0.0.0.0", database_url=url) as server:
        for who in ({}, STRANGER):
            shown = [who, who | bearer(key), who | bearer(revoked)]
            assert [await _answers(server, header) for header in shown] == [401, 200, 401]


async def test_each_of_several_processes_sees_a_revocation(
    tmp_path: Path, postgres_url: str, redis_url: str, redis_prefix: str
) -> None:
    """Without a key they serve this machine, whatever secret they share; what is revoked, none of them serves."""
    shared: dict[str, Any] = {"database_url": postgres_url, "redis_url": redis_url, "redis_prefix": redis_prefix}
    book = KeyBook(postgres_url)
    async with server_process(tmp_path, "--processes=2", **shared) as server:
        assert {await _answers(server) for _ in range(8)} == {200}
        key = await book.make(Grant(Scope.AGENT))
        shown = bearer(key)
        assert {await _answers(server, shown) for _ in range(8)} == {200}
        async with httpx.AsyncClient(base_url=server.url, headers=shown) as http:
            token = (await http.post("/api/tokens", json={"user_id": new_user()})).json()["token"]
        async with (
            raw_client(server.socket_url, additional_headers=shown) as agent,
            raw_client(server.socket_url, greeting={"token": token}) as page,
        ):
            await book.revoke(str(id_of(key)))
            assert (await agent.closed(), await page.closed()) == (4501, 4501)

        async def all_refuse() -> bool:
            return {await _answers(server, shown) for _ in range(8)} == {401}

        await wait_until(all_refuse, "both refuse it")
        # Those of this command know each other's tokens; servers of other commands would not.
        assert server.log.read_text(encoding="utf-8").count("tokens_not_shared") == 1
