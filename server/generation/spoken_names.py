"""When two ways to say a name are the same, as "push-ups" and "pushup", "one-arm DB row" and "single arm row"."""

import re
from collections.abc import Mapping
from types import MappingProxyType

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile("['\u2019]")
SAME_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "1": "one",
        "bb": "barbell",
        "bw": "bodyweight",
        "db": "dumbbell",
        "dbs": "dumbbell",
        "dumbell": "dumbbell",
        "kb": "kettlebell",
        "armed": "arm",
        "handed": "arm",
        "legged": "leg",
        "single": "one",
    }
)
"""What people say, or a recogniser of speech writes, for the word that stands in the catalogue."""
IDLE_WORDS = frozenset({"a", "an", "the", "my", "some", "of", "exercise"})
PLURALS = (("ies", "y"), ("yes", "y"), ("sses", "ss"), ("ches", "ch"), ("xes", "x"), ("ss", "ss"), ("s", ""))
"""How plurals end, and how the singular does; the first that fits."""


def spoken_key(words: str) -> str:
    """What is the same for all ways to say one name: no capitals, hyphens, spaces or plurals. Pure."""
    said = WORD.findall(APOSTROPHES.sub("", words.casefold()))
    return "".join(_singular(SAME_WORDS.get(word, word)) for word in said if word not in IDLE_WORDS)


def _singular(word: str) -> str:
    plural, singular = next(((old, new) for old, new in PLURALS if word.endswith(old)), ("", ""))
    return word.removesuffix(plural) + singular
