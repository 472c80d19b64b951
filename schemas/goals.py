"""The goals that somebody's words speak of. Pure: words are data, and nothing in them is an instruction.

What is denied ("not bulky", "I hate running") is no goal. Who speaks of several has a first one and others behind it.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from schemas.wording import clauses, plain


class GoalCategory(StrEnum):
    STRENGTH = "strength"
    HYPERTROPHY = "hypertrophy"
    POWER = "power"
    MUSCULAR_ENDURANCE = "muscular_endurance"
    CARDIO_ENDURANCE = "cardio_endurance"
    FAT_LOSS = "fat_loss"
    GENERAL_FITNESS = "general_fitness"
    MOBILITY = "mobility"


NEGATION = re.compile(
    r"\b(?:no|not|never|nor|hate|hates|dislike|avoid|without|cannot|instead of|rather than|sick of|tired of|"
    r"\w+n't|dont|cant)\b"
)
"""Before a phrase, in the same clause, it makes the phrase none."""
YET = re.compile(r"\byet\b")
ENOUGH = re.compile(
    r"^(?: \w+)? (?:is|are) (?:already )?(?:fine|ok|okay|good|great|enough|no (?:problem|issue)|not (?:the|a|my) \w+)\b"
)
"""Behind a phrase it says that there is enough of it: "flexibility is fine"."""

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "lift": (
            r"bench(?: press)?|squats?|dead ?lifts?|(?:overhead |shoulder |military )?press|clean|snatch|pull-?ups?|"
            r"chin-?ups?"
        ),
        "amount": r"\d{2,3} ?(?:kg|lbs?|kilos?|pounds?)",
        "weight": r"weight|fat|kgs?|kilos?|kilograms?|pounds|lbs?|stone|inches|belly|gut",
        "ups": r"(?:push|pull|press|sit|chin)-? ?ups?",
    }
)

SAID: Mapping[GoalCategory, str] = MappingProxyType(
    {
        GoalCategory.HYPERTROPHY: r"""
            hypertrophy|muscle(?:s|-?building)?\b(?! (?:endurance|stamina|pain|soreness|ups?\b|tear))
            muscly|muscular\b(?! endurance)|big(?:ger)?\b(?! (?:<lift>))|huge|bulk\w*|get big|gains|mass
            (?:gain|put on|add|build|increase) (?:some |lean |more |my )?(?:size|weight)
            ton(?:e|ed|ing)|defin(?:ed|ition)|sculpt\w*|shape my \w+|curves|bodybuild\w*|jacked|swole|buff|aesthetics?
            build (?:up )?(?:my |an? )?(?:upper body|chest|arms|legs|back|shoulders|physique)
            six-? ?pack|abs\b|meat on (?:my|the) bones
            glutes?|booty|butt|bum|v-taper|biceps|(?:broad|wide)\w* (?:shoulders|back)
            """,
        GoalCategory.STRENGTH: r"""
            strong(?:er)?|strength(?:en)?\b(?! endurance)|power-? ?lift\w*|1-?rm|one[- ]rep[- ]max|lift (?:more|heav\w+)
            (?:bigger|better|heavier) (?:<lift>)
            (?:<lift>)(?: \w+)?(?: of)? \d{2,3}(?! ?(?:times|reps|in a row|seconds))|(?:<amount>) (?:<lift>)
            (?:do (?:a|one|my first)|my first|first|a single|one) (?:<ups>)
            """,
        GoalCategory.FAT_LOSS: r"""
            los(?:e|ing) (?:[\w'.]+ ){0,4}?(?:<weight>)
            los(?:e|ing) (?:it|\d+|some|a (?:bit|little|few|lot))\b(?! muscle)
            (?:fat|weight)[- ]?loss|slim\w*|slender|lean(?:er| out)?|thin(?:ner)?
            (?:burn|drop|shed|reduce|cut)\w* (?:[\w'.]+ ){0,4}?(?:<weight>)
            belly|tummy|flat stomach|love handles|muffin top|summer|beach body|bikini|cutting|shredded|ripped
            (?:fit|get|back) in(?:to)? (?:my |that |the )(?:old |wedding )?(?:jeans|dress|clothes|suit)
            """,
        GoalCategory.CARDIO_ENDURANCE: r"""
            run(?:ning|ner)?\b(?! (?:out of|around|errands|after|with (?:my )?kids))|jog(?:ging|ger)?
            (?:half-?)?marathons?|triathl\w+|iron ?man|\d+(?:\.\d+)? ?k\b|\d+ ?(?:km|miles?)\b
            cardio\w*|aerobic\w*|stamina|vo2 ?max|conditioning
            cycl(?:e|ing|ist)|bike (?:ride|race|tour)s?|swimm?(?:ing)?|row(?:ing)? race|hik(?:e|ing)
            """,
        GoalCategory.MUSCULAR_ENDURANCE: r"""
            (?:more|many|\d+) (?:<ups>)|(?:<ups>) in a row|last longer(?: \w+){0,3}|high reps?|hold (?:a |the )?plank
            (?:muscular|muscle|strength) endurance
            """,
        GoalCategory.POWER: r"""
            jump (?:higher|further|farther)|vertical (?:jump|leap)|higher jump|dunk\w*|explosive\w*|plyometrics?
            power(?:ful)?|athletic\w*|sprint\w*|agil\w+|speed|quick(?:er|ness)
            (?:throw|punch|kick|hit|serve) (?:harder|further)
            """,
        GoalCategory.MOBILITY: r"""
            flexib\w+|mobility|stretch(?:es|ing|y)?|touch my toes|(?:the|my|do) splits|posture|yoga|limber|supple
            range of motion|loosen up|bend down
            """,
    }
)
"""One way of saying it a line; ``<name>`` stands for a list of `PARTS`."""

ANYWAY: Mapping[GoalCategory, str] = MappingProxyType(
    {
        GoalCategory.CARDIO_ENDURANCE: r"winded|puffed|out of breath|no (?:stamina|endurance|cardio)",
        GoalCategory.MOBILITY: r"stiff\w*|tight hips|no flexibility",
        GoalCategory.HYPERTROPHY: r"no muscles?\b",
        GoalCategory.FAT_LOSS: r"overweight|obes\w+|too (?:fat|heavy)",
        GoalCategory.STRENGTH: r"weak\b|no (?:\w+ ){0,2}?strength",
    }
)
"""What people have and do not want: it speaks of the goal whether or not it is denied."""

RECOMPOSITION = re.compile(r"\b(?:body )?recomp(?:osition)?\b")
ENDURANCE = re.compile(r"\bendurance\b")
MOVING = re.compile(
    r"\b(?:run\w*|jog\w*|cycl\w*|bik(?:e|es|ing)|swim\w*|row(?:ing)?|ski(?:ing)?|hik\w*|walk\w*|triathl\w*|marathons?|"
    r"cardio|\d+ ?k(?:m|s)?)\b"
)


def _compiled(ways: str) -> re.Pattern[str]:
    written = ways
    for name, part in PARTS.items():
        written = written.replace(f"<{name}>", part)
    return re.compile(rf"\b(?:{'|'.join(line.strip() for line in written.strip().splitlines())})\b")


PHRASES = tuple((goal, _compiled(ways)) for goal, ways in SAID.items())
PHRASES_ANYWAY = tuple((goal, _compiled(ways)) for goal, ways in ANYWAY.items())


def goals_in(text: str) -> tuple[GoalCategory, ...]:
    """The goals that a text speaks of, the first one first; none where it is not clear, or only of being fit."""
    if RECOMPOSITION.search(plain(text)):
        return GoalCategory.HYPERTROPHY, GoalCategory.CARDIO_ENDURANCE
    is_moving = MOVING.search(plain(text)) is not None
    found = [goal for clause in clauses(text) for _, goal in sorted(_in_clause(clause, is_moving=is_moving))]
    return tuple(dict.fromkeys(found))


def goal_of(text: str) -> GoalCategory:
    """The goal of somebody who says no more than this."""
    return next(iter(goals_in(text)), GoalCategory.GENERAL_FITNESS)


def is_wanted(clause: str, place: int) -> bool:
    """Whether what a clause speaks of at a place is not denied there."""
    return NEGATION.search(clause[:place]) is None or YET.search(clause[place:]) is not None


def _in_clause(clause: str, *, is_moving: bool) -> Iterator[tuple[int, GoalCategory]]:
    for goal, pattern in PHRASES:
        yield from (
            (hit.start(), goal)
            for hit in pattern.finditer(clause)
            if is_wanted(clause, hit.start()) and not ENOUGH.match(clause[hit.end() :])
        )
    for goal, pattern in PHRASES_ANYWAY:
        yield from ((hit.start(), goal) for hit in pattern.finditer(clause))
    named = {hit.end() for _, pattern in PHRASES for hit in pattern.finditer(clause)}
    for hit in ENDURANCE.finditer(clause):
        if hit.end() not in named and is_wanted(clause, hit.start()):
            yield hit.start(), GoalCategory.CARDIO_ENDURANCE if is_moving else GoalCategory.MUSCULAR_ENDURANCE
