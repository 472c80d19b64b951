"""Numbers and times as people say them, written in one way: "an hour and a half" as "90 minutes". Pure."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS: Mapping[str, int] = MappingProxyType(
    {word: value for value, word in enumerate(_SMALL)}
    | {word: 10 * place for place, word in enumerate(_TENS, start=2)}
    | {"fourty": 40}
)
_SMALL_WORDS = "|".join(_SMALL)
_TENS_WORDS = "|".join([*_TENS, "fourty"])
_NUMBER = rf"(?:(?:{_TENS_WORDS})(?:[ -](?:{'|'.join(_SMALL[1:10])}))?|{_SMALL_WORDS})"

HUNDREDS = re.compile(rf"\b(?:a|one) hundred(?:(?: and)? (?P<rest>{_NUMBER}))?\b")
COUNTED = (
    r"(?:more|less|fewer|extra|additional|further|rest|training|gym|day|week|month|hour|minute|session|workout|year|"
    r"and a half hour)"
)
SAID = re.compile(rf"\b(?!one\b){_NUMBER}\b|\bone\b(?=[ -]{COUNTED})")
"""A bare "one" is seldom a number: "that one", "no one"."""

WEEKS_OF_A_MONTH = 4
"""As people reckon who plan to train: three months are twelve weeks; from half a year on the calendar counts."""
LONG_MONTHS = 6
WEEKS_OF_A_YEAR, MONTHS_OF_A_YEAR = 52, 12


def _weeks(match: re.Match[str]) -> str:
    months = int(match["n"]) if match["n"].isdigit() else 1
    weeks = months * WEEKS_OF_A_MONTH if months < LONG_MONTHS else months * WEEKS_OF_A_YEAR // MONTHS_OF_A_YEAR
    return f"{weeks} weeks"


def _minutes(match: re.Match[str]) -> str:
    hours = float(match["n"]) if match["n"] and match["n"][0].isdigit() else 1.0
    half = 30 if match["half"] else 0
    return f"{round(60 * hours) + half + int(match['more'] or 0)} minutes"


Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

_RULES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"(\d)\u00d7", r"\1x"),
    (r"\b(\d+) ?x\b(?! ?\d)", r"\1 times"),
    (r"\b(?:a )?couple(?: of)?\b", "2"),
    (r"\bonce(?= (?:a|per|each|every|weekly))", "1 times"),
    (r"\btwice\b(?= (?:a|per|each|every|weekly))", "2 times"),
    (r"\bthrice\b", "3 times"),
    (r"\b(?:per|each|every|in a|in one) week\b|\bweekly\b|\bp/?w\b", "a week"),
    (r" ?/ ?(?:week|wk)\b", " a week"),
    (r" ?/ ?(session|workout|day)\b", r" per \1"),
    (r"\b(?:3|three) quarters of an hour\b", "45 minutes"),
    (r"\b(?:a )?quarter of an hour\b", "15 minutes"),
    (r"\ban hour and a quarter\b", "75 minutes"),
    (r"\b(?:a )?half(?: an?|-an)?[ -]hour\b|\b1/2 (?:an )?hour\b", "30 minutes"),
    (r"(\d+) ?(?:minutes?|mins?\b|min\b)", r"\1 minutes"),
    (r"\b(\d)h(\d\d)\b", r"\1 hours \2 minutes"),
    (
        (
            r"\b(?P<n>an?|\d+(?:\.\d+)?)[ -]?(?:hours?|hrs?|h)\b(?P<half> and a half)?"
            r"(?:(?: and)? (?P<more>\d+) minutes)?"
        ),
        _minutes,
    ),
    (r"\bhour[ -]long\b", "60 minutes"),
    (r"\b(?:a )?half a year\b|\bhalf[ -]year\b", "26 weeks"),
    (r"\b(?:a|1) year\b", "52 weeks"),
    (r"\b(?P<n>an?|\d+)[ -]months?\b", _weeks),
    (r"\b(?:a|1) fortnight\b", "2 weeks"),
    (r"\b(\d+)[ -]?(?:weeks?|wks?)\b", r"\1 weeks"),
    (r"\b(\d+)[ -]?days?\b", r"\1 days"),
    (r"\b(\d+) ?(?:-|until|till) ?(\d+)\b", r"\1 to \2"),
)
RULES: tuple[Rule, ...] = tuple((re.compile(pattern), put) for pattern, put in _RULES)
"""In this order: each is written as what those before it leave."""


def with_digits(text: str) -> str:
    """The text with its numbers as digits, and times in whole minutes or weeks."""
    counted = HUNDREDS.sub(lambda hit: str(100 + _value(hit["rest"] or "zero")), text)
    counted = SAID.sub(lambda hit: str(_value(hit[0])), counted)
    counted = re.sub(r"\b(\d+) and a half(?= hours?)", r"\1.5", counted)
    for pattern, put in RULES:
        counted = pattern.sub(put, counted)
    return counted


def _value(words: str) -> int:
    return sum(NUMBERS[word] for word in re.split("[ -]", words))
