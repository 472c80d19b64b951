"""How a line of the log looks: for people, or as JSON. What must not be told is taken out of it first."""

import json
import re
import sys
from collections.abc import Callable
from typing import Final

import structlog
from pydantic_core import to_json
from structlog.dev import Column, ConsoleRenderer
from structlog.typing import EventDict, Processor

from server.redaction import Redactor

Render = Callable[[EventDict], str]
"""Makes text of a line. It may change the line."""

WITHOUT_LOCALS: Final = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
"""Local variables hold tokens and what users said: no trace shows them, in either form."""

EVENT_CHARS, LEVEL_CHARS = 30, 9
"""What is padded, so that what stands behind it begins at the same place in every line."""

NEEDS_QUOTES: Final = re.compile("[ \t=\r\n\"']")


def render_for(log_format: str, redactor: Redactor) -> Render:
    """What renders lines as ``json``, or as ``console`` for people."""
    last: Render
    trace: Processor
    if log_format == "json":
        last, trace = _as_json, structlog.processors.ExceptionRenderer(WITHOUT_LOCALS)
    else:
        last, trace = _for_people(), structlog.processors.format_exc_info  # without locals, too

    def render(line: EventDict) -> str:
        if "exc_info" in line:
            line = trace(None, "", line)
        return last(redactor.fields(line))

    return render


def _as_json(line: EventDict) -> str:
    try:
        return to_json(line).decode()
    except ValueError:  # half of a surrogate pair, which is no character
        return json.dumps(line)


def _for_people() -> Render:
    columns = None if sys.stderr.isatty() else PLAIN_COLUMNS
    console = ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback, columns=columns)
    return lambda line: console(None, "", line)


def _shown(value: object) -> str:
    return value if isinstance(value, str) and NEEDS_QUOTES.search(value) is None else repr(value)


PLAIN_COLUMNS: Final = [
    Column("", lambda name, value: f"{name}={_shown(value)}"),
    Column("timestamp", lambda _, value: str(value)),
    Column("level", lambda _, value: f"[{value!s:<{LEVEL_CHARS}}]"),
    Column("event", lambda _, value: f"{value!s:<{EVENT_CHARS}}"),
]
"""Those of structlog without its styles, which take three quarters of the time where there is no terminal."""
