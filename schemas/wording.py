"""Free text made ready to be searched for words. Pure; what a text says is data, and never an instruction."""

import re
import unicodedata

APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'", "`": "'"})
DASHES = re.compile(r"[\u2010-\u2015\u2212]")
ABBREVIATION = re.compile(r"\b(dr|mr|mrs|ms|vs|approx|e\.g|i\.e)\.")
SENTENCE_END = re.compile(r"(?:[.!?;]+(?=\s|$)|\n)\s*")
CLAUSE_END = re.compile(r"[.,;:!?](?=\s|$)|\n|\b(?:but|and|though|although|however)\b|[()]")


def plain(text: str) -> str:
    """Lower case, one kind of apostrophe and dash, one blank at a time; line ends stay."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(APOSTROPHES)
    dashed = ABBREVIATION.sub(r"\1", DASHES.sub("-", composed)).replace("and/or", "or")
    return "\n".join(" ".join(line.split()) for line in dashed.split("\n")).strip()


def clauses(text: str) -> list[str]:
    """The parts of a text that each say one thing, plain, none empty."""
    return [clause for part in CLAUSE_END.split(plain(text)) if (clause := part.strip())]
