"""What all tests stand on."""

import logging
import sys
from collections.abc import Iterator
from importlib.metadata import version

import pytest
import structlog
from hypothesis import settings

# How long an example takes is the machine's affair: it has several test processes, and more to do. Each run takes
# others, so many runs see more than one long one.
settings.register_profile("patient", deadline=None, max_examples=60)
settings.load_profile("patient")

pytest_plugins = [
    "tests.support.chromium",
    "tests.support.live_option",
    "tests.support.postgres_fixtures",
    "tests.support.valkey_fixtures",
]

# Through the standard library, so that pytest shows it with the test that it belongs to, and nowhere else.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
    logger_factory=structlog.stdlib.LoggerFactory(),
)


def pytest_report_header() -> str:
    """What the tests' speech is, which does not come from this machine."""
    return f"speech: eSpeak NG, by espeakng-loader {version('espeakng-loader')}"


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command that sets logging up does so for the whole process, on a stream that ends with the command."""
    root, own = logging.getLogger(), logging.getLogger("repcast")
    handlers, levels, configured = root.handlers, (root.level, own.level), structlog.get_config()
    hook = sys.excepthook
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    sys.excepthook = hook
    structlog.configure(**configured)
    structlog.contextvars.clear_contextvars()
