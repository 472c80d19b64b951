"""Crash reports to Sentry: what the log tells as an error with a trace, once, and nothing else.

No local variables, no bodies, no breadcrumbs, nobody's address: a report has the places, the message with its secrets
hidden, and the ids of the line. The package's own integrations, which would add the rest, are not used.
"""

import logging
import sys
from time import monotonic
from types import TracebackType
from typing import Any, Final

import sentry_sdk
from asgi_correlation_id import correlation_id
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import event_from_exception
from structlog.contextvars import get_contextvars

from server import __version__
from server.logs import SAME_TROUBLE_MOST, SAME_TROUBLE_WITHIN_S, Trouble, trouble
from server.redaction import Redactor
from server.repetition import Repetition

FLUSH_S: Final = 2.0
"""What the end of a process waits for a report that is on its way."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def start(dsn: str, redactor: Redactor) -> None:
    """Report crashes from now on."""

    def scrubbed(event: Event, _hint: Hint) -> Event:
        return redactor.value(event)  # type: ignore[return-value]  # what it was, without secrets

    sentry_sdk.init(
        dsn=dsn,
        release=f"repcast@{__version__}",
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        send_client_reports=False,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=scrubbed,
    )
    logging.getLogger().addHandler(Crashes())


class Crashes(logging.Handler):
    """Reports a crash where it is logged; the same one only a few times."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._trouble: Repetition[Trouble] = Repetition(SAME_TROUBLE_MOST, SAME_TROUBLE_WITHIN_S)

    def emit(self, record: logging.LogRecord) -> None:
        facts = _facts(record)
        crash = _crash(record, facts)
        what, now_s = trouble(record), monotonic()
        if crash is None or what is None:
            return
        self._trouble.over(now_s)
        if not self._trouble.may_say(what, now_s):
            return
        options = sentry_sdk.get_client().options
        event, hint = event_from_exception(crash, options, {"type": "logging", "handled": True})
        event |= {"level": "error", "logger": record.name, "tags": {"event": what.event, **facts}}
        sentry_sdk.capture_event(event, hint)

    def close(self) -> None:
        sentry_sdk.flush(FLUSH_S)
        super().close()


def _crash(record: logging.LogRecord, facts: dict[str, Any]) -> ExcInfo | None:
    """The error that a line tells of, whichever way it was said."""
    told = facts.pop("exc_info", None) or record.exc_info
    if isinstance(told, BaseException):
        return (type(told), told, told.__traceback__)
    found = told if isinstance(told, tuple) else sys.exc_info() if told else None
    return None if found is None or found[0] is None or found[1] is None else (found[0], found[1], found[2])


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    """What a line says beside its event and its time."""
    own = record.msg if isinstance(record.msg, dict) else {**get_contextvars(), "request_id": correlation_id.get()}
    return {name: value for name, value in own.items() if name not in {"event", "level", "timestamp"}}
