"""Where a text speaks of something, and whether it says so of the person: "no chest pain" and "my dad's stroke" do not.

A denial holds only for what it is tied to: a negator, words that merely fill, and lists of things that end in "or".
Anything else between a negator and a phrase breaks the tie, because to miss a symptom is worse than to ask once more.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from schemas.wording import SENTENCE_END, plain

Topic = TypeVar("Topic")

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands for another mention beside the one that is looked at."""

_FILLER = (
    r"(?:any|a|an|the|my|his|her|their|kind|sort|type|[12]|known|current|currently|previous|prior|past|recent|recently|real|"
    r"serious|major|personal|medical|other|actual|signs?|symptoms?|history|problems?|issues?|diagnos(?:is|ed)|"
    r"episodes?|complaints?|complain(?:ing)?|of|with|for|to|had|have|has|having|been|being|ever|experienced?|"
    r"experiencing|suffer(?:ed|ing|s)?|from|feel|felt|get|got|getting|am|is|are|was|be)"
)
_NEGATOR = r"(?:\b(?:no|not|never|without|neither|nor|zero|cannot|den(?:y|ies|ied|ying)|free of|none of)\b|n't\b)"
_LISTED = r"(?:\b(?:den(?:y|ies|ied|ying)|no (?:\w+ )?history of|free of|none of|without any)\b)"
"""Negators that reach over a whole list, whatever stands between its parts."""
_BREAK = (
    r"(?:i|i'm|i've|i'd|im|me|but|because|since|due|so|when|while|if|though|except|only|just|can|can't|could|will|would|"
    r"should|have|has|had|get|got|am|is|are|was|were|do|does|did|feel|stop|causes?|than|until|after|before|and|or|nor)"
)
_ITEM = rf"(?:(?!{_BREAK}\b)[^\s,]+(?: (?!{_BREAK}\b)[^\s,]+){{0,3}})"
_LIST = rf"{_ITEM}(?:, ?{_ITEM}){{0,8}}"

DIRECTLY = re.compile(rf"(?P<negator>{_NEGATOR})(?: {_FILLER}){{0,6}} ?$")
AT_LISTS_END = re.compile(
    rf"(?P<negator>{_NEGATOR})(?: {_FILLER}){{0,6}} {_LIST},?(?: or| nor|/)+(?: {_FILLER}){{0,4}} ?$"
)
SUCH_AS = re.compile(
    rf"(?P<negator>{_NEGATOR})(?: {_FILLER}){{0,6}}(?: (?!{_BREAK}\b)[^\s,]+){{0,5}}"
    rf",? (?:such as|including|e\.?g|(?<=s )like)"
    rf"(?: {_FILLER}){{0,4}}(?: {_LIST},?(?: or| and))? ?$"
)
IN_LIST = re.compile(rf"(?P<negator>{_NEGATOR})(?: {_FILLER}){{0,6}} {_LIST}, ?(?:{_FILLER} ){{0,4}}$")
TIES = (DIRECTLY, AT_LISTS_END, SUCH_AS)
IN_LONG_LIST = re.compile(rf"{_LISTED}(?: {_FILLER}){{0,6}} {_LIST}(?:, ?(?:and )?| and )(?:{_FILLER} ){{0,4}}$")
LIST_GOES_ON = re.compile(rf"^(?:, ?{_ITEM}){{0,8}},? ?(?:or|nor|/)\b")
AFTER_BARE_LIST = re.compile(rf"{_NEGATOR}(?: {_FILLER}){{0,6}} {MARK}(?:, ?{MARK}){{0,8}}, ?$")
BARE_LIST_ENDS = re.compile(rf"^(?:, ?{MARK}){{0,8}} ?(?:[.;!\n]|$)")
ADJECTIVE = re.compile(r"(?:ant|ic|ed|y)$")
ANSWERED_NO = re.compile(r"^ ?[?:=-]+ ?(?:no|none|nope|never|negative|denied|nil|n/a|false)(?: ?$| ?[.,;!?\n])")
HARDLY = re.compile(r"(?:\b(?:cannot|not|never|hardly|barely|rarely|unable|impossible)\b|n't\b)")

