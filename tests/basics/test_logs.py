"""The server's own log: for people or for machines, and never with what is secret."""

import errno
import io
import json
import logging
import sys

import pytest
import structlog
from asgi_correlation_id import correlation_id
from structlog.contextvars import bound_contextvars

from server.logs import SAME_TROUBLE_MOST, configure_logs

CANARY = "canary-7f3a"
FORMATS = pytest.mark.parametrize("log_format", ["console", "json"])


def _fail_with_a_secret() -> None:
    token = CANARY
    try:
        _ = [][len(token)]
    except IndexError:
        structlog.get_logger("repcast.test").exception("it_broke", job_id="j")


@FORMATS
def test_a_trace_names_places_and_no_values(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    """The locals of a crash are not logged: they hold tokens and what users said."""
    configure_logs(level="info", log_format=log_format)
    _fail_with_a_secret()
    said = capsys.readouterr().err
    assert "it_broke" in said
    assert "_fail_with_a_secret" in said
    assert CANARY not in said.replace("_fail_with_a_secret", "")


@FORMATS
def test_secrets_are_hidden_wherever_they_stand(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    """In our own lines and in those of libraries, in their arguments, in errors and what caused them."""
    configure_logs(level="info", log_format=log_format, secrets=[CANARY])
    log = structlog.get_logger("repcast.test")
    log.info("one", error=f"wrong: {CANARY}", facts=[{"password": CANARY}], token=CANARY)
    logging.getLogger("some.library").warning("%s", CANARY, extra={"address": f"redis://:{CANARY}@redis"})
    error = ValueError(CANARY)
    error.__cause__ = OSError(f"redis://:{CANARY}@redis")
    log.error("it_broke", exc_info=error)
    said = capsys.readouterr().err
    assert said.count("[hidden]") >= 6
    assert CANARY not in said


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line, also one of another library, is JSON with a time and a level."""
    configure_logs(level="info", log_format="json")
    structlog.get_logger("repcast.test").info("one", job_id="j", word="größer")
    logging.getLogger("some.library").warning("two %d", 2)
    _fail_with_a_secret()
    said = capsys.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in lines] == ["one", "two 2", "it_broke"]
    assert "größer" in said
    assert all(line["timestamp"].endswith("Z") and line["level"] for line in lines)


@pytest.mark.parametrize("say", ["info", "error"])
def test_what_is_no_character_is_told_too(capsys: pytest.CaptureFixture[str], say: str) -> None:
    """Half a pair of surrogates cannot be written in UTF-8; the line is JSON all the same."""
    configure_logs(level="info", log_format="json")
    getattr(structlog.get_logger("repcast.test"), say)("one", word="\ud83d")
    assert json.loads(capsys.readouterr().err)["word"] == "\ud83d"


def test_lines_for_people_stand_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """The time, the level, the event, the rest by name; what has a space in it is in quotes."""
    configure_logs(level="info", log_format="console")
    structlog.get_logger("repcast.test").info("one", word="b", said="a b", code=1006, was=None)
    logging.getLogger("some.library").warning("two")
    structlog.get_logger("repcast.test").warning("three", word="c")
    said = [line.partition(" ")[2] for line in capsys.readouterr().err.splitlines()]
    assert said == [
        f"[info     ] {'one':30} code=1006 said='a b' was=None word=b",
        "[warning  ] two",
        f"[warning  ] {'three':30} word=c",
    ]


class _Full(io.StringIO):
    """A stream whose disk is full from the first line on."""

    def write(self, text: str, /) -> int:
        if text.startswith("{"):
            raise OSError(errno.ENOSPC, "no space")
        return super().write(text)


@pytest.mark.parametrize("say", ["info", "error"])
def test_a_log_that_cannot_be_written_stops_nobody(monkeypatch: pytest.MonkeyPatch, say: str) -> None:
    """Whoever says a line goes on, and that it is lost is told as far as possible."""
    full = _Full()
    monkeypatch.setattr(sys, "stderr", full)
    configure_logs(level="info", log_format="json")
    getattr(structlog.get_logger("repcast.test"), say)("one")
    assert "no space" in full.getvalue()


def test_the_level_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below the level is not said."""
    configure_logs(level="warning", log_format="console")
    structlog.get_logger("repcast.test").info("quiet")
    structlog.get_logger("repcast.test").warning("loud")
    said = capsys.readouterr().err
    assert "quiet" not in said
    assert "loud" in said


@pytest.mark.parametrize(
    "name", ["httpx2", "openai", "uvicorn.error", "websockets.server", "sqlalchemy.engine.Engine", "docket", "alembic"]
)
def test_libraries_say_their_warnings_alone(name: str) -> None:
    """At lower levels they tell addresses with passwords, statements with their values, frames with tokens."""
    configure_logs(level="debug", log_format="json")
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)
    assert logging.getLogger("repcast.push").isEnabledFor(logging.DEBUG)


def test_a_line_says_what_it_belongs_to(capsys: pytest.CaptureFixture[str]) -> None:
    """The request, the socket, the job: bound by who begins them, also in lines of libraries."""
    configure_logs(level="info", log_format="json")
    token = correlation_id.set("r-1")
    with bound_contextvars(connection_id="c-1"):
        structlog.get_logger("repcast.test").info("one")
        logging.getLogger("some.library").warning("two")
    correlation_id.reset(token)
    structlog.get_logger("repcast.test").info("three")
    one, two, three = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (one["request_id"], one["connection_id"]) == (two["request_id"], two["connection_id"]) == ("r-1", "c-1")
    assert not {"request_id", "connection_id"} & three.keys()


def test_the_same_trouble_does_not_flood(capsys: pytest.CaptureFixture[str]) -> None:
    """It is told a few times, then counted; the count comes at the end, at the latest. What is well is always told."""
    configure_logs(level="info", log_format="json")
    log = structlog.get_logger("repcast.test")
    for number in range(100):
        with bound_contextvars(connection_id=number):
            log.error("storage_unavailable", error=f"attempt {number}")
            log.info("connection_closed", code=1006)
            log.info("request_ended", status=401)
    log.error("storage_unavailable", code="another")
    logging.getLogger().handlers[0].close()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    events = [line["event"] for line in lines]
    assert events.count("storage_unavailable") == SAME_TROUBLE_MOST + 1
    assert events.count("connection_closed") == 100
    assert events.count("request_ended") == SAME_TROUBLE_MOST
    left_out = [line for line in lines if line["event"] == "lines_left_out"]
    assert [(line["of"], line["times"], line["level"]) for line in left_out] == [
        ("storage_unavailable", 100 - SAME_TROUBLE_MOST, "error"),
        ("request_ended", 100 - SAME_TROUBLE_MOST, "info"),
    ]
    assert not any("connection_id" in line for line in left_out)


def test_the_end_of_the_process_by_an_error_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Python's own trace would hide nothing."""
    configure_logs(level="info", log_format="json", secrets=[CANARY])
    sys.excepthook(ValueError, ValueError(CANARY), None)
    said = capsys.readouterr().err
    assert json.loads(said)["event"] == "process_crashed"
    assert CANARY not in said
