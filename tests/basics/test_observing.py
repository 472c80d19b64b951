"""What is wanted of traces and crash reports, and cannot be had."""

import json
import logging
import sys
from pathlib import Path

import pytest

from server.observing import observe
from tests.support.parts import settings_for


@pytest.mark.parametrize(
    ("wanted", "module", "missing", "extra"),
    [
        ({"otel_endpoint": "http://127.0.0.1:1"}, "server.tracing", "opentelemetry.instrumentation.fastapi", "otel"),
        ({"sentry_dsn": "http://k@127.0.0.1:1/7"}, "server.crash_reports", "sentry_sdk", "sentry"),
    ],
)
def test_an_extra_that_is_not_installed_is_told_and_done_without(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    wanted: dict[str, str],
    module: str,
    missing: str,
    extra: str,
) -> None:
    """In one line, which says how to install it; the server serves all the same."""
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    observe(settings_for(tmp_path, log_format="json", **wanted))
    (line,) = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (line["event"], line["level"], line["missing"]) == ("extra_not_installed", "error", missing)
    assert line["install"] == f"pip install 'repcast[{extra}]'"


def test_nothing_is_imported_that_is_not_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed costs nothing where nobody asks for it."""
    for name in ("server.tracing", "server.crash_reports"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    observe(settings_for(tmp_path))
    assert not {"server.tracing", "server.crash_reports"} & sys.modules.keys()


def test_what_is_set_and_secret_is_known(tmp_path: Path) -> None:
    """Of URLs the password; of a key all of it."""
    settings = settings_for(
        tmp_path,
        database_url="postgresql://repcast:pw-of-db@db/repcast",
        redis_url="redis://:pw-of-redis@redis/0",
        openai_api_key="key-of-openai",
        openai_base_url="https://user:pw-of-vendor@vendor.example/v1",
        token_secret="t" * 32,
        sentry_dsn="https://key-of-sentry@sentry.example/7",
    )
    secrets = {"pw-of-db", "pw-of-redis", "key-of-openai", "pw-of-vendor", "t" * 32, "key-of-sentry"}
    assert secrets <= set(settings.secrets())
    assert not [secret for secret in secrets if secret in repr(settings)]


def test_what_is_set_and_secret_is_in_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever says it, and whatever it looks like."""
    observe(settings_for(tmp_path, redis_url="redis://:pw-of-redis@redis/0"))
    logging.getLogger("redis").warning("WRONGPASS for pw-of-redis")
    said = capsys.readouterr().err
    assert "WRONGPASS" in said
    assert "pw-of-redis" not in said
