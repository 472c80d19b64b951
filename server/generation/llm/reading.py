"""What has been read of one stream, whichever API it speaks. Pure.

The openai package builds its models from whatever comes, without a check: a field may be missing, or hold anything.
So nothing of an event is taken without a look at it.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace

from server.generation.llm.outcomes import Done, Failed, Failure, Outcome, Reasoning, TextDelta
from server.generation.spending import Usage

MOST_TOKENS_OF_A_CALL = 100_000_000
"""What is told to be more was not counted: the largest windows of models hold some ten millions [J]."""


class Reading(ABC):
    """Events in, what they tell out.

    Attributes:
        is_over: nothing that is worth waiting for comes any more.
        usage: as far as the vendor has told it.
        response_id: the vendor's name for the answer.
        refusal: in the model's words, if it declines; they may repeat the user's, so no log has them.
    """

    def __init__(self) -> None:
        self.is_over = False
        self.usage: Usage | None = None
        self.response_id = ""
        self.refusal = ""
        self._is_empty = True
        self._has_ended = False
        self._failed: Failed | None = None

    @abstractmethod
    def take(self, event: object) -> TextDelta | Reasoning | None:
        """Take the next event."""

    @property
    def outcome(self) -> Outcome | None:
        """How the answer has ended; None: it has not."""
        if not self._has_ended:
            return None
        if self._failed is not None:
            return self.with_what_is_known(self._failed)
        if self.refusal:
            return self.with_what_is_known(Failed(Failure.REFUSED, f"in {len(self.refusal)} characters"))
        if self._is_empty:
            return self.with_what_is_known(Failed(Failure.EMPTY))
        return Done(self.usage, self.response_id)

    def with_what_is_known(self, failed: Failed) -> Failed:
        """The same failure, with what was learned of the call before it."""
        return replace(failed, usage=self.usage, response_id=self.response_id)

    def _wrote(self, text: str) -> TextDelta | None:
        if not text:
            return None
        self._is_empty = False
        return TextDelta(text)

    def _end(self, failed: Failed | None = None) -> None:
        self._has_ended = True
        self._failed = failed


def at(value: object, *path: str) -> object:
    """What stands there, or None."""
    for name in path:
        value = getattr(value, name, None)
    return value


def text_at(value: object, *path: str) -> str:
    """The text that stands there, or none."""
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def count_at(value: object, *path: str) -> int | None:
    """The count that stands there, if one does."""
    found = at(value, *path)
    return found if isinstance(found, int) and found >= 0 else None


def usage_by(told: object, places: Mapping[str, tuple[str, ...]]) -> Usage | None:
    """What a call cost as the vendor told it; None where it did not: all of it missing, or more than can be.

    Args:
        places: where each count of `Usage` stands.
    """
    counts = {name: count_at(told, *path) or 0 for name, path in places.items()}
    usage = Usage(**counts)
    is_counted = usage.billed_tokens > 0 and max(counts.values()) <= MOST_TOKENS_OF_A_CALL
    return usage if is_counted else None
