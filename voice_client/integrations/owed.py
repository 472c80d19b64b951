"""Which results the user is still to hear, and which answer of the model carries them. Pure.

A result is owed once it is noted in the conversation. The next answer is made with the note before it, so it carries
the result, whoever asked for that answer; heard to its end, it has told it. Cut off, or without a word, it has not,
and the result is owed again.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Result = TypeVar("Result")

MOST_TRIES = 3
"""A user who talks over a result so often will ask for it; the note stays in the conversation."""


@dataclass(slots=True)
class _Debt(Generic[Result]):
    result: Result
    tries: int = 0


@dataclass(slots=True)
class Owed(Generic[Result]):
    """The results of one conversation.

    Args:
        told: is handed each result that was heard.
    """

    told: Callable[[Result], None]
    _waiting: list[_Debt[Result]] = field(default_factory=list)
    _carried: defaultdict[str, list[_Debt[Result]]] = field(default_factory=lambda: defaultdict(list))
    """Of each answer that is not over."""

    @property
    def is_waiting(self) -> bool:
        """No answer carries what is owed: one has to be asked for."""
        return bool(self._waiting)

    def noted(self, result: Result) -> None:
        """The conversation holds it now."""
        self._waiting.append(_Debt(result))

    def began(self, answer: str) -> None:
        """The model reads the conversation for an answer."""
        self._carried[answer].extend(self._waiting)
        self._waiting.clear()

    def reread(self) -> None:
        """Every answer that is not over is gone on with from the conversation as it is now."""
        for answer in list(self._carried):
            self.began(answer)

    def ended(self, answer: str, *, is_heard: bool) -> None:
        """An answer is over; what it carried is told, or owed again, or given up."""
        for debt in self._carried.pop(answer, []):
            debt.tries += 1
            if is_heard:
                self.told(debt.result)
            elif debt.tries < MOST_TRIES:
                self._waiting.append(debt)
