"""What a process counts about itself, for Prometheus. Each server has a registry of its own.

Labels have few values that are known beforehand: never a user's, a job's or a program's. A server answers for them
beside all else; a worker, which has no other door, at an address of its own.

- `CannotAnswer`: nothing can listen at that address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from prometheus_client import CollectorRegistry, Counter, start_http_server

from server.generation.spending import Spent, about_tokens


class ModelMetrics:
    """What the calls of a model cost, and how they end."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._tokens = Counter(
            "repcast_llm_tokens",
            "Tokens as the model's vendor counts them; cached is a part of input, reasoning one of output. "
            "Of calls that it did not count, uncounted_output is about what they wrote.",
            ["kind"],
            registry=registry,
        )
        self._calls = Counter(
            "repcast_llm_calls", "Requests to the model, by what became of them.", ["outcome"], registry=registry
        )

    def count(self, spent: Spent) -> None:
        """Count a call that is over."""
        self._calls.labels(spent.outcome).inc()
        if spent.usage is None:
            self._tokens.labels("uncounted_output").inc(about_tokens(spent.written_chars))
            return
        for name, tokens in asdict(spent.usage).items():
            self._tokens.labels(name.removesuffix("_tokens")).inc(tokens)


class Metrics:
    """The registry, and what is counted in it."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.model = ModelMetrics(self.registry)


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
