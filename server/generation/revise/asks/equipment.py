"""What there is to train with. Pure."""

from collections.abc import Iterator

from schemas.request import Equipment
from server.generation.exercises import catalogue
from server.generation.revise.edits import AwayFromGym, Edit, Gets, Lacks, OnlyHas, Stays, Unsure
from server.generation.revise.tagging import TAG
from server.generation.revise.ways import Said, ask

FREE_WEIGHTS = frozenset({Equipment.BARBELL, Equipment.DUMBBELL, Equipment.KETTLEBELL})
WHICH_WEIGHTS = Unsure("Which weights do you have: dumbbells, a barbell, or kettlebells?")

_DET = (
    r"(?:(?:the|my|all|those|these|any|a|an|some|this|that|of|pairs?|sets?|set of|light|heavy|couple|2|1|one|"
    r"adjustable|few) )*"
)
_AT_HOME = (
    r"(?: (?:at home|(?:in|at) (?:the|my|our|this) gym|here|there|in my gym|at work|at my place|around|in the "
    r"house|available|to use|to train with|to work with))*"
)


def _pieces(said: Said, group: str = "qs") -> frozenset[Equipment]:
    return frozenset(Equipment(hit["piece"]) for hit in TAG.finditer(said.match[group]))


def _lacks(said: Said) -> Iterator[Edit]:
    yield Lacks(_pieces(said))


def _gets(said: Said) -> Iterator[Edit]:
    yield Gets(_pieces(said))


def _only(said: Said) -> Iterator[Edit]:
    yield OnlyHas(_pieces(said))


def _for_others(said: Said) -> Iterator[Edit]:
    yield Lacks(_pieces(said, "away"))
    yield Gets(_pieces(said))


def _gets_a_cardio_machine(said: Said) -> Iterator[Edit]:
    """A rower is an exercise's name, and what it is done on."""
    gear = catalogue()[exact].gear if (exact := said.tagged.name(said.match["machine"]).exact) else frozenset()
    if Equipment.CARDIO_MACHINE in gear:
        yield Gets(frozenset({Equipment.CARDIO_MACHINE}))


