"""Phrases as data, found among the words of a sentence. Pure.

A phrase is written as words: ``been|was``, one of these; ``lift~``, what begins so; ``really?``, or not there; ``_?``,
any one word or none. Of several that begin at a place the longest counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from voice_client.dialogue.understanding.tokens import Kind, Token

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Found(Generic[Meaning]):
    """A phrase among tokens: from ``first`` to before ``behind``."""

    meaning: Meaning
    first: int
    behind: int


@dataclass(frozen=True, slots=True)
class _Word:
    ways: frozenset[str]
    stems: tuple[str, ...]
    is_any: bool
    is_optional: bool

    def takes(self, word: str) -> bool:
        return self.is_any or word in self.ways or word.startswith(self.stems)


@cache
def _words(phrase: str) -> tuple[_Word, ...]:
    return tuple(_word(written) for written in phrase.split())


def _word(written: str) -> _Word:
    ways = written.removesuffix("?").split("|")
    return _Word(
        ways=frozenset(way for way in ways if not way.endswith("~")),
        stems=tuple(way[:-1] for way in ways if way.endswith("~")) or ("\0",),
        is_any="_" in ways,
        is_optional=written.endswith("?"),
    )


class Phrases(Generic[Meaning]):
    """A table of phrases, a line each, by what they mean.

    Args:
        table: of each meaning the phrases, one a line.
    """

    def __init__(self, table: Mapping[Meaning, str]) -> None:
        self._phrases = [
            (_words(line.strip()), meaning)
            for meaning, lines in table.items()
            for line in lines.strip().splitlines()
            if line.strip()
        ]
        self.vocabulary = frozenset(way for words, _ in self._phrases for word in words for way in word.ways)

    def found_in(self, tokens: Sequence[Token], *, free: Sequence[bool] | None = None) -> Iterator[Found[Meaning]]:
        """What is found, from left to right; of tokens that are not ``free`` none is used."""
        place = 0
        while place < len(tokens):
            best = max(
                ((end, meaning) for words, meaning in self._phrases for end in _ends(words, tokens, place, free)),
                key=lambda found: found[0],
                default=None,
            )
            if best is None:
                place += 1
            else:
                yield Found(best[1], place, best[0])
                place = best[0]


def _ends(words: Sequence[_Word], tokens: Sequence[Token], place: int, free: Sequence[bool] | None) -> Iterator[int]:
    if not words:
        yield place
        return
    if words[0].is_optional:
        yield from _ends(words[1:], tokens, place, free)
    if place >= len(tokens) or (free is not None and not free[place]):
        return
    token = tokens[place]
    if words[0].takes(token.text) and (token.kind is not Kind.MARK or token.text in words[0].ways):
        yield from _ends(words[1:], tokens, place + 1, free)
