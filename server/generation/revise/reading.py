"""From a text to edits: what is understood, and what is left of it that asks for something too. Pure.

What is understood is taken out of the text, way by way; each leaves a mark. Then nothing may be left that means
something: a name, a number, a part of the body, a word such as "without" or "more". Reasons may: "because I moved".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from server.generation.revise.asks import days, effort, equipment, exercises, goal, health, minutes, staying, weeks
from server.generation.revise.edits import Edit, HealthNote, Stays, Unsure
from server.generation.revise.tagging import Tagged, tagged
from server.generation.revise.ways import Ask, Said
from server.generation.safety.clearance import clearers
from server.generation.safety.hearing import heard_in

ASKS = (
    *health.ASKS,
    *staying.ASKS,
    *exercises.ASKS,
    *days.ASKS,
    *minutes.ASKS,
    *weeks.ASKS,
    *equipment.ASKS,
    *goal.ASKS,
    *effort.ASKS,
)
"""In the order in which they are looked for: what may be a part of something longer goes behind it."""

UNDERSTOOD = "\u00a4"
"""Stands for what has been understood."""

PLEASANTRIES = re.compile(
    r"(?<!\w)(?:thanks?(?: you)?(?: (?:so|very) much| a lot)?|no (?:problem|worries|rush|hurry|thanks)|not sure(?: "
    r"if| whether)?|"
    r"if (?:(?:that|it) (?:is|works|would be) )?(?:possible|ok|okay|you can|you could|it is not too much(?: "
    r"trouble)?)|please|"
    r"more or less|as soon as possible|no matter what|why not|not a big deal|no big deal|not only|more than anything|"
    r"(?:one|1) more thing|another thing|(?:one|1) last thing|in a row|no more than|not more than|no longer than)(?!\w)"
)
QUESTION = re.compile(
    r"^(?:(?:and|but|so|hey|ok|okay|well) )*(?:why|how (?:many|much|long|often|do|does|did|should|will|is|are)|"
    r"what (?:is|are|does|do|did|happens|should|would|will|if)|"
    r"(?:when|where) (?:do|does|should|will|can|is|are|am|shall)|which|who|whose|should i|should we|is (?:it|my|"
    r"the|this|that|there)|are (?:the|my|there|these|those)|does|did|"
    r"will (?:it|this|i|my|the)|do i|do you|do we|have you|has|am i|tell me|explain|remind me)\b"
)
"""Somebody who wants to know, not to change: a sentence that begins so is not understood as a change."""
CONDITION = re.compile(r"(?<!\w)(?:if|unless|in case|whether|as long as|only when|until)(?!\w)")
SENTENCE_END = re.compile(r" ?[.?] ?")
CLAUSE = re.compile(
    r" ?(?:, )?((?<!\w)(?:and|but|so|then|also|plus|because|since|though|although|therefore|which means|that is "
    r"why)(?!\w)|,) ?"
)
REASONS_BEFORE = frozenset({"because", "since", "though", "although"})
REASONS_BEHIND = frozenset({"so", "therefore", "which means", "that is why"})
REASON_BEGINS = re.compile(
    r"^(?:because|since|although|though|as i|as my|as we|due to|given that|now that|while|when i|after|thanks to|"
    r"cause|cuz|my (?:wife|husband|job|boss|schedule|work|kids?|shift))\b"
)

_BODY = (
    r"legs?|arms?|chest|pecs?|glutes?|butt|booty|abs?|core|belly|stomach|shoulders?|delts?|biceps?|triceps?|"
    r"forearms?|quads?|"
    r"hamstrings?|cal(?:f|ves)|lats?|traps?|thighs?|hips?|knees?|elbows?|wrists?|necks?|ankles?|spine|lower back|"
    r"upper back|"
    r"upper body|lower body|full body|muscles?"
)
HEAVY = re.compile(
    rf"@|\d|(?<!\w)(?:{_BODY}|no|not|never|without|except|unless|more|less|fewer|add|remove|drop|swap|replace|skip|"
    r"avoid|hate|dislike|"
    r"include|increase|decrease|reduce|double|twice|shorter|longer|harder|easier|lighter|heavier|faster|slower|too|"
    r"sets?|reps?|"
    r"repetitions|cardio|rests?|warm|cool|stretch\w*|tempo|supersets?|deloads?|diet|calories|nutrition|hurts?|"
    r"pain\w*|sore|injur\w*|sick|ill|"
    r"pregnan\w*|move|shift|cancel|delete|stop|start|pause|undo|revert|restart)(?!\w)"
)
"""Words that ask for something, wherever they stand."""
LIGHT = re.compile(
    r"(?<!\w)(?:make|change|want|need|would like|can you|could you|can we|could we|give|put|let us|prefer|rather|"
    r"should|focus|do|use|try|go|"
    r"switch|only|just|different|other|another|hope|wish|update|adjust|modify|fix|improve|better|instead)(?!\w)"
)
"""Words that ask for something where nothing else in their part of the sentence was understood."""
EMPTY = re.compile(
    r"(?<!\w)(?:i|we|you|it|the|my|a|an|to|of|for|on|in|with|at|this|that|these|can|could|would|will|is|are|am|"
    r"have|has|had|please|program|"
    r"programme|plan|workouts?|training|sessions?|week|now|make|change|want|need|like|just|only|give|me|us|let|be|"
    r"do|and|or|then|also|so|"
    r"new|update|adjust|from|use|go|switch|back|down|up|train|time|each|per|day|days|weeks|minutes|as|well|about|"
    r"how|what|there|all|instead|"
    r"got|get|should|rather|prefer|keep|put|long|lot|bit|little|really)(?!\w)|[,.?]"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text asks for.

    Attributes:
        edits: what is understood, in the order in which it is looked for; no two the same.
        unclear: parts that ask for something that is not understood, in the person's words.
    """

    edits: tuple[Edit, ...]
    unclear: tuple[str, ...]

    @property
    def questions(self) -> tuple[Unsure, ...]:
        """What is understood only so far that one can ask back."""
        return tuple(edit for edit in self.edits if isinstance(edit, Unsure))

    @property
    def changes(self) -> tuple[Edit, ...]:
        """What is to be done."""
        return tuple(edit for edit in self.edits if not isinstance(edit, Unsure | Stays))


