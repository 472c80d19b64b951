"""Which topics a person's words say of them, now. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.request import ProgramRequest, Sex
from server.generation.safety.decisions import DECISIONS, Counts, Verdict
from server.generation.safety.mentions import Mention, mentions
from server.generation.safety.recency import days_since
from server.generation.safety.topics import PHRASES, Topic

_WORK = (
    r"(?:\w+ing\b|run|walk|jog|train|exercise|lift|work[ -]?out|move|push|effort|stress|activity|sport|cardio|"
    r"workouts?|runs?|walks?)"
)
EXERTION = re.compile(
    r"\b(?:stairs?|climb\w*|uphill|exert\w*|(?:with|under|on|during|after|from|while|whilst|when|whenever|if)"
    rf"(?: i| i'm| i am| my|\s)* ?{_WORK})"
)
QUALIFIED = re.compile(
    r"^,? ?(?:at rest|when (?:i'm |i am |i )?(?:rest|sit|ly)\w*|except|unless|apart from|other than|until|only|"
    r"any ?more|today|lately)\b"
)
"""Behind a denied symptom these let it stand: "no chest pain at rest" tells of chest pain at other times."""
FEARED = re.compile(
    r"\b(?:prevent\w*|avoid\w*|protect\w*(?: \w+)? (?:from|against)|risks? (?:of|for)|risk|chances? of|"
    r"(?:afraid|scared|fear|worried) (?:of|about)(?: getting| having)?|(?:want|like) to (?:end up|get|have)(?: with)?|"
    r"so (?:that )?i don't (?:get|develop|have)|before i (?:get|have)|rul\w+ out|cleared of|away from|"
    r"(?:check|test|screen)\w* for|job is in|ward off|stave off|without (?:getting|risking)|"
    r"don't (?:want|get)|research\w* (?:on|into|for|against)|work(?:s|ing)? (?:in|with|on)|fundrais\w+ for)"
    r"(?: (?:a|an|the|any|more|another|new|future|further|to|get|develop|developing|getting|having|of|type|[12]))* ?$"
)
NOT_PREGNANT = re.compile(
    r"(?:\b(?:no longer|(?:trying|try|want|hope|plan|like|hoping|planning|wanting)(?: (?:to|for))?"
    r"(?: get| become| be| fall)?(?: an?| my)?|(?:before|if|after|when) i (?:get|become|am)|"
    r"(?:before|after|since) (?:my|the|a|two|three|\d)(?: \w+){0,2}|before|after|since|was|were|"
    r"from (?:my|a|the) (?:last|first|second|third|previous|earlier))|\b(?:pre|post)-?) ?$"
)
SWUM = re.compile(
    r"\b(?:swim\w*|swam|row(?:ing|er|s)?|paddl\w*|kayak\w*|canoe\w*|golf\w*|tennis|pool|freestyle|butterfly|backstroke|"
    r"breaststroke|triathl\w+|squash|badminton|brush)\b"
)
STRUCK = re.compile(
    r"\b(?:had|have had|having|suffered|survived|recover\w* from|since|after|history of|from|with) "
    r"(?:(?:a|an|my|the|two|another|minor|major|mild|small|mini|first|second) ){0,2}$"
)
STRUCK_AFTER = re.compile(
    r"^ (?:survivor|patient|victim|rehab\w*|recovery|in (?:19|20)\d\d|last year|\w+ (?:\w+ )?ago)\b"
)
STROKE_OF = re.compile(
    r"^ ?(?:rate|volume|technique|length|coach\w*|correction|count|of (?:luck|genius|midnight)|per|s per|play)\b"
)
STROKE_FOR = re.compile(
    r"\b(?:heat|sun|breast|back|side|arm|pull|key|brush|pen|different|single|putting|golf|swim\w*) ?$"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A topic that is said of the person.

    Attributes:
        topic: what.
        with_effort: whether it is said to come with effort.
        is_undated: whether it may be of long ago: nothing stands in the way for it, and it is asked about.
    """

    topic: Topic
    with_effort: bool = False
    is_undated: bool = False


def texts_of(request: ProgramRequest) -> tuple[str, ...]:
    """All free text of a request."""
    return tuple(text for text in (request.goal_raw, request.notes, request.sport, *request.injuries) if text)


def heard_in(texts: Iterable[str], sex: Sex = Sex.UNSPECIFIED) -> frozenset[Heard]:
    """The topics that count."""
    return frozenset(heard for text in texts for heard in _heard(text, sex))


def _heard(text: str, sex: Sex) -> Iterator[Heard]:
    for mention in mentions(text, PHRASES):
        if not _is_theirs(mention, sex):
            continue
        days = _days_since(mention)
        decision = DECISIONS[mention.topic]
        is_past = decision.counts is Counts.IF_RECENT if days is None else days > decision.days
        if decision.counts is Counts.EVER or not is_past:
            yield Heard(
                mention.topic,
                with_effort=EXERTION.search(mention.sentence) is not None,
                is_undated=days is None and decision.counts is Counts.ASK,
            )


def _is_theirs(mention: Mention[Topic], sex: Sex) -> bool:
    verdict = DECISIONS[mention.topic].verdict
    is_symptom = verdict is Verdict.SYMPTOM
    if mention.is_denied and not (is_symptom and QUALIFIED.match(mention.after)):
        return False
    if mention.is_of_another or (not is_symptom and FEARED.search(mention.before)):
        return False
    match mention.topic:
        case Topic.STROKE:
            return not _is_of_the_arm(mention)
        case Topic.PREGNANCY | Topic.POSTPARTUM | Topic.BIRTH:
            is_both = sex is Sex.MALE and re.search(r"\b(?:we|we're|our)\b", f"{mention.before}{mention.words}")
            return not is_both and not (mention.topic is Topic.PREGNANCY and NOT_PREGNANT.search(mention.before))
    return True


def _is_of_the_arm(mention: Mention[Topic]) -> bool:
    if STROKE_OF.match(mention.after) or STROKE_FOR.search(mention.before):
        return True
    is_of_a_sport = SWUM.search(f"{mention.before} {mention.after}") is not None
    return is_of_a_sport and not (STRUCK.search(mention.before) or STRUCK_AFTER.match(mention.after))


def _days_since(mention: Mention[Topic]) -> int | None:
    follow_up = mention.after[len(mention.sentence_after) :]
    return days_since(mention.sentence, len(mention.before), follow_up)
