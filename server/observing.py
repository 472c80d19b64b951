"""What a process shows of itself: its log; traces and crash reports where they are wanted and can be had."""

from importlib import import_module
from typing import Final

import structlog

from server.logs import configure_logs
from server.redaction import Redactor
from server.settings import Settings, environment_name

EXTRAS: Final = (
    ("otel_endpoint", "server.tracing", "otel"),
    ("sentry_dsn", "server.crash_reports", "sentry"),
)
"""The setting that asks for something, the module that begins it, the extra that brings what it takes."""


def observe(settings: Settings) -> None:
    """Begin. What is wanted but not installed is told, and the process goes on without."""
    redactor = configure_logs(level=settings.log_level, log_format=settings.log_format, secrets=settings.secrets())
    for setting, module, extra in EXTRAS:
        where = getattr(settings, setting)
        if where is not None:
            _begin(environment_name(setting), where.get_secret_value(), module, extra, redactor)


def _begin(setting: str, where: str, module: str, extra: str, redactor: Redactor) -> None:
    try:
        begin = import_module(module).start
    except ModuleNotFoundError as missing:
        install = f"pip install 'repcast[{extra}]'"
        structlog.get_logger("repcast.process").error(
            "extra_not_installed", setting=setting, missing=missing.name, install=install
        )
        return
    begin(where, redactor)
