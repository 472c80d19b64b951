"""Another goal. Pure."""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType

from schemas.field_answers import ANSWERS
from schemas.request import GoalCategory
from server.generation.revise.edits import Edit, Goal, Unsure
from server.generation.revise.ways import Ask, Said, ask

WHICH_GOAL = Unsure(ANSWERS["goal_category"].say)

_KG = r"(?:(?:\d+|a few|some|more) )?(?:kg|kgs|kilos?|pounds?|lbs?)"
GOAL_WORDS: Mapping[GoalCategory, str] = MappingProxyType(
    {
        GoalCategory.FAT_LOSS: (
            rf"(?:los(?:e|ing) (?:some |more |a bit of |the |my )?(?:weight|fat|belly fat|body fat|belly|tummy|{_KG})|"
            r"fat ?loss|weight ?loss|slim(?:ming)? down|lean(?:ing)? out|get(?:ting)? lean(?:er)?|burn(?:ing)? "
            r"(?:more )?fat|"
            r"cut(?:ting)?(?: phase)?|get(?:ting)? shredded|be(?:ing)? leaner|losing it all around the waist)"
        ),
        GoalCategory.HYPERTROPHY: (
            r"(?:(?:build|gain|put on|add|grow|building|gaining|put(?:ting)? on) (?:some |more |a bit of |a lot of "
            r")?(?:muscles?|size|mass|muscle mass)|"
            r"muscle (?:gain|growth|building|mass|size)|muscles?|get(?:ting)? (?:bigger|big|toned|jacked|muscular)|"
            r"bulk(?:ing)?(?: up)?|"
            r"hypertrophy|ton(?:e|ing)(?: up)?|body ?building|be(?:ing)? bigger|size)"
        ),
        GoalCategory.MUSCULAR_ENDURANCE: r"(?:muscular endurance|muscle endurance|last longer (?:in|when) lifting)",
        GoalCategory.CARDIO_ENDURANCE: (
            r"(?:endurance|cardio(?:vascular)?(?: fitness| endurance)?|stamina|(?:run|running|<x>) an? (?:5|10) ?km?|"
            r"(?:an? |the )?(?:half[ -])?marathon|(?:an? )?(?:5|10) ?km?(?: run| race)?|conditioning|"
            r"get(?:ting)? (?:less|not so) (?:winded|out of breath)|my (?:stamina|endurance|condition))"
        ),
        GoalCategory.STRENGTH: (
            r"(?:(?:get|be|become|getting|being|becoming) (?:a lot |much |really )?stronger|(?:max |maximal |"
            r"maximum |pure |raw )?strength(?: training)?|"
            r"build(?:ing)? strength|power ?lifting|lift(?:ing)? heavier|get(?:ting)? strong)"
        ),
        GoalCategory.POWER: (
            r"(?:(?:jump|jumping|<x>) higher|explosive(?:ness)?(?: power)?|power|athletic performance|athleticism|"
            r"be(?:ing)? more explosive|"
            r"(?:sprint|sprinting|<x>) faster|get(?:ting)? more explosive)"
        ),
        GoalCategory.MOBILITY: (
            r"(?:(?:get|be|become|getting|becoming) (?:more |less )?(?:flexible|mobile|stiff|supple)|flexibility|"
            r"mobility|stretching|yoga)"
        ),
        GoalCategory.GENERAL_FITNESS: (
            r"(?:general (?:fitness|health)|(?:stay|be|get|staying|being|getting) (?:healthy|healthier|fit|fitter|"
            r"in shape)|"
            r"(?:overall|all[ -]?round|basic) (?:fitness|health)|health|fitness|keep up with (?:my|the) kids|feel "
            r"better|more energy)"
        ),
    }
)

_LEAD = (
    r"(?:(?:i |we )?(?:would |now |rather |really |just |also |instead |actually |do )*(?:rather|want to|like to|"
    r"love to|prefer to|need to|want|prefer|have to)"
    r"(?: now| rather| instead| really| to| just)*|rather|(?:focus|concentrate|work)(?: more| mainly| only| "
    r"rather)* on|focus(?:ing)? on|switch(?: over| it| my goal| the goal)* to|"
    r"change (?:it |(?:my |the )?(?:goal|focus|aim|objective) )?(?:from \w+(?: \w+)? )?to|(?:my |the )?(?:new |"
    r"main |real )?(?:goal|aim|focus|objective)(?: is| should be| shall be| now| are)*(?: to)?|"
    r"(?:train|training|aim|aiming|go|going|prepare|preparing|training now) for|prioriti[sz]e|make it (?:more |all "
    r")*(?:about|for)|"
    r"more (?:about|for|towards|focused on)|the goal to|help me(?: to)?|try to|instead i want to|let us)"
)
_INSTEAD = (
    r"(?:(?: and)? (?:instead|now|please|rather|from now on|instead of \w+(?: \w+)?|not \w+(?: \w+)?|rather than "
    r"\w+(?: \w+)?))"
)


def _goal(said: Said, to: GoalCategory) -> Iterator[Edit]:
    yield Goal(to, said.spoken("goal"))


def _asks(to: GoalCategory, words: str) -> Ask:
    return ask(
        partial(_goal, to=to),
        rf"""
        (?<!not ){_LEAD} (?:(?:my|some|the|a|more|on|to|just|for) )*(?P<goal>{words})(?: (?:program|programme|plan|
            training))?{_INSTEAD}*
        (?P<goal>{words}){_INSTEAD}+
        (?P<goal>{words}) (?:is|should be|has become) (?:now )?my (?:new |main )?(?:goal|aim|focus|priority)(?: now)?
        ^(?P<goal>{words})$
        """,
    )


ASKS = (
    *(_asks(to, words) for to, words in GOAL_WORDS.items()),
    ask(
        WHICH_GOAL,
        r"""
        (?:change|another|different|new|other)(?: (?:my|the))? (?:goal|aim|focus|objective)
        """,
    ),
)
