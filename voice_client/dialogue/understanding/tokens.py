"""A sentence cut into words, numbers and marks. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from schemas.wording import plain

FRACTIONS = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4"}
QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2033": '"', "\u2032": "'"})
_NUMBER = r"\d+[.,]\d{1,2}(?![\d])|\d+\.\d+|\d+"  # 1,82 is a decimal comma; 6'2,190 is two numbers
_WORD = r"[^\W\d_]+(?:'(?:s|m|re|ve|ll|d|t)\b)?"
PIECE = re.compile(rf"(?P<number>{_NUMBER})|(?P<word>{_WORD})|(?P<mark>''|\S)")
RUN_TOGETHER = re.compile(r"(\d)(kgs?|lbs?|st|cms?|mins?|wks?|yo|yrs?)\b")
"""15lbs: a figure and its unit are two words."""
SLASHED = re.compile(r"(?:\b[mf] ?/ ?\d\d\b|\b\d\d ?/ ?[mf]\b)(?: ?/ ?[^\s/]+)*")
"""M/24/5'10/155: a list."""
PARTS_OF_AN_HOUR = {
    "three quarters of an hour": "45 minutes",
    "three-quarters of an hour": "45 minutes",
    "a quarter of an hour": "15 minutes",
    "quarter of an hour": "15 minutes",
}
DASHED = re.compile(r"(?:^| )- ")
LEAST_DASHES = 3
"""So many make a list of it; fewer may be of a range."""
BREAKS = frozenset(",.;!?:()&")
"""Marks that end what is being said."""


class Kind(StrEnum):
    WORD = "word"
    NUMBER = "number"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence.

    Attributes:
        text: as it is written, in lower case.
        value: of a number.
        start: where it begins in the text, in characters; ``end`` is behind it.
        is_spelled: a number that was a word.
    """

    kind: Kind
    text: str
    start: int
    end: int
    value: float | None = None
    is_spelled: bool = False

    @property
    def ends_clause(self) -> bool:
        return self.kind is Kind.MARK and self.text in BREAKS


def readable(text: str) -> str:
    """The text in lower case, with one kind of quote and no fraction signs."""
    for sign, written in FRACTIONS.items():
        text = text.replace(sign, written)
    listed = SLASHED.sub(lambda hit: hit.group().replace("/", ", "), plain(text.translate(QUOTES)))
    if len(DASHED.findall(listed)) >= LEAST_DASHES:
        listed = DASHED.sub(", ", listed)
    for said, meant in PARTS_OF_AN_HOUR.items():
        listed = listed.replace(said, meant)
    return RUN_TOGETHER.sub(r"\1 \2", listed)


def tokens_of(text: str) -> list[Token]:
    """The pieces of a `readable` text, in order."""
    return [_token(hit) for hit in PIECE.finditer(text)]


def _token(hit: re.Match[str]) -> Token:
    written = hit.group()
    if hit.lastgroup == "number":
        return Token(Kind.NUMBER, written, hit.start(), hit.end(), float(written.replace(",", ".")))
    return Token(Kind.WORD if hit.lastgroup == "word" else Kind.MARK, written, hit.start(), hit.end())
