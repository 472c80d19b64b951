"""Answering Prometheus at an address of its own, as workers do, and servers that share a port.

- `CannotAnswer`: nothing can listen at that address.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server


class CannotAnswer(Exception):
    """Nothing can listen at the address; says why."""


@contextmanager
def answering(registry: CollectorRegistry, host: str, port: int) -> Iterator[None]:
    """Tell what is counted to whoever asks at an address, in a thread of its own, until the block ends.

    Raises:
        CannotAnswer: not there.
    """
    try:
        answerer, thread = start_http_server(port, host, registry)
    except OSError as error:
        raise CannotAnswer(error.strerror or str(error)) from error
    try:
        yield
    finally:
        answerer.shutdown()
        answerer.server_close()
        thread.join()
