"""What all tests stand on."""

import structlog

# One plain line an entry: rendering traces for people costs more than most tests.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])
