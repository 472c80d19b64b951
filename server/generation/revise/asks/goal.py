"""Another goal, or muscles to put first. Pure; which words speak of which goal is said in `schemas.goals`."""

import re
from collections.abc import Iterator

from schemas.field_answers import ANSWERS
from schemas.goals import GoalCategory, goals_in
from server.generation.revise.edits import Edit, Focus, Goal, Unsure
from server.generation.revise.ways import Said, ask
from server.generation.wishes import FOCUS_WORDS

WHICH_GOAL = Unsure(ANSWERS["goal_category"].say)

FIT = re.compile(
    r"\b(?:general (?:fitness|health)|(?:stay|be|get|staying|being|getting) (?:healthy|healthier|fit|fitter|in shape)|"
    r"(?:overall|all round|basic) (?:fitness|health)|health|fitness|keep up with (?:my|the) kids|more energy)\b"
)
"""Goals that nothing else serves."""
OF_NAMES = frozenset({GoalCategory.CARDIO_ENDURANCE, GoalCategory.POWER})
"""Goals that are told with what one does: "run a 10k". Other goals that name an exercise ask for that exercise."""

_PART = r"(?P<goal>(?:(?!(?:and|but|so|because|since|then|also)\b)[^\s,.?\u00a4]+ ?){1,8}?)"
_ENDS = r"(?=$| ?[,.?\u00a4]| (?:and|but|so|because|since|then|also) )"
_LEAD = (
    r"(?:(?:i |we )?(?:would |now |rather |really |just |also |instead |actually |do )*"
    r"(?:rather|want to|like to|love to|prefer to|need to|want|prefer|have to)"
    r"(?: now| rather| instead| really| to| just| train for)*|rather|"
    r"(?:focus|concentrate|work)(?: more| mainly| only| rather)* on|focus(?:ing)? on|"
    r"switch(?: over| it| my goal| the goal)* to|change (?:it |(?:my |the )?(?:goal|focus|aim|objective) )?"
    r"(?:from \w+(?: \w+)? )?to|(?:my |the )?(?:new |main |real )?(?:goal|aim|focus|objective)"
    r"(?: is| should be| shall be| now| are)*(?: to)?|(?:train|training|aim|aiming|go|going|prepare|preparing) for|"
    r"prioriti[sz]e|make it (?:more |all )*(?:about|for)|more (?:about|for|towards|focused on)|help me(?: to)?|"
    r"try to|let us)"
)
_OPENING = (
    r"(?:get|be|become|lose|build|gain|put on|burn|<x>|run|jump|general|fat|weight|muscle|muscles|muscular|strength|"
    r"power|powerlifting|mobility|flexibility|endurance|stamina|cardio|conditioning|marathon|half|hypertrophy|bulk|cut|"
    r"cutting|tone up|lean|slim|stay|fitness|health|bodybuilding|explosive|athletic|feel)"
)
_ALONE = rf"(?P<goal>{_OPENING}(?: (?!(?:is|are|should|hurts?)\b)[^\s,.?\u00a4]+){{0,4}})"
BEHIND = re.compile(r" (?:(?:and )?(?:instead|now|please|rather|from now on)|(?:instead of|rather than|not) .*)$")
"""Behind a goal it says no more of it."""


def _goal(said: Said) -> Iterator[Edit]:
    words = BEHIND.sub("", said.spoken("goal"))
    if any(pattern.search(words) for pattern in FOCUS_WORDS):
        yield Focus(words)
        return
    goal = next(iter(goals_in(words)), GoalCategory.GENERAL_FITNESS if FIT.search(words) else None)
    if goal is not None and ("@x" not in said.match["goal"] or goal in OF_NAMES):
        yield Goal(goal, words)


ASKS = (
    ask(
        _goal,
        rf"""
        (?<!not ){_LEAD} (?!(?:more|less) cardio)(?:(?:my|some|the|a|on|to|just|for|bigger|stronger) )*{_PART}{_ENDS}
        {_ALONE} (?:is|should be|has become) (?:now )?my (?:new |main )?(?:goal|aim|focus|priority)(?: now)?
        (?:(?<=^)|(?<=, ))(?!(?:more|less) ){_ALONE}$
        """,
    ),
    ask(
        WHICH_GOAL,
        r"""
        (?:change|another|different|new|other)(?: (?:my|the))? (?:goal|aim|focus|objective)
        """,
    ),
)
"""In the order in which they are looked for."""
