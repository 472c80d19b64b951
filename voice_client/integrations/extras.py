"""What an adapter says where its framework is not installed."""

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def extra(name: str) -> Iterator[None]:
    """Import a framework in this block.

    Args:
        name: the extra of the `repcast` distribution that brings it.

    Raises:
        ImportError: something of it is missing; it says what to install.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        raise ImportError(f'{missing}; it comes with: pip install "repcast[{name}]"', name=missing.name) from missing
