"""What the calls of a model cost, and how they end."""

from dataclasses import asdict, fields

from prometheus_client import CollectorRegistry

from server.generation.llm.costs import ABANDONED, DONE
from server.generation.llm.outcomes import Failure
from server.generation.spending import Spent, Usage, about_tokens
from server.metrics.series import Counts

UNCOUNTED = "uncounted_output"
KINDS = (*(field.name.removesuffix("_tokens") for field in fields(Usage)), UNCOUNTED)


class ModelMetrics:
    """Told of every call that is over."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._tokens = Counts(
            registry,
            "repcast_llm_tokens",
            "Tokens as the model's vendor counts them; cached is a part of input, reasoning one of output. "
            "Of calls that it did not count, uncounted_output is about what they wrote.",
            "kind",
            KINDS,
        )
        self._calls = Counts(
            registry,
            "repcast_llm_calls",
            "Requests to the model, by what became of them.",
            "outcome",
            (DONE, ABANDONED, *Failure),
        )

    def count(self, spent: Spent) -> None:
        """Count a call that is over."""
        self._calls.add(spent.outcome)
        if spent.usage is None:
            self._tokens.add(UNCOUNTED, about_tokens(spent.written_chars))
            return
        for name, tokens in asdict(spent.usage).items():
            self._tokens.add(name.removesuffix("_tokens"), tokens)
