"""``repcast-server``: what is refused before it is begun, and what a check says."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from server.cli import app
from server.settings import Settings, environment_name
from server.storage.migrate import MIGRATION_LOCK, check, downgrade
from server.storage.postgres_database import postgres_engine
from server.storage.url import parse_url
from tests.support.postgres import PostgresServer
from tests.support.valkey import Valkey

USER = "7b0c5a8e-3f0e-4d5e-9a35-0d6f3f9f2a11"
CHECK_TIMEOUT_S = 8
"""Of the compose file's health checks."""
SECRET = "a-secret-of-thirty-two-characters"  # noqa: S105 - of these tests


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a `.env` nor an environment of this machine."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(environment_name(field), raising=False)


def _called(*arguments: str, **settings: str) -> Result:
    return CliRunner().invoke(
        app, arguments, env={f"REPCAST_{name.upper()}": value for name, value in settings.items()}
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serve", "--processes=2"), "--processes 2: "),
        (("worker",), "A worker is given its jobs by Redis"),
        (("check", "--worker"), "--worker: "),
    ],
)
def test_what_takes_redis_is_refused_without(arguments: tuple[str, ...], said: str) -> None:
    """By exit code 2, and the name of the setting that is missing."""
    called = _called(*arguments)
    assert called.exit_code == 2
    assert called.stderr.startswith(said)
    assert "REPCAST_REDIS_URL" in called.stderr


def test_settings_that_do_not_go_together_are_named() -> None:
    """In a sentence, without what other settings hold."""
    called = _called("serve", "--port=0", job_concurrency="0", token_secret=SECRET)
    assert called.exit_code == 2
    assert called.stderr.splitlines() == [
        "REPCAST_JOB_CONCURRENCY: 0 leaves all jobs to workers, which takes REPCAST_REDIS_URL"
    ]


@pytest.mark.parametrize(
    "url", ["redis://:secret/word@127.0.0.1:6379/0", "http://127.0.0.1", "localhost:6379", "redis://127.0.0.1?secret=1"]
)
@pytest.mark.parametrize("command", [("serve", "--port=0"), ("worker",), ("check",)])
def test_what_is_no_url_of_redis_is_refused(command: tuple[str, ...], url: str) -> None:
    """In one sentence that says how it is written, and repeats no half of a password."""
    called = _called(*command, redis_url=url)
    assert called.exit_code == 2
    (said,) = called.stderr.splitlines()
    assert said.startswith("REPCAST_REDIS_URL: not a URL of Redis; use redis://")
    assert "secret" not in said


def test_a_token_takes_a_secret_that_servers_know() -> None:
    """Without one it would be worth nothing; nor is a user who is none given one."""
    called = _called("token", USER)
    assert (called.exit_code, called.stdout) == (2, "")
    assert called.stderr.startswith("REPCAST_TOKEN_SECRET: ")
    assert _called("token", "somebody", token_secret=SECRET).exit_code == 2


def _lines(called: Result) -> dict[str, str]:
    """What a check says of each part: ok or NO."""
    return {part: mark for mark, part, *_ in (line.split() for line in called.stderr.splitlines())}


def test_a_check_says_how_each_part_is(database_url: str, redis_url: str, redis_prefix: str) -> None:
    """The database and Redis, where it is configured; a worker only when it is asked for."""
    _called("migrate", database_url=database_url)
    alone = _called("check", database_url=database_url)
    assert (alone.exit_code, _lines(alone)) == (0, {"database": "ok"})
    both = _called("check", database_url=database_url, redis_url=redis_url)
    assert (both.exit_code, _lines(both)) == (0, {"database": "ok", "redis": "ok", "tokens": "??"})
    redis = {"redis_url": redis_url, "redis_prefix": redis_prefix}
    no_worker = _called("check", "--worker", database_url=database_url, **redis)
    assert (no_worker.exit_code, _lines(no_worker)) == (1, {"database": "ok", "redis": "ok", "worker": "NO"})


