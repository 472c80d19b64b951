"""The port through which a generator asks to spend, and tells what it has spent: the tokens of a model's vendor.

- `OverBudget`: a call may not be made, today or ever.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Protocol

CHARS_OF_A_TOKEN = 4
"""Of English text, about [OpenAI help 4936856]."""


def about_tokens(written_chars: int) -> int:
    """How many tokens a text may have been that the vendor did not count."""
    return ceil(written_chars / CHARS_OF_A_TOKEN)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the vendor counted, and bills.

    Attributes:
        input_tokens: the prompt; ``cached_tokens`` of them came from the vendor's cache, at a lower price.
        output_tokens: all that was generated; ``reasoning_tokens`` of them were thoughts.
    """

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            self.reasoning_tokens + other.reasoning_tokens,
        )

    @property
    def billed_tokens(self) -> int:
        """In and out: the unit of budgets."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Spent:
    """What a call has cost.

    Attributes:
        outcome: for machines: what became of it.
        usage: None: not known, since the vendor did not tell; it bills all the same.
        written_chars: of its answer.
    """

    outcome: str
    usage: Usage | None
    written_chars: int


class OverBudget(Exception):
    """A call may not be made: it could cost more than is left.

    Attributes:
        again_at: when there is a new budget; None: the call could cost more than all of one.
    """

    def __init__(self, again_at: datetime | None) -> None:
        super().__init__("the budget of tokens does not suffice")
        self.again_at = again_at


class Spending(Protocol):
    """Who pays for one job's calls."""

    async def reserve(self, tokens: int) -> str:
        """Set aside the most that a call can cost, before it is made.

        Returns:
            the name of the call.

        Raises:
            OverBudget: that much is not left, and nothing is set aside.
        """

    async def settle(self, call: str, spent: Spent) -> None:
        """Tell what a call has cost, whatever became of it, in the place of what was set aside."""


class Unbounded:
    """Everything may be spent, and nobody counts."""

    async def reserve(self, tokens: int) -> str:
        del tokens
        return ""

    async def settle(self, call: str, spent: Spent) -> None:
        del call, spent
