"""A text made ready to be understood: one way to write numbers, names as tags, each mark by itself. Pure.

"I can't do bench press on Mondays, just 1/2 an hour"
"i can not do @x0 on @d_mon , just 30 minutes"
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from schemas.request import Equipment, Weekday
from schemas.wording import plain
from server.generation.revise.edits import Name
from server.generation.revise.names import spotted
from server.generation.revise.numbers import with_digits

TAG = re.compile(r"@(?:x(?P<name>\d+)|q_(?P<piece>\w+)|d_(?P<day>\w+))")

_SPELLED: tuple[tuple[str, str], ...] = (
    (r"[@\u00a4]", " "),
    (r"\bcan(?:'t|t|not)\b", "can not"),
    (r"\bwon'?t\b", "will not"),
    (r"\b(do|does|did|is|are|have|has|was|would|could|should)n'?t\b", r"\1 not"),
    (r"\b(i|we|you|they)'(?:ve)\b|\b(i)ve\b", r"\1\2 have"),
    (r"\b(i)'?m\b", r"\1 am"),
    (r"\b(you|we|they)'re\b", r"\1 are"),
    (r"\b(\w+)'d\b", r"\1 would"),
    (r"\b(\w+)'ll\b", r"\1 will"),
    (r"\blet'?s\b", "let us"),
    (r"\b(it|that|there|what|here)'?s\b", r"\1 is"),
    (r"\b(\w+)'s (?=(?:fine|ok|okay|better|good|gone|healed|bad|sore|hurting|killing|acting|broken|closed|too|out)\b)",
     r"\1 is "),
    (r"\bwanna\b", "want to"),
    (r"\bgonna\b", "going to"),
    (r"\bgotta\b", "have to"),
    (r"\b(?:pls|plz)\b", "please"),
    (r"\bw/o\b", "without"),
    (r"\bw/(?= ?\w)", "with "),
    (r"&|\+(?!\d)", " and "),
    (r"\banymore\b", "any more"),
)  # fmt: skip
SPELLED = tuple((re.compile(pattern), put) for pattern, put in _SPELLED)

_DAYS: tuple[tuple[str, str], ...] = (
    (r"\bweek ?-?ends?\b", "@d_sat and @d_sun"),
    (r"\b(?:week|work|working) ?-?days?\b", "@d_mon , @d_tue , @d_wed , @d_thu and @d_fri"),
    (r"\bmon(?:day)?'?s?\b", "@d_mon"),
    (r"\btue(?:s|sday)?'?s?\b", "@d_tue"),
    (r"\bwed(?:s|nesday)?'?s?\b", "@d_wed"),
    (r"\bthu(?:r|rs|rsday)?'?s?\b", "@d_thu"),
    (r"\bfri(?:day)?'?s?\b", "@d_fri"),
    (r"\bsat(?:urday)?'?s?\b", "@d_sat"),
    (r"\bsun(?:day)?'?s?\b", "@d_sun"),
)
DAYS = tuple((re.compile(pattern), put) for pattern, put in _DAYS)

MARKS = re.compile(r"[.](?!\d)|[!;:()\"\n]|\s-\s")
LISTED = re.compile(r"(?<=\w) ?/ ?(?=[\w@])")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text with tags for the names in it.

    Attributes:
        text: lower case, numbers as digits, one blank between words, tags and marks; marks are ``,`` ``.`` and ``?``.
        names: the exercises, by the number of their tag.
    """

    text: str
    names: tuple[Name, ...]

    def name(self, tag: str) -> Name:
        """The exercise of ``@x…``."""
        return self.names[int(tag[2:])]

    def spoken(self, part: str) -> str:
        """A part of the text with words in place of tags."""
        words = TAG.sub(self._word, part)
        return " ".join(words.replace(" ,", ",").replace(" .", ".").split())

    def _word(self, hit: re.Match[str]) -> str:
        if hit["name"]:
            return self.names[int(hit["name"])].words
        if hit["day"]:
            return DAY_NAMES[Weekday(hit["day"])]
        return hit["piece"].replace("pull_up", "pull-up").replace("_", " ")


DAY_NAMES = {
    Weekday.MON: "Monday",
    Weekday.TUE: "Tuesday",
    Weekday.WED: "Wednesday",
    Weekday.THU: "Thursday",
    Weekday.FRI: "Friday",
    Weekday.SAT: "Saturday",
    Weekday.SUN: "Sunday",
}


def tagged(change: str) -> Tagged:
    """The text of a change, ready to be understood."""
    text = plain(change)
    for pattern, put in SPELLED:
        text = pattern.sub(put, text)
    names: list[Name] = []
    parts, place = [], 0
    for each in spotted(text):
        parts += [text[place : each.start], f" {_tag(each.meaning, names.append, len(names))} "]
        place = each.end
    text = with_digits("".join([*parts, text[place:]]))
    for pattern, put in DAYS:
        text = pattern.sub(put, text)
    text = MARKS.sub(" . ", text).replace("?", " ? ").replace(",", " , ")
    text = LISTED.sub(" , ", text).replace("-", " ")
    return Tagged(" ".join(text.split()), tuple(names))


def _tag(meaning: Name | Equipment, keep: Callable[[Name], None], number: int) -> str:
    if isinstance(meaning, Equipment):
        return f"@q_{meaning}"
    keep(meaning)
    return f"@x{number}"
