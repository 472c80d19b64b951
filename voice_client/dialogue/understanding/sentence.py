"""A sentence while it is being read: its tokens, and who has understood which of them."""

from collections.abc import Iterator

from voice_client.dialogue.understanding.acts import Context
from voice_client.dialogue.understanding.numbers import with_numbers
from voice_client.dialogue.understanding.ownership import asides, habits, is_own
from voice_client.dialogue.understanding.spelling import spelled_right
from voice_client.dialogue.understanding.tokens import Kind, readable, tokens_of


class Sentence:
    """What was said, cut up.

    Args:
        text: as it was said or typed.
        context: what it answers.
    """

    def __init__(self, text: str, context: Context) -> None:
        self.text = spelled_right(readable(text))
        self.context = context
        self.tokens = with_numbers(tokens_of(self.text))
        self.own = tuple(is_own(self.tokens))
        self.free = list(self.own)
        self.habits = habits(self.tokens)
        self.asides = asides(self.tokens) | self.habits

    def claim(self, first: int, behind: int) -> None:
        """These tokens are understood; nobody else reads them."""
        self.free[first:behind] = [False] * (behind - first)

    def word(self, place: int) -> str:
        """The word or mark at a place; empty outside, and for a number."""
        inside = 0 <= place < len(self.tokens) and self.tokens[place].kind is not Kind.NUMBER
        return self.tokens[place].text if inside else ""

    def number(self, place: int) -> float | None:
        """The number at a place that nobody has claimed."""
        inside = 0 <= place < len(self.tokens) and self.free[place]
        return self.tokens[place].value if inside else None

    def before(self, place: int, most: int) -> Iterator[str]:
        """The words before a place, the nearest first, as far as the clause goes."""
        for at in range(place - 1, max(place - 1 - most, -1), -1):
            if self.tokens[at].ends_clause:
                return
            yield self.word(at)

    def behind(self, place: int, most: int) -> Iterator[str]:
        """The words from a place on, as far as the clause goes."""
        for at in range(place, min(place + most, len(self.tokens))):
            if self.tokens[at].ends_clause:
                return
            yield self.word(at)

    def said_between(self, first: int, behind: int) -> list[str]:
        """The words of a stretch, across clauses."""
        return [self.word(at) for at in range(first, behind)]

    def clauses(self) -> Iterator[tuple[int, int]]:
        """The clauses, as places of tokens: from the first to before the second."""
        first = 0
        for at, token in enumerate(self.tokens):
            if token.ends_clause:
                if at > first:
                    yield first, at
                first = at + 1
        if first < len(self.tokens):
            yield first, len(self.tokens)

    def said(self, first: int, behind: int) -> str:
        """The text of some tokens."""
        return self.text[self.tokens[first].start : self.tokens[behind - 1].end] if behind > first else ""
