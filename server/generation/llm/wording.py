"""Texts that a model wrote, before people see or hear them: bounded, plain, and nothing of the prompt. Pure."""

import re
from functools import cache

from server.generation.llm.instructions import INSTRUCTIONS

MOST_NAME_CHARS = 80
MOST_AIM_CHARS = 160
MOST_DESCRIPTION_CHARS = 400
LEAKED_WORDS = 7
"""So many words in the order of the prompt are a part of it, and no coincidence."""
WORD = re.compile(r"[a-z0-9]+")
FORBIDDEN = re.compile(
    r"[<>{}\[\]`|\\_*#]|https?:|www\.|\b(?:prompt|system message|instructions?|json|schema|as an ai|language model)\b",
    re.IGNORECASE,
)
"""Markup, addresses, and what a plan does not speak of."""


def worded(text: str, most_chars: int, otherwise: str) -> str:
    """The text, if it may be shown; else what is said instead of it."""
    plain = " ".join(text.split())
    is_fit = 0 < len(plain) <= most_chars and plain.isprintable() and not FORBIDDEN.search(plain)
    return plain if is_fit and not _is_leak(plain) else otherwise


def _is_leak(text: str) -> bool:
    return not _runs(text).isdisjoint(_prompt_runs())


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = WORD.findall(text.lower())
    return frozenset(tuple(words[at : at + LEAKED_WORDS]) for at in range(len(words) - LEAKED_WORDS + 1))


@cache
def _prompt_runs() -> frozenset[tuple[str, ...]]:
    return _runs(INSTRUCTIONS)
