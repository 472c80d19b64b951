"""What all tests stand on."""

import structlog

# Through the standard library, so that pytest shows it with the test that it belongs to, and nowhere else.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