RELATIVE = re.compile(
    r"\b(?:my|our|his|her|their|a|the)(?: \w+){0,2} ?\b(?:dad|father|mom|mum|mommy|mother|parents?|(?:half-|step-?)?"
    r"(?:brother|sister)|siblings?|wife|husband|spouse|fiance|fiancee|partner|girlfriend|boyfriend|son|daughter|kids?|"
    r"child|children|twins?|grand(?:ma|pa|mother|father|parents?|dad|mum|mom)|uncle|aunt|cousin|nephew|niece|friend|"
    r"neighbou?r|coworker|colleague|boss|roommate|dog|cat|family|in-laws?|relatives?)(?:s|'s|s')?\b"
    r"|\bfamily (?:history|background)\b"
)
SELF = re.compile(r"\b(?:i|i'm|im|i've|i'd|i'll|me|my|mine|myself|we|we're)\b")
SELF_ON = re.compile(r"\b(?:i|i'm|im|i've|me|myself)\b")
IN_FAMILY = re.compile(
    r"^ ?(?:(?:that )?(?:runs?|is|are|running) )?(?:in|on|through) (?:my|the|our) (?:\w+ )?(?:family|side|\w+'s side)\b"
)
RELATIVE_NEXT = re.compile(
    r"^ (?:wife|husband|girlfriend|boyfriend|partner|fianc\w+|sister|brother|daughter|son|mother|father|mom|mum|dad|"
    r"parents?|friends?|women|people|clients?|patients)\b"
)
SO_DO_I = re.compile(r"\b(?:so (?:do|am|have|did) i|as (?:do|am|have) i|i (?:do|am|have) too|me too|both of us)\b")
CLAUSE_PART = re.compile(r"[,:()]|\b(?:but|and|so)\b")


@dataclass(frozen=True)
class Mention(Generic[Topic]):
    """One place where a text speaks of a topic.

    Attributes:
        topic: what of.
        words: how it is said.
        before: the sentence up to it, plain, with other mentions as `MARK`.
        after: what follows it, to the end of the text, likewise.
    """

    topic: Topic
    words: str
    before: str
    after: str

    @cached_property
    def sentence_after(self) -> str:
        return SENTENCE_END.split(self.after, maxsplit=1)[0]

    @property
    def sentence(self) -> str:
        """The sentence around it, with its own words."""
        return f"{self.before}{self.words}{self.sentence_after}"

    @property
    def is_denied(self) -> bool:
        """Whether it is said not to be so."""
        if ANSWERED_NO.match(self.after):
            return True
        if IN_LONG_LIST.search(self.before) or self._is_in_bare_list:
            return True
        found = next((hit for tie in TIES if (hit := tie.search(self.before))), None)
        if found is None and LIST_GOES_ON.match(self.after):
            found = IN_LIST.search(self.before)
        if found is None:
            return False
        # "I can't climb stairs without chest pain" affirms it.
        return found["negator"] != "without" or HARDLY.search(self.before[: found.start()]) is None

    @property
    def _is_in_bare_list(self) -> bool:
        """Whether it is like "No chest pain, diabetes, stroke."; "no chest pain, pregnant" denies the pain alone."""
        is_list = AFTER_BARE_LIST.search(self.before) and BARE_LIST_ENDS.match(self.after)
        return bool(is_list) and not ADJECTIVE.search(self.words)

    @property
    def is_of_another(self) -> bool:
        """Whether it is said of a relative or a friend."""
        if SO_DO_I.search(self.sentence_after):
            return False
        if IN_FAMILY.match(self.sentence_after) or RELATIVE_NEXT.match(self.sentence_after):
            return True
        relatives = list(RELATIVE.finditer(self.before))
        if not relatives or _is_self_described(self.before, relatives[-1].start()):
            return False
        between = self.before[relatives[-1].end() :]
        rest = CLAUSE_PART.split(self.sentence_after, maxsplit=1)[0]
        return not (SELF.search(between) or SELF_ON.search(rest))


def mentions(text: str, phrases: Mapping[Topic, re.Pattern[str]]) -> Iterator[Mention[Topic]]:
    """All places where a text speaks of any of the topics, in their order there."""
    told = plain(text)
    found = [(hit, topic) for topic, pattern in phrases.items() for hit in pattern.finditer(told)]
    for hit, topic in sorted(found, key=lambda pair: pair[0].start()):
        ends = [end.end() for end in SENTENCE_END.finditer(told, 0, hit.start())]
        others = [other for other, _ in found if other.end() <= hit.start() or other.start() >= hit.end()]
        yield Mention(
            topic=topic,
            words=hit[0],
            before=_marked(told, others, ends[-1] if ends else 0, hit.start()),
            after=_marked(told, others, hit.end(), len(told)),
        )


def _marked(told: str, others: list[re.Match[str]], start: int, end: int) -> str:
    parts, place = [], start
    for other in sorted(others, key=lambda one: one.start()):
        if place <= other.start() and other.end() <= end:
            parts += [told[place : other.start()], MARK]
            place = other.end()
    return "".join([*parts, told[place:end]])


def _is_self_described(before: str, start: int) -> bool:
    """Whether it is like "I am a mother with diabetes", which is no word of a relative."""
    return re.search(r"\b(?:i am|i'm|im|i was|as|being) $", before[:start]) is not None
