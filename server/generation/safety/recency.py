"""How long ago something was, as people say it. Pure: no clock is read.

A year that is written out counts as long ago up to `YEARS_BEHIND`. A later one counts as recent, however late the text
is read: that errs on the safe side, and a release moves it on.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from schemas.wording import SENTENCE_END

YEARS_BEHIND = 2025
NOW_DAYS = 0
LONG_AGO_DAYS = 3650

NUMBERS: Mapping[str, int] = MappingProxyType(
    {
        "a couple of": 2,
        "couple of": 2,
        "a couple": 2,
        "a few": 3,
        "few": 3,
        "several": 4,
        **dict.fromkeys(("an", "a", "one"), 1),
        **{
            word: number
            for number, word in enumerate(
                ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=2
            )
        },
    }
)
UNIT_DAYS: Mapping[str, int] = MappingProxyType(
    {"day": 1, "week": 7, "wk": 7, "month": 30, "mo": 30, "year": 365, "yr": 365}
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DONE = (
    r"(?:had|gave|got|came|broke|tore|hurt|injured|sprained|strained|pulled|twisted|delivered|underwent|fainted|passed|"
    r"been)"
)
_SPAN = rf"(\d{{1,3}}|{'|'.join(NUMBERS)})[ -](?:more |of )?({'|'.join(UNIT_DAYS)})s?"

AGO = re.compile(rf"\b{_SPAN}(?: ago| back\b| post-?op| post-? ?partum| out\b| after| since)")
WITHIN = re.compile(rf"\b(?:for|in|within|over|during) (?:about )?(?:the )?(?:past|last) {_SPAN}\b")
YEAR = re.compile(r"\b(?:19[3-9]\d|20\d\d)\b")
RECENT = re.compile(
    rf"\b(?:just {_DONE}|recent(?:ly)?|yesterday|today|tonight|this (?:morning|week|weekend|month)|fresh(?:ly)?|acute|"
    r"(?:last|on) (?:night|week|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|the other day|(?:days|weeks) ago|"
    r"a while ago|(?:in|within|over) the (?:past|last) (?:day|week|month)|recovering|upcoming|scheduled|"
    r"still (?:healing|recovering|sore|swollen|in)|tomorrow|"
    r"next (?:week|month)|waiting for|awaiting|needs? (?:\w+ ){0,2}(?:surgery|operation)|"
    rf"(?:hasn't|haven't|has not|have not|not) (?:yet |fully )?healed|(?:in|since|last) {_MONTH}(?! ?\d{{4}}))\b"
)
MONTHS_AGO = re.compile(r"\b(?:last month|(?<!\w )months ago)\b")
LAST_YEAR = re.compile(r"\blast (?:year|summer|winter|spring|autumn|fall)\b")
LONG_AGO = re.compile(
    r"\b(?:years ago|decades? ago|long (?:time )?ago|ages ago|"
    r"as an? (?:\w+ )?(?:kid|child|teen(?:ager)?|student|boy|girl)|"
    r"when i was (?:\w+ )?(?:\d{1,2}|a (?:kid|child|teen(?:ager)?|boy|girl)|young(?:er)?|little|in (?:high )?school|"
    r"in college)|in (?:my )?(?:high school|college|childhood|youth|teens|twenties|thirties)|"
    r"(?<!not )(?<!yet )(?<!fully )(?:fully )?healed|(?<!not )recovered|(?:an|my|from) old|"
    r"previous(?:ly)?|in the past(?! (?:\d|a |few|couple|two|three|several|day|week|month|year))|used to|chronic|"
    r"long-?standing|history of|back in the day)\b"
)
ABOUT_IT = re.compile(r"(?:it|that|this|which|happened|about|around)\b")


def days_since(sentence: str, place: int, follow_up: str = "") -> int | None:
    """How many days ago something was, by the word of time that stands nearest to it.

    Args:
        sentence: plain, as of `schemas.wording.plain`.
        place: where in the sentence the thing is spoken of.
        follow_up: what comes behind the sentence; "It was in May." belongs to it.

    Returns:
        days, or None where no time is said.
    """
    told = sentence
    following = SENTENCE_END.split(follow_up.lstrip(" .!?;\n"), maxsplit=1)[0]
    if ABOUT_IT.match(following):
        told = f"{sentence} {following}"
    return min(((_distance(hit, place), days) for hit, days in _times(told)), default=(0, None))[1]


def _distance(hit: re.Match[str], place: int) -> int:
    return min(abs(hit.start() - place), abs(hit.end() - place))


def _times(told: str) -> Iterator[tuple[re.Match[str], int]]:
    fixed = ((RECENT, NOW_DAYS), (MONTHS_AGO, 60), (LAST_YEAR, 365), (LONG_AGO, LONG_AGO_DAYS))
    for pattern, days in fixed:
        yield from ((hit, days) for hit in pattern.finditer(told))
    for hit in YEAR.finditer(told):
        yield hit, NOW_DAYS if int(hit[0]) > YEARS_BEHIND else LONG_AGO_DAYS
    for pattern in (AGO, WITHIN):
        yield from ((hit, _span_days(*hit.groups())) for hit in pattern.finditer(told))


def _span_days(count: str, unit: str) -> int:
    return int(NUMBERS.get(count, count)) * UNIT_DAYS[unit]
