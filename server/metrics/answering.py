"""Answering Prometheus at an address of its own, as workers do, and servers that share a port.

- `CannotAnswer`: nothing can listen at that address.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server


class CannotAnswer(Exception):
    """Nothing can listen at the address; says why."""


Address = tuple[str, int]
"""A host, and a port."""


@contextmanager
def answered(registry: CollectorRegistry, address: Address | None) -> Iterator[None]:
    """Tell what is counted to whoever asks at an address, in a thread of its own, until the block ends.

    Args:
        address: None: nobody is told.

    Raises:
        CannotAnswer: not there.
    """
    if address is None:
        yield
        return
    host, port = address
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
