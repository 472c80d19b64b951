"""Promises that nobody can keep, and food, which is no part of a program: what is said instead. Pure.

Safe rates: half a kilogram to one a week of weight that is lost [W09, Donnelly 2009]; muscle comes slower still [J].
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from schemas.wording import SENTENCE_END, plain

KG: Mapping[str, float] = MappingProxyType({"kg": 1.0, "kilo": 1.0, "pound": 0.4536, "lb": 0.4536, "stone": 6.35})
WEEKS: Mapping[str, float] = MappingProxyType({"day": 1 / 7, "week": 1.0, "month": 4.345, "year": 52.0})
COUNTS: Mapping[str, int] = MappingProxyType(
    {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
)
MOST_LOST_KG_A_WEEK = 1.0
MOST_GAINED_KG_A_WEEK = 0.5

AMOUNT = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?(kg|kilo|pound|lb|stone)(?:gram)?s?\b")
TIME = re.compile(
    rf"\b(?:in|within|over|by|every|per|a|each) (?:just |only |the |next )*(?:(\d{{1,3}}|{'|'.join(COUNTS)}) )?"
    r"(day|week|month|year)s?\b"
)
CHANGED = re.compile(r"\b(?:los[es]|losing|lost|drop|shed|burn|lighter|gain|put on|bulk|add|build)\w*")
GAINED = re.compile(r"\b(?:gain|put on|bulk|add|build)\w*")
LIFTED = re.compile(r"\b(?:bench|squat|deadlift|press|lift|dumbbells?|barbell|kettlebell|weights? of|1rm|max)\b")
FOOD = re.compile(
    r"\b(?:diets?|meal ?plans?|what (?:should i|to) eat|calories?|macros|keto\w*|fasting|nutrition|supplements?|"
    r"protein (?:powder|shakes?)|steroids?|creatine|eating plan)\b"
)
NO_FOOD = "I plan your training, not your meals. A dietitian can help you with food."


def promises_declined(texts: Iterable[str]) -> tuple[str, ...]:
    """One sentence for each thing that is asked for and cannot be promised, or is not done here."""
    found = [sentence for text in texts for sentence in _declined(plain(text))]
    return tuple(dict.fromkeys(found))


def _declined(told: str) -> Iterator[str]:
    for sentence in SENTENCE_END.split(told):
        amount, time = AMOUNT.search(sentence), TIME.search(sentence)
        if amount and time and CHANGED.search(sentence) and not LIFTED.search(sentence):
            yield from _too_fast(sentence, amount, time)
    if FOOD.search(told):
        yield NO_FOOD


def _too_fast(sentence: str, amount: re.Match[str], time: re.Match[str]) -> Iterator[str]:
    count, unit = time[1] or "one", time[2]
    weeks = (COUNTS[count] if count in COUNTS else int(count)) * WEEKS[unit]
    is_gain = GAINED.search(sentence) is not None
    most = MOST_GAINED_KG_A_WEEK if is_gain else MOST_LOST_KG_A_WEEK
    if weeks and float(amount[1]) * KG[amount[2]] / weeks <= most:
        return
    rate = "muscle comes at less than half a kilo a week" if is_gain else "half a kilo to one kilo a week is safe"
    yield f"I cannot promise {amount[0]} {time[0]}: {rate}. The program is built for that."