def read(change: str) -> Reading:
    """What the text of a change asks for."""
    tags = tagged(change)
    edits: list[Edit] = [
        HealthNote(sentence)
        for sentence in re.split(r"(?<=[.!?;\n])\s+", change.strip())
        if heard_in((sentence,)) or clearers(sentence)
    ]
    unclear: list[str] = []
    told: list[str] = []
    for sentence in SENTENCE_END.split(" ".join(PLEASANTRIES.sub("", tags.text).split())):
        if QUESTION.match(sentence) or CONDITION.search(sentence):
            unclear.append(tags.spoken(sentence))
        else:
            told.append(sentence)
    for sentence in told:
        left = sentence
        for each in ASKS:
            for way in each.ways:
                left = way.sub(partial(_taken, edits, each, tags), left)
        if not (heard_in((tags.spoken(sentence),)) or clearers(sentence)):
            unclear += [tags.spoken(part) for part in _asking(left)]
    return Reading(tuple(dict.fromkeys(edits)), tuple(unclear))


def _taken(edits: list[Edit], each: Ask, tags: Tagged, hit: re.Match[str]) -> str:
    """Write down what follows from a place; what stands there instead of its words."""
    found = tuple(each.edits(Said(hit, tags)))
    edits.extend(found)
    return UNDERSTOOD if found else hit[0]


def _asking(left: str) -> Iterator[str]:
    """The parts of a sentence that ask for something that was not understood."""
    pieces = CLAUSE.split(left)
    for place in range(0, len(pieces), 2):
        clause, before, behind = pieces[place], pieces[place - 1] if place else "", ([*pieces, ""])[place + 1]
        rest = clause.replace(UNDERSTOOD, " ").strip()
        is_reason = REASON_BEGINS.match(rest) or before in REASONS_BEFORE or behind in REASONS_BEHIND
        if is_reason and UNDERSTOOD not in clause:
            continue
        asks = HEAVY.search(rest) or (UNDERSTOOD not in clause and LIGHT.search(rest))
        if asks and (HEAVY.search(rest) or EMPTY.sub("", rest).strip()):
            yield rest
