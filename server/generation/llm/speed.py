"""How fast the model is, by what its last calls have shown. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.generation.llm.calls import Try
from server.generation.llm.outcomes import Done

THINKING_S = 8.0
TOKEN_S = 1 / 120
"""A small model at low effort, 60 tokens a second, and half of the tokens that an answer takes at the most [J]: until a
call has shown what it really is."""
WEIGHT = 0.3
"""Of the newest call: after five of them the assumption counts for a sixth, and a slow hour is noticed within a few."""


@dataclass(slots=True)
class Speed:
    """Running means, newer calls weighing more; what a process has learned ends with it.

    Attributes:
        thinking_s: from the request to the first word.
        token_s: of writing, for each token that the answer might have taken.
    """

    thinking_s: float = THINKING_S
    token_s: float = TOKEN_S

    def learn(self, tries: Iterable[Try], tokens: int) -> None:
        """Take note of those that came to their end, ``tokens`` being the estimate for their answer."""
        for each in tries:
            if isinstance(each.outcome, Done) and each.first_text_s is not None:
                self.thinking_s += WEIGHT * (each.first_text_s - self.thinking_s)
                self.token_s += WEIGHT * ((each.lasted_s - each.first_text_s) / tokens - self.token_s)

    def lasts_s(self, tokens_of_calls: Iterable[int]) -> float:
        """About how long calls take, one behind the other, with these estimates for their answers."""
        return sum(self.thinking_s + self.token_s * tokens for tokens in tokens_of_calls)
