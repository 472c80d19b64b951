"""How the server logs: structlog to stderr, for people or as JSON; what other libraries say, in the same form.

Each line has what it belongs to: the request or the socket, and the job with its attempt, bound as context variables by
whoever begins one. What must not be told is taken out of the finished line, whoever said it. The same trouble is told a
few times, then counted. server/README.md lists the events.
"""

import logging
import sys
from collections.abc import Iterable, Mapping
from contextvars import Context
from math import inf
from time import monotonic
from types import TracebackType
from typing import Any, Final, NamedTuple

import structlog
from asgi_correlation_id import correlation_id
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from server import spans
from server.asked import with_frame
from server.log_lines import Render, render_for
from server.redaction import Redactor
from server.repetition import LeftOut, Repetition

OWN: Final = "repcast"
"""Begins the names of our own loggers. Others say their warnings alone, at every level: what they tell at lower ones
are statements with their values, frames and headers."""

SAME_TROUBLE_MOST: Final = 5
SAME_TROUBLE_WITHIN_S: Final = 10.0
FIRST_BAD_STATUS: Final = 400


class Trouble(NamedTuple):
    """What is the same in each line that tells of it."""

    name: str
    level: int
    event: str
    kind: object
    """The status of an answer, the code of a failure."""


class Lines(logging.StreamHandler[Any]):
    """Writes lines, the same trouble only a few times; then says how often it was left out."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self._trouble: Repetition[Trouble] = Repetition(SAME_TROUBLE_MOST, SAME_TROUBLE_WITHIN_S)

    def emit(self, record: logging.LogRecord) -> None:
        now_s = monotonic()
        self._tell(self._trouble.over(now_s))
        what = trouble(record)
        if what is None or self._trouble.may_say(what, now_s):
            super().emit(record)

    def write(self, line: str) -> None:
        """Write one that is no trouble, as it is."""
        self.acquire()
        try:
            self._tell(self._trouble.over(monotonic()))
            self.stream.write(f"{line}{self.terminator}")
            self.flush()
        except Exception:  # noqa: BLE001 - whoever says it could do nothing about it; it is told as logging tells it
            self.handleError(logging.makeLogRecord({"msg": line}))
        finally:
            self.release()

    def close(self) -> None:
        if not self.stream.closed:
            self._tell(self._trouble.over(inf))
        super().close()

    def _tell(self, left_out: Iterable[LeftOut[Trouble]]) -> None:
        for each in left_out:
            what = each.what
            facts = {"of": what.event, "times": each.times, "within_s": self._trouble.within_s}
            logger = logging.getLogger(what.name)
            line = logger.makeRecord(what.name, what.level, "", 0, "lines_left_out", (), None, extra=facts)
            Context().run(super().emit, line)  # it belongs to no request


class OwnLogger:
    """What structlog hands our own lines to.

    What is well is written straight: the standard library makes a record of a line, and of that another one, which
    takes twice the time of all else. Trouble goes its way, for all handlers that want it.
    """

    def __init__(self, name: str, lines: Lines, render: Render) -> None:
        self._logger = logging.getLogger(name)
        self._lines = lines
        self._render = render

    def debug(self, /, **line: Any) -> None:
        self._say("debug", line)

    def info(self, /, **line: Any) -> None:
        self._say("info", line)

    def warning(self, /, **line: Any) -> None:
        self._pass_on("warning", line)

    def error(self, /, **line: Any) -> None:
        self._pass_on("error", line)

    def critical(self, /, **line: Any) -> None:
        self._pass_on("critical", line)

    def _say(self, method: str, line: EventDict) -> None:
        if is_bad_answer(line):
            self._pass_on(method, line)
        else:
            self._lines.write(self._render(line))

    def _pass_on(self, method: str, line: EventDict) -> None:
        args, extra = ProcessorFormatter.wrap_for_formatter(self._logger, method, line)
        getattr(self._logger, method)(*args, **extra)


def trouble(record: logging.LogRecord) -> Trouble | None:
    """What a line tells that is not well; None: all is well."""
    facts: dict[str, Any] = record.msg if isinstance(record.msg, dict) else {"event": str(record.msg)}
    if record.levelno < logging.WARNING and not is_bad_answer(facts):
        return None
    return Trouble(record.name, record.levelno, facts["event"], facts.get("status") or facts.get("code"))


def is_bad_answer(facts: Mapping[str, Any]) -> bool:
    """Whether a line tells of an answer that is an error's."""
    status = facts.get("status")
    return isinstance(status, int) and status >= FIRST_BAD_STATUS


def configure_logs(*, level: str, log_format: str, secrets: Iterable[str] = ()) -> Redactor:
    """Set logging up for this process.

    Args:
        secrets: of this process: they are hidden in every line, whatever holds them.

    Returns:
        what hides them.
    """
    redactor = Redactor(secrets)
    at_start: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        with_frame,
        _belonging,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render = render_for(log_format, redactor)
    lines = Lines()
    lines.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*at_start, structlog.stdlib.ExtraAdder()],
            processors=[ProcessorFormatter.remove_processors_meta, lambda _logger, _method, line: render(line)],
        )
    )
    # From which line of the code something is said is told in no form, and finding it takes a fifth of a line's time
    # (docs.python.org, Logging HOWTO, "Optimization").
    logging._srcfile = None  # noqa: SLF001 - it is what the documentation names
    number = logging.getLevelNamesMapping()[level.upper()]
    root = logging.getLogger()
    root.handlers = [lines]
    root.setLevel(max(logging.WARNING, number))
    logging.getLogger(OWN).setLevel(number)
    # Its one line for each request or handshake is said by ourselves at the end of it, where it is worth one.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)
    # That a client's X-Request-ID is none is no trouble of ours.
    logging.getLogger("asgi_correlation_id").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
    sys.excepthook = _crashed
    structlog.configure(
        processors=at_start,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda name: OwnLogger(name, lines, render),
        cache_logger_on_first_use=True,
    )
    return redactor


def _belonging(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Which HTTP request a line belongs to (for a socket its handshake), and which trace."""
    request_id = correlation_id.get()
    if request_id is not None:
        line.setdefault("request_id", request_id)
    trace_id = spans.trace_id(line.get("job_id"))
    if trace_id is not None:
        line.setdefault("trace_id", trace_id)
    return line


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Instead of Python's own trace on stderr, which nothing is taken out of."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger("repcast.process").critical("process_crashed", exc_info=(kind, error, trace))
