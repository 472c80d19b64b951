"""The server's own log: for people or for machines, and never with what is secret."""

import json
import logging

import pytest
import structlog

from server.logs import configure_logs

CANARY = "canary-7f3a"


def _fail_with_a_secret() -> None:
    token = CANARY
    try:
        _ = [][len(token)]
    except IndexError:
        structlog.get_logger("repcast.test").exception("it_broke", job_id="j")


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_trace_names_places_and_no_values(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    """The locals of a crash are not logged: they hold tokens and what users said."""
    configure_logs(level="info", log_format=log_format)
    _fail_with_a_secret()
    said = capsys.readouterr().err
    assert "it_broke" in said
    assert "_fail_with_a_secret" in said
    assert CANARY not in said.replace("_fail_with_a_secret", "")


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line, also one of another library, is JSON with a time and a level."""
    configure_logs(level="info", log_format="json")
    structlog.get_logger("repcast.test").info("one", job_id="j")
    logging.getLogger("some.library").warning("two %d", 2)
    _fail_with_a_secret()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["one", "two 2", "it_broke"]
    assert all(line["timestamp"].endswith("Z") and line["level"] for line in lines)


def test_the_level_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below the level is not said."""
    configure_logs(level="warning", log_format="console")
    structlog.get_logger("repcast.test").info("quiet")
    structlog.get_logger("repcast.test").warning("loud")
    said = capsys.readouterr().err
    assert "quiet" not in said
    assert "loud" in said


def test_the_models_http_client_is_quiet() -> None:
    """Its line for each request would tell the address, which may hold a password."""
    configure_logs(level="info", log_format="json")
    assert not logging.getLogger("httpx2").isEnabledFor(logging.INFO)
    assert not logging.getLogger("openai").isEnabledFor(logging.INFO)