ASKS = (
    ask(
        Stays(),
        rf"""
        (?:keep|leave) {_DET}<qs>
        """,
    ),
    ask(
        _for_others,
        rf"""
        (?:use |have |do |with )?{_DET}<qs> (?:instead of|rather than|in place of|not) {_DET}(?P<away><q>)
        (?:swap|replace|change|switch|exchange) {_DET}(?P<away><q>)(?: (?:exercises|work|lifts))? (?:for|with|to|
            by) {_DET}<qs>(?: (?:exercises|work|lifts))?
        instead of {_DET}(?P<away><q>)(?: ,)? (?:use |i have |with |do )?{_DET}<qs>
        """,
    ),
    ask(
        _only,
        rf"""
        (?:only|just|nothing but|nothing except|all i have is|all i have are|all i have got is|down to|limited to|
            nothing more than|nothing other than) (?:(?:have|got|with|use|using|own|access to|my|at home|do|can use|
            to|in|train|training|work out|for) )*{_DET}<qs>{_AT_HOME}<again>
        {_DET}<qs>{_AT_HOME} only
        (?:all|the only (?:thing|equipment|things)) (?:that )?i (?:have|own|have got)(?: now)?{_AT_HOME} (?:is|
            are) {_DET}<qs>
        """,
    ),
    ask(
        OnlyHas(FREE_WEIGHTS),
        r"""
        (?:only|just)(?: (?:have|use|with|got))* free weights|free weights only
        """,
    ),
    ask(
        OnlyHas(frozenset({Equipment.BODYWEIGHT})),
        r"""
        (?:with(?:out)?|no|not (?:have|got|own|use)|have no|lost all(?: my)?|any) (?:any |my |the |gym |more
            )*(?:equipment|gear)<again>
        (?:body ?weight|calisthenics)(?: (?:exercises?|training|workouts?|movements?))? only
        (?:only|just|nothing but)(?: (?:do|use|with|using|have|train|to|training|my|own))* (?:body ?weight|
            calisthenics)(?: (?:exercises?|training|workouts?|movements?|stuff))?
        (?:to|do|make it|use|with|want|switch to|go) (?:body ?weight|calisthenics)(?: (?:exercises?|training|
            workouts?|version))?
        (?:only|just|nothing but) (?:have )?my (?:own )?body(?: ?weight)?
        equipment ?free
        """,
    ),
    ask(
        _lacks,
        rf"""
        (?:no|without|lost|sold|no longer (?:have|got|use|own)|(?:do|does|did|can|have|could|should|will|would|to|am|
            is|are|rather|of) not (?:have|got|own|use|get|using|want|like|allowed|access|want to use|like to use|like
            using|have access to)|never|hate|dislike|avoid|skip|remove|drop|stop using|broke|get rid of|not using|
            returned|gave away|minus|scared of|afraid of) (?:(?:to use|to|use|using|have|having|more|with|anything
            with) )*{_DET}<qs>(?: (?:work|exercises?|lifts?|movements?|stuff|training))?{_AT_HOME}<again>
        {_DET}<qs> (?:is|are)(?: (?:now|all|always|currently|usually|often))* (?:broken|gone|taken|missing|
            unavailable|not available|closed|out of order|busy|occupied|out|sold|broke|full|not allowed)<again>
        """,
    ),
    ask(
        Lacks(FREE_WEIGHTS),
        r"""
        (?:no|without|do not have|have no)(?: (?:any|more|the|free))* (?:free )?weights<again>
        """,
    ),
    ask(
        _gets,
        rf"""
        (?:got|bought|have|own|get|added|purchased|received|there is|there are|can use|access to|found|ordered|gained|
            borrowed|use|include|add)(?: (?:now|myself|also|me|new|my own|got|access to|again))* {_DET}(?:new
            )?<qs>{_AT_HOME}(?: (?:now|too|as well|again|at home|for my birthday|for christmas))*
        (?:(?<=home )|(?<=hotel )|(?<=now )|(?<=^))with {_DET}<qs>
        {_DET}(?:new )?<qs> (?:is|are) (?:here|back|available|there|free|fixed|working)(?: again| now)*
        """,
    ),
    ask(
        _gets_a_cardio_machine,
        rf"""
        (?:got|bought|have|own|purchased|received|there is|ordered|access to) (?:now |myself |also |new )*{_DET}(?:new
            )?(?P<machine><x>){_AT_HOME}(?: (?:now|too|as well|again))*
        """,
    ),
    ask(
        WHICH_WEIGHTS,
        r"""
        (?:got|bought|have|own|only|use|with|using)(?: (?:some|a few|my|the|now|light|heavy|free))* weights
        """,
    ),
    ask(
        AwayFromGym(),
        r"""
        (?:no|without|lost|quit|left|cancel\w*|away from|not (?:in|at|have|go to|going to|use|get to|make it to)|no
            longer (?:have|in|at|go to)|outside of)(?: (?:a|the|my|access to|to|any|more))* gym(?: (?:membership|
            access))?<again>
        (?:the |my |our )?gym(?: (?:is|has|was|will|be|now|currently|been|temporarily))* (?:closed|shut|closing|shut
            down|closed down|too far|too expensive|full)(?: down)?<again>
        (?:train|training|work out|working out|exercise|exercising|be|do it|workouts?|program|plan|stuck|only|just|
            from|am|are|it) (?:(?:now|only|just|for|me|on|in|my|a|the) )*(?:at home|from home|in a hotel|home|hotel
            room|hotel|outdoors|outside|in the park|on the road)<again>
        (?:at|from) home<again>|home (?:workouts?|training|version|program)
        i am (?:travell?ing|on the road|on holiday|on vacation)
        """,
    ),
    ask(
        OnlyHas(frozenset({Equipment.GYM})),
        r"""
        (?:joined|have|got|found|signed up (?:for|at)|member of|go to|going to|back (?:at|in|to)|train (?:at|in)|
            training (?:at|in)|access to|switch to|move to|can go to)(?: (?:a|the|my|new|full|proper|commercial|real|
            local|again|now|access to))* gym(?: (?:membership|access))?(?: (?:now|again|close by|nearby))*
        (?:full|all the|every|all) (?:gym )?equipment
        """,
    ),
)
"""In the order in which they are looked for."""
