"""Harder or easier, and how far along they are. Pure."""

from schemas.field_answers import ANSWERS
from schemas.request import FitnessLevel
from server.generation.revise.edits import Harder, Level, Stays, Unsure
from server.generation.revise.ways import Ask, ask

WHICH_LEVEL = Unsure(ANSWERS["fitness_level"].say)
WHICH_WAY = Unsure("Should it get harder, or easier?")
RESTED = Unsure("Should I make it easier, or shall it be fewer days a week?")

LEVEL_WORDS = {
    FitnessLevel.BEGINNER: r"(?:beginner|novice|newbie|starter|newcomer)s?",
    FitnessLevel.INTERMEDIATE: r"intermediates?",
    FitnessLevel.ADVANCED: r"(?:advanced|expert|pro)s?",
}
_LEVEL = "|".join(LEVEL_WORDS.values())
_MORE = (
    r"(?:harder|tougher|more (?:challenging|intense|intensive|difficult|demanding|intensity|challenge|effort|advanced)|"
    r"heavier|higher intensity)"
)
_LESS = (
    r"(?:easier|lighter|gentler|less (?:hard|intense|intensive|challenging|demanding|difficult|intensity|heavy|taxing|"
    r"strenuous|brutal)|softer|milder|lower intensity|slower)"
)
_HOW = (
    r"(?:(?:a|little|bit|a bit|a little|much|way|slightly|somewhat|tad|touch|lot|even|notch|step|level|far|just|"
    r"really|still) )*"
)
_IT = (
    r"(?:(?:make|it|the|my|program|programme|plan|workouts?|sessions?|training|everything|whole thing|things|this|"
    r"that|be|should|is|are|feels?|was|were|them|all|week) )*"
)
_GEAR = (
    r"(?: (?:weights|loads|sets|program|programme|plan|workouts?|sessions?|training|overall|for me|please|now|"
    r"version))*"
)


def _level(to: FitnessLevel, words: str) -> Ask:
    return ask(
        Level(to),
        rf"""
        (?:i am|make it|make me|switch|change|move|now|for|treat me|level|consider me|be|to|as|am|more like|the)
            (?:(?:me|it|the|my|up|down|to|as|for|is|a|an|more|really|rather|like|of|actually|now|at|level|fitness|
            actual|total|complete|absolute|true|program|still|only|just|version) )*{words}(?: (?:level|now|again|
            lifter|version|program|one))*
        {words} (?:level|version|program)
        """,
    )


ASKS = (
    ask(
        WHICH_LEVEL,
        rf"""
        (?:not|no longer)(?: (?:a|an|really|that|so|quite|any more))* (?:{_LEVEL})(?: any more| at all| level| yet)*
        (?:another|different|change the|change my|wrong) (?:fitness )?level
        """,
    ),
    *(_level(to, words) for to, words in LEVEL_WORDS.items()),
    ask(
        Harder(1),
        rf"""
        {_IT}not (?:\w+ )?(?:hard|challenging|tough|intense|difficult|demanding|heavy) enough{_GEAR}
        {_IT}{_HOW}too (?:easy|light|simple|soft|gentle|boring){_GEAR}
        (?:step|crank|ramp|turn|amp|dial|kick) (?:it|things|the intensity|the difficulty|the effort) up(?: a (?:notch|
            gear|bit|little))?
        (?:crank|ramp|turn|up|increase|raise|step up|bump up) (?:up )?(?:the|my) (?:intensity|difficulty|effort|
            challenge|weights|loads|weight|load)
        (?:push|challenge) me(?: (?:more|harder|a bit|a little|a lot))*
        (?:i )?(?:want|need|like|would like) (?:to be (?:challenged|pushed)|a (?:bigger |real |new )?challenge)(?:
            more)?
        """,
    ),
    ask(
        WHICH_WAY,
        r"""
        (?:is|are|was|were|feels?) not (?:so|that|very|really|all that) (?:hard|tough|intense|heavy|difficult|
            exhausting|challenging)
        """,
    ),
    ask(
        Harder(-1),
        r"""
        not (?:so|that|as|quite so) (?:hard|tough|intense|heavy|difficult|much|exhausting|challenging)
        """,
    ),
    ask(
        Stays(),
        r"""
        not (?:(?:make|it|be|get) )*too (?:hard|tough|intense|heavy|difficult|much|exhausting|challenging|easy|light)
        """,
    ),
    ask(
        Harder(-1),
        rf"""
        {_IT}not (?:\w+ )?(?:easy|light|gentle) enough{_GEAR}
        {_IT}{_HOW}(?:too|so) (?:hard|tough|intense|intensive|heavy|much|difficult|exhausting|challenging|demanding|
            tiring|strenuous|brutal|taxing|overwhelming|fast){_GEAR}
        (?:tone|dial|turn|ramp|take|bring) (?:it|things|the intensity|the difficulty|the effort) (?:down|back)(?: a
            (?:notch|gear|bit|little))?
        (?:lower|reduce|decrease|drop|turn down|dial down|cut) (?:the|my) (?:intensity|difficulty|effort|weights|
            loads|weight|load)
        (?:go |take it |be )?(?:easy|easier|gentle|gentler) (?:on|with) me
        (?:it |this |that )(?:is|are) (?:killing|destroying|breaking) me
        take it (?:easier|easy|slower|slow|down)
        (?:i am |it is |feel )?(?:too |always |totally |completely |so )*overwhelm(?:ed|ing)
        """,
    ),
    ask(
        RESTED,
        r"""
        i (?:am|feel)(?: (?:always|so|too|really|constantly|very|completely|totally|just))* (?:exhausted|tired|worn
            out|drained|burnt? out|wiped out|fatigued)(?: all the time| after (?:each|every) (?:session|workout))?
        """,
    ),
    ask(
        Stays(),
        rf"""
        (?:not|never|no need to|without)(?: (?:want|to|make|making|it|be|get|any|much|get|getting|the|program|too|
            become|a bit|have|need|that))* (?:{_MORE}|{_LESS}){_GEAR}
        """,
    ),
    ask(
        Harder(1),
        rf"""
        {_IT}{_HOW}{_MORE}{_GEAR}
        """,
    ),
    ask(
        Harder(-1),
        rf"""
        {_IT}{_HOW}{_LESS}{_GEAR}
        """,
    ),
)
"""In the order in which they are looked for: what is denied goes before what is asked for."""
