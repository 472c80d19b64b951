"""How the server logs: structlog to stderr, for people or as JSON; what other libraries say, in the same form.

Each line has what it belongs to: the request or the socket, and the job with its attempt, bound as context variables by
whoever begins one. What must not be told is taken out of the finished line, whoever said it. The same trouble is told a
few times, then counted. server/README.md lists the events.
"""

import logging
import sys
from collections.abc import Iterable
from contextvars import Context
from math import inf
from time import monotonic
from types import TracebackType
from typing import Any, Final, NamedTuple

import structlog
from asgi_correlation_id import correlation_id
from structlog.typing import EventDict, Processor

from server import spans
from server.asked import with_frame
from server.redaction import Redactor
from server.repetition import LeftOut, Repetition

WITHOUT_LOCALS: Final = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
"""Local variables hold tokens and what users said: no trace shows them, in either form."""

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


def trouble(record: logging.LogRecord) -> Trouble | None:
    """What a line tells that is not well; None: all is well."""
    facts: dict[str, Any] = record.msg if isinstance(record.msg, dict) else {"event": str(record.msg)}
    status = facts.get("status")
    is_bad_answer = isinstance(status, int) and status >= FIRST_BAD_STATUS
    if record.levelno < logging.WARNING and not is_bad_answer:
        return None
    return Trouble(record.name, record.levelno, facts["event"], status or facts.get("code"))


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
    at_end = _json(redactor) if log_format == "json" else _for_people(redactor)
    handler = Lines()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*at_start, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *at_end],
        )
    )
    # From which line of the code something is said is told in no form, and finding it takes a fifth of a line's time
    # (docs.python.org, Logging HOWTO, "Optimization").
    logging._srcfile = None  # noqa: SLF001 - it is what the documentation names
    number = logging.getLevelNamesMapping()[level.upper()]
    root = logging.getLogger()
    root.handlers = [handler]
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
        processors=[*at_start, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
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


def _json(redactor: Redactor) -> list[Processor]:
    return [
        structlog.processors.ExceptionRenderer(WITHOUT_LOCALS),
        _redacting(redactor),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def _for_people(redactor: Redactor) -> list[Processor]:
    plain = structlog.dev.plain_traceback
    return [
        structlog.processors.format_exc_info,  # without locals, too
        _redacting(redactor),
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain),
    ]


def _redacting(redactor: Redactor) -> Processor:
    def redacted(_logger: object, _method: str, line: EventDict) -> EventDict:
        return {name: redactor.value(value, name) for name, value in line.items()}

    return redacted


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Instead of Python's own trace on stderr, which nothing is taken out of."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger("repcast.process").critical("process_crashed", exc_info=(kind, error, trace))