def test_a_check_says_whether_other_servers_know_its_tokens(redis_url: str) -> None:
    """A doubt is no fault: one server and its workers may well share Redis without a secret. A worker signs nothing."""
    _called("migrate")
    for secret, mark in (({}, "??"), ({"token_secret": SECRET}, "ok")):
        called = _called("check", redis_url=redis_url, **secret)
        assert (called.exit_code, _lines(called)["tokens"]) == (0, mark)
        assert "REPCAST_TOKEN_SECRET" in called.stderr
        assert SECRET not in called.stderr
    assert "tokens" not in _lines(_called("check", "--worker", redis_url=redis_url))


def test_a_check_knows_a_database_of_an_older_version(database_url: str) -> None:
    """And what to do about it."""
    downgrade(database_url)
    called = _called("check", database_url=database_url)
    assert (called.exit_code, _lines(called)) == (1, {"database": "NO"})
    assert called.stderr.endswith("run: repcast-server migrate\n")


@pytest.mark.parametrize("command", [("serve", "--port=0"), ("worker",)])
def test_nothing_is_begun_on_a_postgres_of_an_older_version(
    postgres_url: str, redis_url: str, command: tuple[str, ...]
) -> None:
    """A sentence says what to do, and no trace hides it."""
    downgrade(postgres_url)
    called = _called(*command, database_url=postgres_url, redis_url=redis_url)
    assert called.exit_code == 2
    assert called.stderr.startswith("REPCAST_DATABASE_URL: the database is at version none, this server's is")
    assert called.stderr.endswith("run: repcast-server migrate\n")
    assert len(called.stderr.splitlines()) == 1


def test_a_database_that_is_ahead_is_well(postgres_url: str) -> None:
    """As while an upgrade is under way: what is of the old version may still be begun, and says where it is."""

    async def migrate_further() -> None:
        engine = postgres_engine(parse_url(postgres_url), 1)
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await engine.dispose()

    asyncio.run(migrate_further())
    called = _called("check", database_url=postgres_url)
    assert (called.exit_code, _lines(called)) == (0, {"database": "ok"})
    assert "is at version 9999, which a later release" in called.stderr
    check(postgres_url)


def test_a_check_says_what_does_not_answer(own_valkey: Valkey) -> None:
    """Each part, in a line without a trace, and without a password."""
    own_valkey.kill()
    nobody = f"postgresql://repcast:{SECRET}@127.0.0.1:{own_valkey.port}/repcast"
    server = f"--server=http://127.0.0.1:{own_valkey.port}"
    called = _called("check", "--worker", server, database_url=nobody, redis_url=own_valkey.url)
    assert (called.exit_code, _lines(called)) == (1, dict.fromkeys(("database", "server", "redis", "worker"), "NO"))
    assert SECRET not in called.stderr


def test_a_check_does_not_wait_for_a_redis_that_stands_still(own_valkey: Valkey) -> None:
    """It ends before whoever watches loses patience."""
    _called("migrate")
    with own_valkey.paused():
        called = _called("check", "--worker", redis_url=own_valkey.url)
    assert (called.exit_code, _lines(called)) == (1, {"database": "ok", "redis": "NO", "worker": "NO"})


def test_a_check_does_not_wait_for_a_postgres_that_stands_still(own_postgres: PostgresServer) -> None:
    """Nor for a migration that is under way on one that answers."""
    _called("migrate", database_url=own_postgres.url())
    with own_postgres.silent():
        begun_s = monotonic()
        called = _called("check", database_url=own_postgres.url())
        assert monotonic() - begun_s < CHECK_TIMEOUT_S
    assert (called.exit_code, _lines(called)) == (1, {"database": "NO"})
    with _migration_under_way(own_postgres.url()):
        assert _called("check", database_url=own_postgres.url()).exit_code == 0


@contextlib.contextmanager
def _migration_under_way(url: str) -> Iterator[None]:
    """One that holds its lock until the block ends."""
    held, release = threading.Event(), threading.Event()

    async def hold() -> None:
        engine = postgres_engine(parse_url(url), 1)
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            held.set()
            await asyncio.to_thread(release.wait)
        await engine.dispose()

    with ThreadPoolExecutor(1) as threads:
        holding = threads.submit(asyncio.run, hold())
        held.wait()
        try:
            yield
        finally:
            release.set()
            holding.result()
