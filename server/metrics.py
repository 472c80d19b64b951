"""What a process counts about itself, for Prometheus. Each server has a registry of its own.

Labels have few values that are known beforehand: never a user's, a job's or a program's.
"""

from dataclasses import asdict

from prometheus_client import CollectorRegistry, Counter

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
